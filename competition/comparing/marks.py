"""`Marks`: what each single answer was worth. A hundredth of a table of probabilities, and all that any score needs.

How runs keep theirs beside them is the affair of `competition.comparing.run_marks`; what two models' marks say of each
other, of `competition.comparing.comparison`.
"""

from dataclasses import dataclass

import numpy as np

from competition.metrics import Metric, row_log_losses, row_macro_f1

# The shares of pictures: how many classes before the true one are too many.
_AMONG = {"accuracy": 1, "top_3": 3, "top_5": 5}
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Marks:
    """What a model's answers to some pictures were worth.

    Args:
        targets: The true classes, int64 (n,).
        chosen: The most probable class of each answer, int64 (n,).
        given: The probability given to the true class, float64 (n,), in 0 … 1.
        rank: How many classes were thought likelier than the true one, int64 (n,); a very large number where
            the true one was given no probability at all.
        n_classes: How many classes there are.
    """

    targets: np.ndarray
    chosen: np.ndarray
    given: np.ndarray
    rank: np.ndarray
    n_classes: int

    def __len__(self) -> int:
        return len(self.targets)

    def rows(self, metric: Metric) -> np.ndarray:
        """What each picture adds to a score; float64 (n,), whose mean is the score.

        >>> from competition.metrics import METRICS
        >>> marked(np.array([0, 1]), np.array([[0.9, 0.1], [0.8, 0.2]])).rows(METRICS["accuracy"])
        array([1., 0.])
        """
        if metric.name == "log_loss":
            return row_log_losses(np.zeros(len(self), dtype=np.int64), self.given[:, None])
        if metric.name == "macro_f1":
            return row_macro_f1(self.targets, self.chosen, self.n_classes)
        hits: np.ndarray = (self.rank < _AMONG[metric.name]).astype(np.float64)
        return hits

    def at(self, places: np.ndarray) -> "Marks":
        """The marks of some of the pictures, in this order."""
        return Marks(self.targets[places], self.chosen[places], self.given[places], self.rank[places], self.n_classes)


def marked(y_true: np.ndarray, y_prob: np.ndarray) -> Marks:
    """What these answers were worth.

    Args:
        y_true: Class numbers, int (n,).
        y_prob: Probabilities, float (n, n_classes).

    >>> marked(np.array([1]), np.array([[0.5, 0.2, 0.3]])).rank
    array([2])
    """
    n_classes = y_prob.shape[1]
    given = y_prob[np.arange(len(y_true)), y_true]
    # Of equals the class that stands first comes first, as `metrics.row_hits` has it.
    before = np.arange(n_classes) < y_true[:, None]
    rank = ((y_prob > given[:, None]) | ((y_prob == given[:, None]) & before)).sum(axis=1)
    return Marks(
        np.asarray(y_true, dtype=np.int64),
        y_prob.argmax(axis=1),
        given.astype(np.float64),
        np.where(given > 0, rank, _NEVER),
        n_classes,
    )
