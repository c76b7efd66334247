"""What a run's out-of-fold answers were worth, kept beside it in ``marks.npz``, so that many runs are compared at once.

The file can be made again from the run's answers and the split at any time, and is when it is missing, damaged or older
than they are. What marks are is told in `competition.comparing.marks`.
"""

import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from competition import atomic
from competition.comparing.marks import Marks, marked
from competition.errors import DiskError, RunError
from competition.labels import Labels
from competition.messages import _
from competition.runs import Run

if TYPE_CHECKING:
    from competition.predictions import Predictions

FILE = "marks.npz"
_COLUMNS = tuple(field.name for field in fields(Marks) if field.name != "n_classes")


@dataclass(frozen=True, eq=False)
class RunMarks:
    """The marks of a run.

    Args:
        ids: The pictures' names, text (n,), sorted.
        marks: Theirs, in the same order.
        classes: The contest's.
    """

    ids: np.ndarray
    marks: Marks
    classes: tuple[str, ...]


def validate_pair(a: Run, b: Run) -> None:
    """Make sure that two runs can be held against each other.

    Raises:
        RunError: They are one and the same, or of different contests or splits.
    """
    if a.folder.resolve() == b.folder.resolve():
        raise RunError(
            _("Two runs were expected, {name} came twice").format(name=a.name),
            hint=_("`runs` lists the runs there are."),
        )
    if a.request.contest != b.request.contest:
        raise RunError(
            _("{a} is a run on {contest_a}, {b} one on {contest_b}: they answered no picture both").format(
                a=a.name, b=b.name, contest_a=a.request.contest, contest_b=b.request.contest
            ),
            hint=_("Compare runs of one contest."),
        )
    if a.request.split != b.request.split:
        raise RunError(
            _("{a} and {b} were trained on different splits: what one was asked, the other may have learned").format(
                a=a.name, b=b.name
            ),
            hint=_(
                "Compare runs of one table, as `runs` prints them; train one of the two again on the other's split."
            ),
        )


def run_marks(run: Run) -> RunMarks:
    """What a run's out-of-fold answers were worth, as kept beside it or made now and kept.

    Raises:
        RunError: The run is not finished, learned from everything, was trained on another split than the one beside
            it, or its answers cannot be read.
        SplitError: The split's file cannot be read.
    """
    run.scores  # noqa: B018 - an unfinished run says so here
    if run.request.parent is not None:
        raise RunError(
            _("The run {name} learned from everything, so it has no out-of-fold answers").format(name=run.name),
            hint=_("Name the run whose recipe it is: {parent}.").format(parent=run.request.parent),
        )
    table = run.folder / "out_of_fold.csv"
    state = _state(table) if table.exists() else ()
    kept = _kept(run.folder / FILE, state)
    if kept is None:
        kept = _made(run)
        # In a folder that is only read, a colleague's on a shared drive, they are made each time.
        with suppress(DiskError):
            _keep(kept, run.folder / FILE, state)
    return kept


def on_shared_pictures(several: Sequence[RunMarks]) -> list[Marks]:
    """The marks for those pictures that all of several runs answered, joined by name, in one order.

    A single hold-out has answers for a fifth of the pictures, a cross-validation for all of them.

    Raises:
        RunError: There are none.
    """
    common = several[0].ids
    for one in several[1:]:
        if not np.array_equal(common, one.ids):
            common = np.intersect1d(common, one.ids, assume_unique=True)
    if not len(common):
        raise RunError(_("These runs have answers to no picture in common"), hint=_("Train them with equal --folds."))
    return [
        one.marks if np.array_equal(common, one.ids) else one.marks.at(np.searchsorted(one.ids, common))
        for one in several
    ]


def _made(run: Run) -> RunMarks:
    # Here and below: what reads tables loads pandas, half a second that only who has to make marks shall spend.
    from competition.split_files import split_path, validate_trained_on

    request = run.request
    answers = _out_of_fold(run)
    path = split_path(run.folder.parent, request.share, request.split_seed)
    fingerprint, labels = _known(path, _state(path) if path.exists() else ())
    validate_trained_on(run, fingerprint)
    if not np.isfinite(answers.probabilities).all():
        raise RunError(
            _("The answers of the run {name} are no numbers").format(name=run.name),
            hint=_("Its training diverged: train it again with a smaller --learning-rate."),
        )
    ids = np.array(answers.ids, dtype=np.str_)
    order = np.argsort(ids)
    y_true = labels.targets_of(answers.ids)
    return RunMarks(ids[order], marked(y_true[order], answers.probabilities[order]), answers.classes)


def _out_of_fold(run: Run) -> "Predictions":
    """The run's out-of-fold answers: from its folds, which are read quickly, or where these are gone from its table."""
    from competition.fold_files import ANSWERS, load_fold_predictions
    from competition.predictions import concatenated

    if (run.folder / "out_of_fold.csv").exists():
        # Not every run has folds of its own: a team mate's leaves its models at home.
        with suppress(RunError, KeyError):
            files = [run.fold_folder(fold) / ANSWERS for fold in range(run.request.n_folds)]
            return concatenated([load_fold_predictions(file, only=["validation"])["validation"] for file in files])
    return run.predictions("out_of_fold")


@lru_cache(maxsize=2)
def _known(path: Path, _state: tuple[int, ...]) -> tuple[str, Labels]:
    """A split's fingerprint and the known answers: those of many runs, read once."""
    from competition.split_files import load_split

    split = load_split(path)
    return split.fingerprint, split.labels


def _state(path: Path) -> tuple[int, ...]:
    """What changes when a file is written anew."""
    known = path.stat()
    return known.st_size, known.st_mtime_ns


def _keep(found: RunMarks, path: Path, state: tuple[int, ...]) -> None:
    columns = {name: getattr(found.marks, name) for name in _COLUMNS}
    with atomic.replacing(path) as fresh:
        np.savez(fresh, ids=found.ids, classes=np.array(found.classes), made_from=np.array(state), **columns)


def _kept(path: Path, state: tuple[int, ...]) -> RunMarks | None:
    """The marks as they were kept; None where there are none, or not those of the answers as they are now."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if tuple(arrays["made_from"].tolist()) != state:
                return None
            columns = {name: arrays[name] for name in _COLUMNS}
            classes = tuple(arrays["classes"].tolist())
            return RunMarks(arrays["ids"], Marks(**columns, n_classes=len(classes)), classes)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None
