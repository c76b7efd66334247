"""Runs as parts of a blend: which of them can be blended, and their answers side by side, joined by name.

What is made of them is computed in `submit.blend` and kept by `submit.blended_run`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from competition.calibration import fitted_temperature, log_ratios
from competition.contest import Contest
from competition.errors import RunError
from competition.fold_files import ANSWERS, load_fold_predictions
from competition.messages import _
from competition.predictions import Predictions
from competition.progress import track
from competition.run_search import all_runs
from competition.runs import BLEND, Run
from competition.split_files import load_split, settled_path, shared_split
from competition.splits import Split
from submit.blend import Part

# Twenty weights chosen on fewer pictures would be mostly luck.
FEWEST = 100
_NOWHERE = -1


@dataclass(frozen=True)
class SideBySide:
    """What several runs answered to the same pictures, out of fold.

    Args:
        ids: The pictures that every run answered.
        y_true: Their classes, int64 (n,).
        parts: The runs' answers.
        n_answered: How many pictures each run answered, in the order of ``parts``.
    """

    ids: tuple[str, ...]
    y_true: np.ndarray
    parts: tuple[Part, ...]
    n_answered: tuple[int, ...]


def comparable_runs(root: Path, contest: Contest) -> list[Run]:
    """All finished runs on the split that the contest's runs use, but those on everything and those that are blends.

    Raises:
        SplitError: The split's file is damaged.
    """
    path = settled_path(root / contest.name, None, contest.split.holdout, contest.split.seed)
    if not path.exists():
        return []
    settled = load_split(path).fingerprint
    return [
        run
        for run in all_runs(root, contest.name)
        if run.is_finished
        and run.request.parent is None
        and run.request.recipe.kind != BLEND
        and run.request.split == settled
    ]


def common_split(several: Sequence[Run]) -> Split:
    """The split that all of these runs were trained on.

    Raises:
        RunError: A run is not finished or learned from everything, or they come from several splits or folders.
        SplitError: The split's file is not there, damaged, or another one by now.
    """
    for run in several:
        run.scores  # noqa: B018 - an unfinished run says so here
    whole = [run for run in several if run.request.parent is not None]
    if whole:
        raise RunError(
            _("A run that learned from everything has no out-of-fold answers by which a blend could weigh it"),
            [run.name for run in whole],
            hint=_("Blend in its place: {parents}.").format(
                parents=", ".join(str(run.request.parent) for run in whole)
            ),
        )
    if len({run.folder.resolve().parent for run in several}) > 1:
        raise RunError(
            _("The parts of a blend have to lie in one folder of runs, but these lie in several"),
            [str(run.folder) for run in several],
            hint=_("`runs import` brings other people's runs into yours."),
        )
    if len({(run.request.split, run.request.share, run.request.split_seed) for run in several}) > 1:
        raise RunError(
            _("Runs on different splits cannot be blended: what one was judged by, another one learned"),
            [f"{run.name} ({run.request.split[:6]})" for run in several],
            hint=_("`runs` shows each split's runs in a table of their own; blend runs of one table."),
        )
    return shared_split(several)


def side_by_side(several: Sequence[Run], split: Split, classes: Sequence[str]) -> SideBySide:
    """Read what runs answered to pictures they did not learn from, and keep the pictures that all of them answered.

    Args:
        several: Of one split.
        split: That split.
        classes: The contest's, in order.

    Raises:
        RunError: Answers are missing, damaged or no numbers, or fewer than `FEWEST` pictures are in all runs.
    """
    place_of = {name: place for place, name in enumerate(split.ids)}

    @cache  # most runs have the same folds
    def places_of(ids: tuple[str, ...]) -> np.ndarray:
        return np.array([place_of.get(name, _NOWHERE) for name in ids], dtype=np.int64)

    read = [_read(run, places_of, classes) for run in track(several, _("reading answers"), unit=_("run"))]
    broken = [run.name for run, one in zip(several, read, strict=True) if not np.isfinite(one.probabilities).all()]
    if broken:
        raise RunError(
            _("The answers of these runs are no numbers"),
            broken,
            hint=_("Their training diverged: name the runs to blend and leave these out."),
        )
    counts = np.zeros(len(split.ids), dtype=np.int64)
    for one in read:
        counts[one.places] += 1
    common = np.flatnonzero(counts == len(several))
    if len(common) < FEWEST:
        raise RunError(
            _("Weights need at least {fewest} pictures that every run answered out of fold; there are {n}").format(
                fewest=FEWEST, n=len(common)
            ),
            [f"{run.name} ({len(one.places):,})" for run, one in zip(several, read, strict=True)],
            hint=_("Leave out the runs with few pictures, or blend runs with equal folds."),
        )
    return SideBySide(
        tuple(split.ids[place] for place in common),
        split.targets[common],
        tuple(one.part_at(common, split) for one in read),
        tuple(len(one.places) for one in read),
    )


@dataclass(frozen=True)
class _Read:
    """One run's out-of-fold answers as they stand in its files."""

    name: str
    places: np.ndarray
    probabilities: np.ndarray
    folds: np.ndarray

    def part_at(self, common: np.ndarray, split: Split) -> Part:
        """The answers to some of the split's pictures, in their order; temperatures are fitted on all there are."""
        row_at = np.empty(len(split.ids), dtype=np.int64)
        row_at[self.places] = np.arange(len(self.places))
        rows = row_at[common]
        targets = split.targets[self.places]
        folds = [self.folds == fold for fold in range(int(self.folds.max()) + 1)]
        temperatures = tuple(fitted_temperature(log_ratios(self.probabilities[at], targets[at])) for at in folds)
        return Part(self.name, self.probabilities[rows], self.folds[rows], temperatures)


def _read(run: Run, places_of: Callable[[tuple[str, ...]], np.ndarray], classes: Sequence[str]) -> _Read:
    folds = fold_answers(run, "validation", classes)
    places = np.concatenate([places_of(fold.ids) for fold in folds])
    if (places == _NOWHERE).any():
        ids = [name for fold in folds for name in fold.ids]
        raise RunError(
            _("The run {name} answers to pictures that are not in its split").format(name=run.name),
            [ids[row] for row in np.flatnonzero(places == _NOWHERE)],
        )
    numbers = np.repeat(np.arange(len(folds)), [len(fold.ids) for fold in folds])
    return _Read(run.name, places, np.concatenate([fold.probabilities for fold in folds]), numbers)


def fold_answers(run: Run, part: str, classes: Sequence[str]) -> list[Predictions]:
    """Each fold's answers to one part of the pictures.

    A run that keeps no files of its folds, such as a blend, counts as a single fold.

    Args:
        run: Finished.
        part: ``validation``, ``holdout`` or ``test``.
        classes: The contest's, in the order the columns shall have.

    Returns:
        Empty where the run has no held-out or test part.

    Raises:
        RunError: Its files are damaged or not there.
    """
    paths = [run.fold_folder(fold) / ANSWERS for fold in range(run.request.n_folds)]
    if all(path.exists() for path in paths):
        read = [load_fold_predictions(path, [part]) for path in paths]
        found = [fold[part] for fold in read if part in fold]
    else:
        whole = "out_of_fold" if part == "validation" else part
        there = part == "validation" or (run.folder / f"{whole}.csv").exists()
        found = [run.predictions(whole)] if there else []
    return [table.aligned(table.ids, classes) for table in found]
