"""A contest's splits as files beside its runs: made when there is none, from then on only read."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from competition import atomic
from competition.errors import RunError, SplitError
from competition.labels import Labels
from competition.messages import _, n_
from competition.runs import Run
from competition.splits import HELD_OUT, Split, made_split, with_folds

_COPY = _("Take the file back from a copy; without it, old runs cannot be compared with new ones.")


def split_path(folder: Path, share: float, seed: int) -> Path:
    """Where the split with this held-out share and seed is kept, beside the runs of its contest."""
    return folder / f"split-holdout{share * 100:g}-seed{seed}.csv"


def save_split(split: Split, folder: Path) -> None:
    """Write a split as a table people can read: a row per picture, a column per number of folds."""
    columns = {f"fold_of_{n}": numbers for n, numbers in sorted(split.folds.items())}
    known = {"id": list(split.ids), "target": split.targets, "holdout": split.holdout.astype(int)}
    frame = pd.DataFrame({**known, **columns})
    head = f"# data {split.data_fingerprint} share {split.share!r} seed {split.seed}\n"
    # All names in quotes: a line end in one would otherwise end the row.
    rows = frame.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    atomic.write_text(split_path(folder, split.share, split.seed), head + rows)


def load_split(path: Path) -> Split:
    """Read what `save_split` wrote.

    Raises:
        SplitError: The file was changed by hand or is not a split.
    """
    try:
        # What is no number must not become one.
        with np.errstate(invalid="raise"), path.open(encoding="utf-8", newline="") as file:
            _hash, _data, fingerprint, _share, share, _seed, seed = file.readline().split()
            frame = pd.read_csv(file, dtype={"id": str}, keep_default_na=False)
            folds = {
                int(name.removeprefix("fold_of_")): frame[name].to_numpy(np.int64)
                for name in frame.columns
                if name.startswith("fold_of_")
            }
            targets, holdout = frame["target"].to_numpy(np.int64), frame["holdout"].to_numpy(np.int64) == 1
        if any(np.any((numbers == HELD_OUT) != holdout) for numbers in folds.values()):
            raise ValueError(_("a picture is held out and in a fold, or neither"))
        return Split(tuple(frame["id"]), targets, holdout, folds, fingerprint, float(share), int(seed))
    except (OSError, ValueError, KeyError, OverflowError, FloatingPointError) as error:
        raise SplitError(
            _("{path} cannot be read as a split ({error})").format(path=path, error=error),
            hint=_COPY,
        ) from error


def split_of(run: Run) -> Split:
    """The split that lies beside a run, with the share and the seed of the one it was trained on.

    Raises:
        SplitError: It is not there, or cannot be read.
    """
    return load_split(split_path(run.folder.parent, run.request.share, run.request.split_seed))


def fitting_split(run: Run, labels: Labels, fingerprint: str) -> Split:
    """A run's split, once it is sure that it is one of today's data; see `validate_fit`."""
    split = split_of(run)
    validate_fit(split, labels, fingerprint)
    return split


def shared_split(several: Sequence[Run]) -> Split:
    """The split of runs that were all trained on one.

    Raises:
        SplitError: It is not there, damaged, or another one by now.
    """
    split = split_of(several[0])
    if split.fingerprint != several[0].request.split:
        raise SplitError(
            _("The runs were trained on another split than the one beside them"),
            [run.name for run in several],
            hint=_("Put the split's file back that was there when they were trained."),
        )
    return split


def validate_trained_on(run: Run, fingerprint: str) -> None:
    """Make sure that the split beside a run, which has this fingerprint, is the one it was trained on.

    Raises:
        RunError: It is another one by now.
    """
    if fingerprint != run.request.split:
        raise RunError(
            _("The run {name} was trained on another split than the one beside it").format(name=run.name),
            hint=_("Put the split's file back that was there when it was trained."),
        )


def saved_splits(folder: Path) -> list[Path]:
    """The splits made so far beside the runs of one contest, by name.

    Not by age: a file is written again when a number of folds is added, and copies have ages of their own.
    """
    return sorted(folder.glob("split-holdout*-seed*.csv"))


def validate_fit(split: Split, labels: Labels, fingerprint: str) -> None:
    """Make sure that a saved split is one of today's data.

    Args:
        split: As it was saved.
        labels: The known answers as they are today.
        fingerprint: Of the data today.

    Raises:
        SplitError: The data set changed since, or the file was changed.
    """
    old, new = set(split.ids), set(labels.ids)
    if split.data_fingerprint != fingerprint:
        raise SplitError(
            _("The data set changed since the split was made: {changes}").format(
                changes=_changes(len(old - new), len(new - old))
            ),
            sorted(old ^ new),
            hint=_(
                "Scores on other data cannot be compared. Put the old data back, or start a new folder "
                "of runs with --runs."
            ),
        )
    if old != new or len(split.ids) != len(old):
        raise SplitError(
            _("The file of the split was changed: it does not hold every picture of the data set once"),
            sorted(old ^ new),
            hint=_COPY,
        )
    if not np.array_equal(labels.targets_of(split.ids), split.targets):
        raise SplitError(
            _("The classes come in another order than when the split was made"),
            hint=_("Put them back in the contest's page, or start a new folder of runs with --runs."),
        )


def settled_path(folder: Path, share: float | None, default_share: float, seed: int) -> Path:
    """Where the split is that the runs in ``folder`` use, whether it is there yet or not; see `settled_split`."""
    path = split_path(folder, default_share if share is None else share, seed)
    if share is None and not path.exists():
        # Somebody asked for another share before: the new run shall be compared with those that are there.
        return next(iter(saved_splits(folder)), path)
    return path


def settled_split(
    folder: Path,
    labels: Labels,
    digests: tuple[str, ...],
    fingerprint: str,
    n_folds: int,
    share: float | None,
    default_share: float,
    seed: int,
) -> Split:
    """The split the runs in ``folder`` use: read when there is one, made and saved when there is none.

    Args:
        folder: Where the runs of this contest are.
        labels: The known answers as they are today.
        digests: Content of each picture today.
        fingerprint: Of the data today.
        n_folds: The number of folds asked for; added to the saved split when new.
        share: The held-out share asked for, or None for the contest's own or, if only others are there,
            the first of those by name.
        default_share: The contest's own share.
        seed: The split's seed.

    Raises:
        SplitError: The data set changed since the split was made, or the split cannot be made or read.
    """
    path = settled_path(folder, share, default_share, seed)
    if not path.exists():
        split = made_split(labels, digests, fingerprint, default_share if share is None else share, seed)
    else:
        split = load_split(path)
        validate_fit(split, labels, fingerprint)
    completed = with_folds(split, labels, digests, n_folds)
    if completed is not split:
        save_split(completed, folder)
    return completed


def _changes(n_gone: int, n_new: int) -> str:
    """How a data set changed, as far as the names of its pictures tell.

    >>> _changes(1, 0)
    '1 picture is gone, and a label or a picture may differ'
    """
    if not n_gone and not n_new:
        return _("a label, a group or a picture differs")
    changes = [n_("{n} picture is gone", "{n} pictures are gone", n_gone)] if n_gone else []
    changes += [n_("{n} picture is new", "{n} pictures are new", n_new)] if n_new else []
    return ", ".join((*changes, _("and a label or a picture may differ")))
