"""Did a policy win, or was it luck? The judgement over trainings on fresh seeds and folds, apart from any training."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from competition.comparing.comparison import CONFIDENCE, Difference, paired_difference
from competition.metrics import Metric


@dataclass(frozen=True)
class Verdict:
    """What the confirmation says.

    Two kinds of luck are told apart: which pictures there happen to be, and how each training happens to go.
    Only what is clear of both is no chance.

    Args:
        over_pictures: How much better the policy is than `none`, with its interval over pictures.
        by_seed: The same for each seed alone.
        low, high: The ends of the 95 % interval over trainings, each fold of each seed being one.
        n_trainings: How many there are of each of the two.
    """

    over_pictures: Difference
    by_seed: tuple[float, ...]
    low: float
    high: float
    n_trainings: int

    @property
    def is_better(self) -> bool:
        """Whether the policy is better than `none`, whatever pictures and seeds."""
        return self.over_pictures.low > 0 and self.low > 0

    @property
    def is_worse(self) -> bool:
        """Whether it is worse."""
        return self.over_pictures.high < 0 and self.high < 0


def judged(
    metric: Metric,
    y_true: np.ndarray,
    policy: np.ndarray,
    none: np.ndarray,
    fold_gains: Sequence[float],
) -> Verdict:
    """Whether a policy is better than `none`.

    Args:
        metric: The contest's.
        y_true: Class numbers, int (n,).
        policy: Out-of-fold probabilities under the policy, float (n_seeds, n, n_classes).
        none: The same under `none`.
        fold_gains: How much better the policy was in each fold of each seed, on that fold's pictures; above 0
            for better.
    """
    difference = paired_difference(metric, y_true, policy, none)
    by_seed = tuple(
        metric.key(metric(y_true, theirs)) - metric.key(metric(y_true, ours))
        for ours, theirs in zip(policy, none, strict=True)
    )
    return Verdict(difference, by_seed, *mean_interval(fold_gains), len(fold_gains))


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """Between which bounds the mean of many more such values would lie, by Student's t (1908); of one, nobody knows.

    >>> low, high = mean_interval([0.1, 0.2, 0.3])
    >>> round(low, 3), round(high, 3)
    (-0.048, 0.448)
    """
    if len(values) < 2:
        return -math.inf, math.inf
    from scipy.stats import t

    middle = float(np.mean(values))
    reach = float(t.ppf((1 + CONFIDENCE) / 2, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values)))
    return middle - reach, middle + reach
