"""`Dataset`: a contest's pictures and labels, opened and joined, every flaw named before anything is trained.

What a folder's files mean is told by `competition.layouts`, how labels meet pictures by `competition.joins`,
decoded pictures are kept by `competition.store`.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pandas as pd

from competition.builtin import BUILTIN, built
from competition.contest import Contest
from competition.contest_page import PAGE
from competition.errors import ContestError, listed
from competition.images import Pictures, open_pictures
from competition.joins import (
    Findings,
    Joined,
    check_classes,
    found_pictures,
    joined_by_folder,
    joined_by_table,
    note_unreadable,
)
from competition.labels import Labels
from competition.layouts import layout, recognised, sight
from competition.messages import _, n_
from competition.store import ImageStore, open_store
from competition.tables import read_table
from competition.zips import About


@dataclass(frozen=True)
class Dataset:
    """Everything a contest gives to its participants.

    Args:
        contest: Its page.
        folder: Where it lies.
        labels: The labelled training pictures; those without a label or unreadable are left out.
        train: The pictures of ``labels``, in the same order.
        test: The pictures to predict, in the order of the sample submission; ``test.ids`` are the ids as the
            submission wants them. None where there is no test part.
        sight: What was seen in the folder, one sentence.
        fingerprint: Changes when a training picture, its label or its group does.
        notes: What people should know and need not mend, a sentence each.
    """

    contest: Contest
    folder: Path
    labels: Labels
    train: ImageStore
    test: ImageStore | None
    sight: str
    fingerprint: str
    notes: tuple[str, ...] = ()


def open_contest(where: str) -> tuple[Contest, Path]:
    """The contest that a word on the command line means, and its folder.

    Args:
        where: The name of a contest that comes with the kit, or a folder (``./emoji20`` is always a folder).

    Raises:
        ContestError: There is no such contest or folder, or it is not laid out as one.
    """
    if where in BUILTIN:
        folder = built(where)
    else:
        folder = Path(where)
        # "~somebody" has no home where there is no such user: then it is a folder's name.
        with suppress(RuntimeError):
            folder = folder.expanduser()
        if folder.name == PAGE:
            folder = folder.parent
    if not folder.is_dir():
        close = get_close_matches(where, BUILTIN, n=1)
        raise ContestError(
            _("There is no contest '{where}': a folder or a built-in name was expected").format(where=where)
            + (_("; did you mean {name}?").format(name=close[0]) if close else ""),
            hint=_("Built-in contests: {names}.").format(names=", ".join(BUILTIN)),
        )
    return recognised(folder), folder


def submission_ids(contest: Contest, folder: Path) -> tuple[str, ...]:
    """The ids a submission must answer, in its order; where a sample lists them, no picture is looked at.

    Args:
        contest: Its page.
        folder: Where it lies.

    Raises:
        ContestError: The contest has no test part.
        DataError: The sample submission or the test pictures cannot be read.
    """
    if contest.data.sample_submission:
        return tuple(_sample(contest, folder))
    if contest.data.test_images:
        return open_pictures(folder / contest.data.test_images).names
    raise ContestError(
        _("{name} has no test part to submit answers for").format(name=contest.name),
        hint=_("Put the test pictures or a sample submission in {folder}.").format(folder=folder),
    )


def open_dataset(where: str) -> Dataset:
    """Open a contest's data: the pictures decoded (once, then kept), the labels joined to them by name.

    Args:
        where: As for `open_contest`.

    Raises:
        ContestError: There is no such contest.
        DataError: Labels and pictures do not fit together; everything that is wrong is named at once.
    """
    contest, folder = open_contest(where)
    findings = Findings()
    pictures = open_pictures(folder / contest.data.train_images)
    joined = _joined(contest, folder, pictures, findings)
    # Where not one label met its picture, every class would seem empty; the cause is named already.
    if joined.names or not findings.problems:
        check_classes(joined, contest, findings)
    test_pictures = open_pictures(folder / contest.data.test_images) if contest.data.test_images else None
    asked, test_names = _test_part(contest, folder, test_pictures, findings) if test_pictures else ((), ())
    findings.raise_problems(str(folder))

    train = open_store(pictures, joined.names)
    if train.unreadable:
        note_unreadable(train.unreadable, findings)
        joined = joined.without(train.unreadable)
        check_classes(joined, contest, findings)
        findings.raise_problems(str(folder))
        train = train.subset(joined.names)
    test = open_store(_Renamed(test_pictures, asked, test_names), asked) if test_pictures else None
    if test and test.unreadable:
        findings.notes.append(
            n_(
                "{n} test picture could not be read; a grey one stands in for it: {names}",
                "{n} test pictures could not be read; a grey one stands in for each: {names}",
                len(test.unreadable),
                names=listed(test.unreadable),
            )
        )
    return Dataset(
        contest=contest,
        folder=folder,
        labels=_labels(joined, contest),
        train=train,
        test=test,
        sight=sight(contest, layout(folder), len(joined.names), len(asked)),
        fingerprint=fingerprint(joined, train.digests),
        notes=tuple(findings.notes),
    )


class _Renamed:
    """Pictures under the names that the sample submission gives them, which may leave out the extension."""

    def __init__(self, pictures: Pictures, ids: Sequence[str], names: Sequence[str]) -> None:
        self.path, self.signature, self.names = pictures.path, pictures.signature, tuple(ids)
        self._pictures = pictures
        self._name_of = dict(zip(ids, names, strict=True))

    def read(self, name: str) -> bytes:
        """The file's bytes as they are."""
        return self._pictures.read(self._name_of[name])

    def about(self, name: str) -> About:
        """What the file's entry tells, under its own name."""
        return self._pictures.about(self._name_of[name])

    def close(self) -> None:
        """Let go of any open file."""
        self._pictures.close()


