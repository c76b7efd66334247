"""Whether a fair contest can be made of an organizer's photos; else everything that stands against it, at once."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import PurePosixPath

import numpy as np

from competition.contest import SplitRules
from competition.errors import SplitError
from competition.joins import Findings
from competition.labels import Labels
from competition.messages import _
from competition.preparing.heap import CAMERA_FORMATS
from competition.preparing.plan import Plan
from competition.preparing.raw import RawPhotos
from competition.splits import made_split, with_folds

# How many photos that belong to no other the training, the public and the private test part need of each class: with
# three to learn from, one can be held out and two folds made of the rest.
_LEAST_SEPARATE = (3, 1, 1)


def check_classes(raw: RawPhotos, plan: Plan, findings: Findings) -> None:
    """Add what can be told without opening a photo: the number of classes, their names and their sizes."""
    if plan.n_classes not in (None, len(raw.classes)):
        findings.problem(
            _("{n} classes were expected, {m} came").format(n=plan.n_classes, m=len(raw.classes)),
            raw.classes,
            hint=_("Take away the folders that are none, or leave --classes out."),
        )
    odd = [repr(name) for name in raw.classes if not name.isprintable() or not name.strip()]
    if odd:
        findings.problem(_("These names of classes hold what cannot be printed"), odd)
    confused = list(_look_alikes(raw.classes))
    if confused:
        findings.problem(
            _("These names of classes differ in capitals, blanks or wide letters alone"),
            confused,
            hint=_("Give photos of one class one name."),
        )
    check_sizes(raw, (), plan, findings)
    foreign = [name for name in raw.names if _is_foreign(name)]
    if foreign and not plan.leave_out:
        findings.problem(
            _("These photos are in a format of cameras that the kit cannot read"),
            foreign,
            hint=_(
                "Convert them to JPEG (an iPhone takes such from the start: Settings, Camera, Formats, Most "
                "Compatible), or start again with --leave-out."
            ),
        )


def check_sizes(raw: RawPhotos, unusable: Collection[str], plan: Plan, findings: Findings) -> None:
    """Add the classes that have too few usable photos."""
    n_of = Counter(label for name, label in zip(raw.names, raw.labels, strict=True) if name not in unusable)
    small = [f"{name} ({n_of[name]})" for name in raw.classes if n_of[name] < plan.least_per_class]
    if small:
        findings.problem(
            _("Each class needs at least {n} photos; these have fewer").format(n=plan.least_per_class),
            small,
            hint=_("Take more photos, take the class out, or ask for fewer with --min-per-class."),
        )


def check_usable(reasons: Mapping[str, str], findings: Findings) -> None:
    """Add the photos that cannot be used, with the reason of each."""
    damaged = [f"{name} ({reason})" for name, reason in reasons.items() if not _is_foreign(name)]
    if damaged:
        findings.problem(
            _("These photos cannot be used"), damaged, hint=_("Mend or delete them, or start again with --leave-out.")
        )


def check_twins(twins: Sequence[Sequence[str]], findings: Findings) -> None:
    """Add the photos that are there several times, with several labels."""
    if twins:
        findings.problem(
            _("These photos are the same in every pixel, but have several labels"),
            [" = ".join(group) for group in twins],
            hint=_("Keep the one whose label is right. --leave-out leaves all of them out."),
        )


def contrary_twins(digests: Sequence[str], labels: Sequence[str]) -> list[list[int]]:
    """The places of exact twins that have several labels, group by group: one label at least is wrong.

    >>> contrary_twins(["f0", "a7", "f0", "", ""], ["cat", "cat", "dog", "cat", "dog"])
    [[0, 2]]
    """
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for place, digest in enumerate(digests):
        if digest:
            alike[digest].append(place)
    return [group for group in alike.values() if len({labels[place] for place in group}) > 1]


def check_parts(
    classes: Sequence[str], targets: np.ndarray, bound: np.ndarray, parts: np.ndarray, findings: Findings
) -> None:
    """Add the classes that are not in every part, because their photos hang together.

    Args:
        classes: Their names.
        targets: The class of each photo, int (n,).
        bound: What it belongs to, int (n,).
        parts: The part it was dealt to, int (n,).
        findings: What is wrong is added here.
    """
    short = []
    for number, name in enumerate(classes):
        separate = [
            len(np.unique(bound[(targets == number) & (parts == part)])) for part in range(len(_LEAST_SEPARATE))
        ]
        if any(n < least for n, least in zip(separate, _LEAST_SEPARATE, strict=True)):
            n_photos, n_separate = int((targets == number).sum()), len(np.unique(bound[targets == number]))
            short.append(_("{name} ({n} photos, {m} separate)").format(name=name, n=n_photos, m=n_separate))
    if short:
        findings.problem(
            _("Photos that belong together stay in one part; these classes have too few separate ones for all parts"),
            short,
            hint=_(
                "Take photos of more things, on more occasions. Where the camera's clock misleads, --burst 0 leaves it "
                "out of account."
            ),
        )


def folds_that_fit(ids: Sequence[str], targets: np.ndarray, bound: np.ndarray) -> int:
    """Into how many folds teams can deal the training part, from 5 down to 2.

    Args:
        ids: The training pictures.
        targets: The class of each, int (n,).
        bound: What it belongs to, int (n,).
    """
    labels = Labels(tuple(ids), targets, tuple(map(str, bound.tolist())))
    unknown = [""] * len(ids)
    rules = SplitRules()
    for n_folds in range(rules.n_folds, 2, -1):
        with suppress(SplitError):
            with_folds(made_split(labels, unknown, "", rules.holdout, rules.seed), labels, unknown, n_folds)
            return n_folds
    return 2


def _is_foreign(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in CAMERA_FORMATS


def _look_alikes(classes: Sequence[str]) -> Iterator[str]:
    """Names that people would take for one, joined by an equals sign."""
    same: defaultdict[str, list[str]] = defaultdict(list)
    for name in classes:
        same["".join(unicodedata.normalize("NFKC", name).casefold().split())].append(f"'{name}'")
    yield from (" = ".join(names) for names in same.values() if len(names) > 1)
