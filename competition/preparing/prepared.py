"""`Prepared`: every photo with its new name, its part and its brothers, ready to be written."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from competition.contest import Contest
from competition.preparing.checks import folds_that_fit
from competition.preparing.lots import by_lot
from competition.preparing.plan import PUBLIC_TEST, TRAIN, Plan


@dataclass(frozen=True)
class Prepared:
    """A contest's pictures, in the order of their new names.

    Args:
        contest: Its page.
        ids: The new names: ``train_00001.jpg`` on, then ``test_00001.jpg`` on.
        originals: What the organizer calls each.
        places: Where each stood among the photos that came in, int64 (n,).
        targets: The class of each, int64 (n,).
        parts: `TRAIN`, `PUBLIC_TEST` or `PRIVATE_TEST`, int64 (n,).
        bound: Equal for pictures that belong together, int64 (n,).
    """

    contest: Contest
    ids: tuple[str, ...]
    originals: tuple[str, ...]
    places: np.ndarray
    targets: np.ndarray
    parts: np.ndarray
    bound: np.ndarray

    @property
    def train(self) -> np.ndarray:
        """The rows to learn from, int64."""
        return np.flatnonzero(self.parts == TRAIN)

    @property
    def test(self) -> np.ndarray:
        """The rows to answer, int64."""
        return np.flatnonzero(self.parts != TRAIN)

    @property
    def n_public(self) -> int:
        """How many pictures of the test part are scored on the board."""
        return int((self.parts == PUBLIC_TEST).sum())

    @property
    def n_together(self) -> tuple[int, int]:
        """How many pictures belong together with others, and how many groups they make."""
        sizes = np.unique(self.bound, return_counts=True)[1]
        return int(sizes[sizes > 1].sum()), int((sizes > 1).sum())

    def label(self, row: int) -> str:
        """The class's name of one picture."""
        return self.contest.classes[int(self.targets[row])]


def prepared_in_order(
    plan: Plan,
    classes: tuple[str, ...],
    originals: Sequence[str],
    targets: np.ndarray,
    parts: np.ndarray,
    bound: np.ndarray,
    secret: bytes,
) -> Prepared:
    """Give every photo its new name, by lot: neither a name nor an order says anything about a class.

    Args:
        plan: Says what the page says.
        classes: Their names.
        originals: What the organizer calls each photo.
        targets: The class of each, int (n,).
        parts: The part of each, int (n,).
        bound: What each belongs to, int (n,).
        secret: To draw lots with.
    """
    shuffled = np.array(by_lot(originals, secret, "names"), dtype=np.int64)
    is_train = parts[shuffled] == TRAIN
    places = np.concatenate([shuffled[is_train], shuffled[~is_train]])
    n_train = int(is_train.sum())
    numbers = [("train", number) for number in range(1, n_train + 1)]
    numbers += [("test", number) for number in range(1, len(places) - n_train + 1)]
    ids = tuple(f"{part}_{number:05d}{plan.suffix}" for part, number in numbers)
    learned = places[:n_train]
    n_folds = folds_that_fit(ids[:n_train], targets[learned], bound[learned])
    return Prepared(
        plan.contest(classes, n_folds),
        ids,
        tuple(originals[place] for place in places.tolist()),
        places,
        targets[places],
        parts[places],
        bound[places],
    )
