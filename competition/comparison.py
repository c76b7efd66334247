"""Is one model really better than another? Their answers to the same pictures, held against each other.

Which models are compared, and what follows from it, is the affair of whoever asks. A single model's score with its
interval is computed in `submit.score`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from competition.metrics import METRICS, Metric, row_hits, row_log_losses

N_DRAWS = 1_000
CONFIDENCE = 0.95

# The metrics that are a mean over pictures, by what each picture adds to it: these are drawn a hundred times faster.
_ROWS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "log_loss": row_log_losses,
    "accuracy": row_hits,
    "top_3": partial(row_hits, k=3),
    "top_5": partial(row_hits, k=5),
}


@dataclass(frozen=True)
class Difference:
    """How much better one model is than another.

    Args:
        metric: The metric's name.
        value: The better score minus the worse, above 0 when the first model is the better one, whichever way
            the metric runs.
        low, high: The ends of the 95 % interval over pictures.
    """

    metric: str
    value: float
    low: float
    high: float

    def text(self) -> str:
        """The difference with its sign and its interval, with the metric's decimals.

        >>> Difference("accuracy", 0.02, -0.01, 0.05).text()
        '+0.0200 [-0.0100, +0.0500]'
        """
        value, low, high = (
            f"{number:+.{METRICS[self.metric].decimals}f}" for number in (self.value, self.low, self.high)
        )
        return f"{value} [{low}, {high}]"


def paired_difference(
    metric: Metric, y_true: np.ndarray, a: np.ndarray, b: np.ndarray, random: np.random.Generator
) -> Difference:
    """How much better ``a`` answers than ``b``, and between which bounds that would lie on other such pictures.

    Both are asked about the same pictures, and what is hard for one is hard for the other: the difference is known
    far better than either score. The interval is a percentile bootstrap over pictures (Efron, 1979). It does not know
    that the same models trained again would answer otherwise; hand in several trainings of each, and look at how
    far they lie apart.

    Args:
        metric: What to score by.
        y_true: Class numbers, int (n,).
        a: Probabilities, float (n, n_classes), or of several trainings, (n_trainings, n, n_classes), whose scores
            are averaged.
        b: The same of the other model, for the same pictures in the same order.
        random: For the draws.

    >>> y_true = np.array([0, 1, 0, 1])
    >>> right, unsure = np.eye(2)[y_true], np.full((4, 2), 0.5)
    >>> paired_difference(METRICS["log_loss"], y_true, right, unsure, np.random.default_rng(0)).text()
    '+0.69315 [+0.69315, +0.69315]'
    """
    ours, theirs = (table.reshape(-1, *table.shape[-2:]) for table in (a, b))
    n_rows = len(y_true)
    picks = (random.integers(n_rows, size=n_rows) for _draw in range(N_DRAWS))
    if metric.name in _ROWS:
        gains = _row_keys(metric, y_true, theirs) - _row_keys(metric, y_true, ours)
        value = float(gains.mean())
        draws = [float(gains[rows].mean()) for rows in picks]
    else:
        value = _key(metric, y_true, theirs) - _key(metric, y_true, ours)
        draws = [
            _key(metric, y_true[rows], theirs[:, rows]) - _key(metric, y_true[rows], ours[:, rows]) for rows in picks
        ]
    low, high = np.quantile(draws, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Difference(metric.name, value, float(low), float(high))


def _row_keys(metric: Metric, y_true: np.ndarray, tables: np.ndarray) -> np.ndarray:
    """What each picture adds to the score, turned so that less is better, the mean over trainings; float64 (n,)."""
    rows: np.ndarray = np.mean([_ROWS[metric.name](y_true, table) for table in tables], axis=0)
    return -rows if metric.greater_is_better else rows


def _key(metric: Metric, y_true: np.ndarray, tables: np.ndarray) -> float:
    """The score, turned so that less is better, the mean over trainings."""
    return float(np.mean([metric.key(metric(y_true, table)) for table in tables]))