def fingerprint(joined: Joined, digests: tuple[str, ...]) -> str:
    """A short name of the training part: the same for the same pictures, labels and groups in any order.

    >>> one = fingerprint(Joined(("a", "b"), ("cat", "dog")), ("1", "2"))
    >>> one == fingerprint(Joined(("b", "a"), ("dog", "cat")), ("2", "1"))
    True
    >>> one == fingerprint(Joined(("b", "a"), ("cat", "cat")), ("2", "1"))
    False
    """
    groups = joined.groups or ("",) * len(joined.names)
    rows = sorted(zip(joined.names, joined.classes, groups, digests, strict=True))
    return hashlib.sha256("\n".join("\t".join(row) for row in rows).encode("utf-8")).hexdigest()


def _joined(contest: Contest, folder: Path, pictures: Pictures, findings: Findings) -> Joined:
    data = contest.data
    if data.train_table:
        return joined_by_table(read_table(folder / data.train_table), pictures.names, contest, findings)
    names = pictures.names
    if data.train_images == ".":
        # Beside the class folders lie tables, the test part, perhaps runs: none of them is a class.
        folders = {*contest.classes, *contest.label_ids}
        names = tuple(name for name in names if name.partition("/")[0] in folders)
    return joined_by_folder(names, contest, findings)


def _test_part(
    contest: Contest, folder: Path, pictures: Pictures, findings: Findings
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids that a submission names, in its sample's order if there is one, and the picture each means."""
    sample = contest.data.sample_submission
    if not sample:
        return pictures.names, pictures.names
    ids = _sample(contest, folder)
    found = found_pictures(ids.tolist(), pictures.names, ids.index.tolist(), sample, findings)
    there = set(found)
    extra = [name for name in pictures.names if name not in there]
    if extra:
        findings.notes.append(
            n_(
                "{n} test picture is not in {sample} and is left out: {names}",
                "{n} test pictures are not in {sample} and are left out: {names}",
                len(extra),
                sample=sample,
                names=listed(extra),
            )
        )
    return tuple(ids), tuple(name or "" for name in found)


def _sample(contest: Contest, folder: Path) -> pd.Series:
    """The ids in the sample submission; the index is the line each stands in."""
    form = contest.submission
    path = folder / contest.data.sample_submission
    return read_table(path, form.header, n_fixed_rows=len(form.fixed_rows)).iloc[:, 0]


def _labels(joined: Joined, contest: Contest) -> Labels:
    number = {name: place for place, name in enumerate(contest.classes)}
    targets = np.array([number[name] for name in joined.classes], dtype=np.int64)
    return Labels(joined.names, targets, joined.groups, contest.classes)
