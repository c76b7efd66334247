"""`Contest`: everything that makes one contest different from another, on one page, as data.

The page is ``contest.toml``. What the pictures *are* lives in `competition.layouts` and `competition.dataset`;
this module only says what the page may hold, reads it and writes it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomli_w

from competition import atomic
from competition.errors import ContestError
from competition.messages import _

PAGE = "contest.toml"
KINDS = ("probabilities", "label_id", "label_name", "top_k")


@dataclass(frozen=True)
class DataFiles:
    """Where the contest's pictures and tables are, relative to its folder.

    Args:
        train_images, test_images: A folder or a zip each; an empty ``test_images`` means there is no test part.
        train_table: The table that gives each training picture its label; empty for one folder per class.
        label_table: The table from label id to label name, where there is one.
        sample_submission: An example of a submission file; its first column lists the test ids.
        solution: The hidden labels, in the organizer's and the built-in contests' folders only.
        id_column, label_column, group_column: Column names in ``train_table``; pictures of one group
            (two photos of one coin) never straddle a split.
    """

    train_images: str = "train.zip"
    test_images: str = ""
    train_table: str = ""
    label_table: str = ""
    sample_submission: str = ""
    solution: str = ""
    id_column: str = "file_name"
    label_column: str = "label"
    group_column: str = ""


@dataclass(frozen=True)
class SubmissionFormat:
    """What the contest's submission file looks like.

    Args:
        kind: ``probabilities`` (a column per class), ``label_id``, ``label_name``, or ``top_k`` (the k best
            names in one cell, a space between).
        header: Whether the first line names the columns.
        separator: ``","`` or a tab.
        id_column, label_column: Column names; ``label_column`` serves every kind but ``probabilities``.
        k: How many names for ``top_k``.
        fixed_rows: Lines that must stand before the first row of data, word for word.
    """

    kind: str = "probabilities"
    header: bool = True
    separator: str = ","
    id_column: str = "id"
    label_column: str = "label"
    k: int = 3
    fixed_rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class SplitRules:
    """How the labelled pictures are divided: the held-out share, the number of folds, the seed."""

    holdout: float = 0.2
    n_folds: int = 5
    seed: int = 0


@dataclass(frozen=True)
class LeaderboardRules:
    """How the board is kept: decimals shown, and the time zone its days are counted in."""

    decimals: int = 5
    time_zone: str = "Asia/Tokyo"


@dataclass(frozen=True)
class Contest:
    """One contest's page.

    Args:
        name: Short, for folders and tables.
        classes: Class names, in the order of the submission's columns.
        label_ids: The id that stands for each class in the contest's tables, in the order of ``classes``;
            the names themselves where the contest has no ids.
        metric: A name in `competition.metrics.METRICS`.
        title, about, licence: What people read.
    """

    name: str
    classes: tuple[str, ...]
    label_ids: tuple[str, ...] = ()
    metric: str = "log_loss"
    title: str = ""
    about: str = ""
    licence: str = ""
    data: DataFiles = field(default_factory=DataFiles)
    submission: SubmissionFormat = field(default_factory=SubmissionFormat)
    split: SplitRules = field(default_factory=SplitRules)
    leaderboard: LeaderboardRules = field(default_factory=LeaderboardRules)

    def __post_init__(self) -> None:
        if not self.label_ids:
            object.__setattr__(self, "label_ids", self.classes)
        faults = list(_faults(self))
        if faults:
            raise ContestError(_("The contest's page says what cannot be"), faults)

    @property
    def n_classes(self) -> int:
        """How many classes there are."""
        return len(self.classes)


def _faults(contest: Contest) -> list[str]:
    from competition.metrics import METRICS

    faults = []
    if len(contest.classes) < 2:
        faults.append(_("classes: at least two are needed, {n} came").format(n=len(contest.classes)))
    for what, names in (("classes", contest.classes), ("label_ids", contest.label_ids)):
        twins = sorted({name for name in names if names.count(name) > 1})
        if twins:
            faults.append(_("{what}: {twins} more than once").format(what=what, twins=", ".join(twins)))
    if len(contest.label_ids) != len(contest.classes):
        faults.append(
            _("label_ids: {n} for {m} classes").format(n=len(contest.label_ids), m=len(contest.classes))
        )
    if contest.metric not in METRICS:
        faults.append(
            _("metric: {metric} is none of {known}").format(metric=contest.metric, known=", ".join(METRICS))
        )
    if contest.submission.kind not in KINDS:
        faults.append(
            _("submission.kind: {kind} is none of {known}").format(
                kind=contest.submission.kind, known=", ".join(KINDS)
            )
        )
    if contest.submission.separator not in (",", "\t"):
        faults.append(_("submission.separator: a comma or a tab was expected"))
    if not 0 < contest.split.holdout < 1:
        faults.append(
            _("split.holdout: a share between 0 and 1 was expected, {share} came").format(
                share=contest.split.holdout
            )
        )
    if contest.split.n_folds < 1:
        faults.append(_("split.n_folds: at least 1 was expected, {n} came").format(n=contest.split.n_folds))
    if not contest.name or any(character in contest.name for character in '/\\:*?"<>|\0'):
        faults.append(
            _("name: a word that can be a folder's name was expected, '{name}' came").format(
                name=contest.name
            )
        )
    return faults


_SECTIONS = {
    "data": DataFiles,
    "submission": SubmissionFormat,
    "split": SplitRules,
    "leaderboard": LeaderboardRules,
}


def _section(cls: type, values: Mapping[str, Any], where: str, wrong: list[str]) -> dict[str, Any]:
    """The values as ``cls`` takes them; whatever it does not take goes into ``wrong``."""
    known = {f.name: f.type for f in fields(cls)}
    taken: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            close = get_close_matches(key, known, n=1)
            wrong.append(
                f"{where}{key}" + (_(" (did you mean {name}?)").format(name=close[0]) if close else "")
            )
        elif known[key] == tuple[str, ...]:
            if not isinstance(value, list):
                wrong.append(_("{key}: a list was expected").format(key=where + key))
            else:
                taken[key] = tuple(str(item) for item in value)
        elif cls is Contest and key in _SECTIONS:
            if isinstance(value, dict):
                taken[key] = _SECTIONS[key](**_section(_SECTIONS[key], value, f"{key}.", wrong))
            else:
                wrong.append(_("{key}: a section was expected").format(key=key))
        elif isinstance(value, bool) != (known[key] is bool) or not isinstance(
            value, (int, float) if known[key] is float else known[key]
        ):
            wrong.append(
                _("{key}: {kind} was expected, {value} came").format(
                    key=where + key, kind=known[key].__name__, value=repr(value)
                )
            )
        else:
            taken[key] = value
    return taken


def read_contest(path: Path) -> Contest:
    """Read a contest's page.

    Args:
        path: The ``contest.toml`` itself.

    Raises:
        ContestError: The page is not TOML, has unknown or missing entries, or says what cannot be;
            all of it at once.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContestError(
            _("{path} is not a page in TOML ({error})").format(path=path, error=error),
            hint=_(
                "Compare it with the page of a built-in contest, competition/builtin/emoji20/contest.toml."
            ),
        ) from error
    wrong: list[str] = []
    taken = _section(Contest, values, "", wrong)
    wrong += [_("{key} is missing").format(key=key) for key in ("name", "classes") if key not in taken]
    if wrong:
        raise ContestError(
            _("{path} has entries the kit does not know or cannot use").format(path=path), wrong
        )
    return Contest(**taken)


def write_contest(contest: Contest, path: Path) -> None:
    """Write a contest's page; `read_contest` gives the same contest back."""
    atomic.write_text(path, tomli_w.dumps(asdict(contest)))
