"""Whether answers are as sure as they turn out right. What mends them is `competition.calibration`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from submit.report.answers import Answers
from submit.score import share_interval

N_BINS = 10


@dataclass(frozen=True)
class Bin:
    """Answers that were about equally sure.

    Args:
        sure: How sure they were on average, 0 … 1.
        right: The share of them that is right.
        low, high: The ends of that share's 95 % interval.
        n: How many answers.
    """

    sure: float
    right: float
    low: float
    high: float
    n: int


def bins(answers: Answers) -> list[Bin]:
    """Answers by how sure they were, in ten steps from 0 to 1; empty steps are left out."""
    steps = np.minimum((answers.sureness * N_BINS).astype(np.int64), N_BINS - 1)
    found = []
    for step in np.unique(steps).tolist():
        inside = steps == step
        n, right = int(inside.sum()), float(answers.is_right[inside].mean())
        found.append(Bin(float(answers.sureness[inside].mean()), right, *share_interval(right, n), n))
    return found


def calibration_error(several: Sequence[Bin]) -> float:
    """How far sureness and truth lie apart on average, 0 … 1.

    The expected calibration error ("Obtaining Well Calibrated Probabilities Using Bayesian Binning", Naeini, Cooper
    and Hauskrecht, 2015).

    >>> calibration_error([Bin(0.9, 0.7, 0.6, 0.8, 30), Bin(0.5, 0.5, 0.3, 0.7, 10)])
    0.15
    """
    total = sum(one.n for one in several)
    return round(sum(one.n * abs(one.sure - one.right) for one in several) / total, 6)
