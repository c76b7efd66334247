"""The parts of one fold: what it learns from, what it is judged on, what it predicts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from competition.dataset import Dataset
from competition.enlarged import Images
from competition.reviewing.review import Review
from competition.runs import Request
from competition.splits import Split
from competition.store import ImageStore

AS_GIVEN = Review()


@dataclass(frozen=True)
class Part:
    """Some pictures of the contest, at one size.

    Args:
        ids: Their names.
        images: All pictures of their store, uint8 (n_store, size, size, 3), a memory map or enlarged
            as they are looked at.
        rows: Which of them these are, int64 (n,).
        targets: Their classes, int64 (n,); None where nobody here knows them.
    """

    ids: tuple[str, ...]
    images: Images
    rows: np.ndarray
    targets: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.ids)


def parts_of(
    request: Request, dataset: Dataset, split: Split, fold: int, size: int, review: Review = AS_GIVEN
) -> dict[str, Part]:
    """The parts of one fold by name; a part that would be empty is not there.

    Args:
        request: ``n_folds`` and ``parent`` are read: a run with a parent learns from everything.
        dataset: The contest's data.
        split: Its division.
        fold: Counted from 0.
        size: Side of the pictures in pixels.
        review: Which labels the training leaves out or takes otherwise; what judges stays as given.

    Returns:
        ``train``, ``validation``, ``holdout`` and ``test``; the last two without targets, so that
        nothing here can peek.
    """
    store = dataset.train

    def images(of: ImageStore) -> Images:
        # What a forest sees is described once, picture by picture; a network looks at them again and again.
        return of.images(size) if request.recipe.kind == "classical" else of.shown(size)

    def labelled(ids: Sequence[str], targets: np.ndarray | None = None) -> Part:
        return Part(tuple(ids), images(store), store.index(ids), targets)

    if request.parent is not None:
        parts = {"train": labelled(*review.taught(split.ids, dataset.labels))}
    else:
        judged = split.validation_ids(request.n_folds, fold)
        parts = {
            "train": labelled(*review.taught(split.train_ids(request.n_folds, fold), dataset.labels)),
            "validation": labelled(judged, dataset.labels.targets_of(judged)),
            "holdout": labelled(split.holdout_ids),
        }
    if dataset.test is not None:
        ids = tuple(dataset.test.ids)
        parts["test"] = Part(ids, images(dataset.test), dataset.test.index(ids))
    return {name: part for name, part in parts.items() if len(part)}
