"""`Answers`: what a run said of pictures that it had not learned from, and what they are. All else follows from it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from competition.comparing.run_marks import run_marks
from competition.labels import Labels
from competition.predictions import Predictions
from competition.runs import Run
from competition.split_files import split_of
from competition.splits import Split


@dataclass(frozen=True, eq=False)
class Answers:
    """A run's out-of-fold answers beside the truth.

    Args:
        table: The answers.
        y_true: The true classes, int64 (n,), in the table's order.
    """

    table: Predictions
    y_true: np.ndarray

    def __len__(self) -> int:
        return len(self.y_true)

    @property
    def ids(self) -> tuple[str, ...]:
        """The pictures."""
        return self.table.ids

    @property
    def classes(self) -> tuple[str, ...]:
        """The contest's classes."""
        return self.table.classes

    @property
    def labels(self) -> Labels:
        """The truth, as scores take it."""
        return Labels(self.ids, self.y_true, classes=self.classes)

    @cached_property
    def chosen(self) -> np.ndarray:
        """The class that each answer holds for the likeliest, int64 (n,)."""
        return self.table.probabilities.argmax(axis=1)

    @cached_property
    def sureness(self) -> np.ndarray:
        """The probability that each answer gives that class, float64 (n,)."""
        return self.table.probabilities.max(axis=1)

    @cached_property
    def is_right(self) -> np.ndarray:
        """Whether that class is the true one, bool (n,)."""
        return self.chosen == self.y_true

    @cached_property
    def counts(self) -> np.ndarray:
        """How many pictures of each class were taken for each, int64 (n_classes, n_classes): true by chosen."""
        k = len(self.classes)
        return np.bincount(self.y_true * k + self.chosen, minlength=k * k).reshape(k, k)


def answers_of(run: Run) -> tuple[Answers, Split]:
    """A finished run's answers to what it did not learn from, and the split that says what that is.

    Raises:
        RunError: It is not finished, learned from everything, was trained on another split than the one beside it,
            or its answers cannot be read.
        SplitError: The split cannot be read.
    """
    run_marks(run)  # says in plain words what may be wrong
    split = split_of(run)
    table = run.predictions("out_of_fold")
    return Answers(table, split.labels.targets_of(table.ids)), split
