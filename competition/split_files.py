"""A contest's splits as files beside its runs: made when there is none, from then on only read."""

from pathlib import Path

import numpy as np
import pandas as pd

from competition import atomic
from competition.errors import SplitError
from competition.labels import Labels
from competition.messages import _
from competition.splits import Split, made_split, with_folds


def split_path(folder: Path, share: float, seed: int) -> Path:
    """Where the split with this held-out share and seed is kept, beside the runs of its contest."""
    return folder / f"split-holdout{round(share * 100)}-seed{seed}.csv"


def save_split(split: Split, folder: Path) -> None:
    """Write a split as a table people can read: a row per picture, a column per number of folds."""
    columns = {f"fold_of_{n}": numbers for n, numbers in sorted(split.folds.items())}
    known = {"id": list(split.ids), "target": split.targets, "holdout": split.holdout.astype(int)}
    frame = pd.DataFrame({**known, **columns})
    head = f"# data {split.data_fingerprint} share {split.share!r} seed {split.seed}\n"
    atomic.write_text(
        split_path(folder, split.share, split.seed), head + frame.to_csv(index=False, lineterminator="\n")
    )


def load_split(path: Path) -> Split:
    """Read what `save_split` wrote.

    Raises:
        SplitError: The file was changed by hand or is not a split.
    """
    try:
        with path.open(encoding="utf-8") as file:
            _hash, _data, fingerprint, _share, share, _seed, seed = file.readline().split()
            frame = pd.read_csv(file, dtype={"id": str}, keep_default_na=False)
        folds = {
            int(name.removeprefix("fold_of_")): frame[name].to_numpy(np.int64)
            for name in frame.columns
            if name.startswith("fold_of_")
        }
        targets, holdout = frame["target"].to_numpy(np.int64), frame["holdout"].to_numpy(bool)
        return Split(tuple(frame["id"]), targets, holdout, folds, fingerprint, float(share), int(seed))
    except (OSError, ValueError, KeyError) as error:
        raise SplitError(
            _("{path} cannot be read as a split ({error})").format(path=path, error=error),
            hint=_("Take the file back from a copy; without it, old runs cannot be compared with new ones."),
        ) from error


def saved_splits(folder: Path) -> list[Path]:
    """The splits made so far beside the runs of one contest, oldest first."""
    return sorted(folder.glob("split-holdout*-seed*.csv"), key=lambda path: path.stat().st_mtime)


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
        share: The held-out share asked for, or None to take the split that is there.
        default_share: The contest's own share, when nothing is asked and nothing is there.
        seed: The split's seed.

    Raises:
        SplitError: The data set changed since the split was made.
    """
    there = saved_splits(folder)
    path = split_path(folder, share, seed) if share is not None else (there[0] if there else None)
    if path is None or not path.exists():
        split = made_split(labels, digests, fingerprint, share if share is not None else default_share, seed)
    else:
        split = load_split(path)
        if split.data_fingerprint != fingerprint:
            old, new = set(split.ids), set(labels.ids)
            raise SplitError(
                _(
                    "The data set changed since the split was made: {gone} pictures are gone, {new} are new, "
                    "and a label or a picture may differ"
                ).format(gone=len(old - new), new=len(new - old)),
                sorted(old ^ new),
                hint=_(
                    "Scores on other data cannot be compared. Put the old data back, or start a new folder "
                    "of runs with --runs."
                ),
            )
    completed = with_folds(split, labels, digests, n_folds)
    if completed is not split or path is None or not path.exists():
        save_split(completed, folder)
    return completed
