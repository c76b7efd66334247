"""`Score`: how good answers are, and how sure one can be of it. Ranking lives in `submit.leaderboard`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from competition.comparing.marks import marked
from competition.labels import Labels
from competition.metrics import METRICS, Metric, log_loss, macro_f1, row_log_losses
from competition.predictions import Predictions
from competition.solution import Solution

N_DRAWS = 1_000
CONFIDENCE = 0.95
# So many files' intervals are drawn at once: the resamples, 40 MB for 10,000 pictures, are read once for all of them.
TOGETHER = 16

# The metrics that are a share of pictures, each right or wrong.
_SHARES = ("accuracy", "top_3", "top_5")


@dataclass(frozen=True)
class Score:
    """A score with the range in which it would lie on other pictures of the same kind.

    Args:
        metric: The metric's name.
        value: The score.
        low, high: The ends of the 95 % interval; see `scored`.
        n_rows: How many pictures were scored.
    """

    metric: str
    value: float
    low: float
    high: float
    n_rows: int

    def text(self) -> str:
        """The score with its interval, with the metric's decimals.

        >>> Score("accuracy", 0.5, 0.4, 0.6123, 100).text()
        '0.5000 [0.4000, 0.6123]'
        """
        word = METRICS[self.metric].text
        return f"{word(self.value)} [{word(self.low)}, {word(self.high)}]"


def scored(predictions: Predictions, labels: Labels, metric: Metric, seed: int = 0) -> Score:
    """How good these answers are, with a 95 % interval over pictures.

    Two models whose intervals overlap much may well be equally good: the next pictures decide.
    A share of right answers has Wilson's interval (1927), which is honest about few pictures too: 6 right
    of 6 may be luck, and drawing from these 6 anew would never show a wrong one. All else has the percentile
    bootstrap (Efron, 1979) with a fixed seed, so the same file gets the same interval.

    Args:
        predictions: Answers for at least the labelled pictures, found by name.
        labels: The true classes, as places in ``predictions.classes``.
        metric: What to score by.
        seed: Of the draws.

    Raises:
        RunError: A labelled picture has no answer.

    >>> uniform = Predictions(("a", "b"), ("x", "y"), np.full((2, 2), 0.5))
    >>> scored(uniform, Labels(("a", "b"), np.array([0, 1])), METRICS["log_loss"]).text()
    '0.69315 [0.69315, 0.69315]'
    """
    y_prob = predictions.aligned(labels.ids, predictions.classes).probabilities
    return _scores(labels.targets, [y_prob], metric, seed)[0]


def scores_by_usage(predictions: Predictions, solution: Solution, metric: Metric, seed: int = 0) -> dict[str, Score]:
    """The public and the private score, or one score under the name "" where there is no usage."""
    return scores_of_several([predictions], solution, metric, seed)[0]


def scores_of_several(
    several: Sequence[Predictions], solution: Solution, metric: Metric, seed: int = 0
) -> list[dict[str, Score]]:
    """`scores_by_usage` of each file, quicker than one after the other: their intervals are drawn together."""
    tables = [predictions.aligned(solution.ids, predictions.classes).probabilities for predictions in several]
    by_usage = {
        usage: _scores(solution.targets[places], [y_prob[places] for y_prob in tables], metric, seed)
        for usage, places in solution.places.items()
    }
    return [{usage: scores[number] for usage, scores in by_usage.items()} for number in range(len(several))]


def drawn_by_usage(
    predictions: Predictions, solution: Solution, metric: Metric, seed: int = 0
) -> dict[str, tuple[Score, np.ndarray]]:
    """The scores as in `scores_by_usage`, each with what it would be on other such pictures, float64 (N_DRAWS,).

    The n-th draw is the same pictures for every file, so that two files can be held against each other (the paired
    bootstrap): what is hard for one is hard for the other.
    """
    y_prob = predictions.aligned(solution.ids, predictions.classes).probabilities
    found = {}
    for usage, places in solution.places.items():
        y_true, several = solution.targets[places], [y_prob[places]]
        draws = _drawn_scores(y_true, several, metric, _resamples(len(places), seed))
        found[usage] = _with_intervals(y_true, several, metric, draws)[0], draws[0]
    return found


def _scores(y_true: np.ndarray, several: Sequence[np.ndarray], metric: Metric, seed: int) -> list[Score]:
    draws = None if metric.name in _SHARES else _drawn_scores(y_true, several, metric, _resamples(len(y_true), seed))
    return _with_intervals(y_true, several, metric, draws)


def _with_intervals(
    y_true: np.ndarray, several: Sequence[np.ndarray], metric: Metric, draws: np.ndarray | None
) -> list[Score]:
    n_rows, values = len(y_true), [metric(y_true, y_prob) for y_prob in several]
    if metric.name in _SHARES or draws is None:
        return [Score(metric.name, value, *share_interval(value, n_rows), n_rows) for value in values]
    ends = np.quantile(draws, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=1).T.tolist()
    return [Score(metric.name, value, low, high, n_rows) for value, (low, high) in zip(values, ends, strict=True)]


def share_interval(share: float, n_rows: int) -> tuple[float, float]:
    """The ends of Wilson's 95 % interval (1927) for a share of right answers.

    >>> low, high = share_interval(1.0, 6)
    >>> round(low, 4), high
    (0.6097, 1.0)
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    middle = share + z**2 / (2 * n_rows)
    reach = z * (share * (1 - share) / n_rows + z**2 / (4 * n_rows**2)) ** 0.5
    scale = 1 + z**2 / n_rows
    # Rounding must not keep all right from ending at 1, nor all wrong at 0.
    return max(0.0, min(share, (middle - reach) / scale)), min(1.0, max(share, (middle + reach) / scale))


def all_values(predictions: Predictions, labels: Labels, names: Sequence[str] = tuple(METRICS)) -> dict[str, float]:
    """The score by each of these metrics, without intervals: the same answers seen from more sides."""
    y_prob = predictions.aligned(labels.ids, predictions.classes).probabilities
    return {name: METRICS[name](labels.targets, y_prob) for name in names}


@lru_cache(maxsize=2)
def _resamples(n_rows: int, seed: int) -> np.ndarray:
    """How often each picture is drawn in each resample, float32 (N_DRAWS, n_rows).

    Kept, because every file on a board is judged on the same resamples; float32, because it is as large as
    the board's memory use gets (40 MB for 10,000 pictures) and the counts are small whole numbers.
    """
    random = np.random.default_rng(seed)
    counts = np.empty((N_DRAWS, n_rows), dtype=np.float32)
    for row in counts:
        row[:] = np.bincount(random.integers(n_rows, size=n_rows), minlength=n_rows)
    return counts


def _drawn_scores(y_true: np.ndarray, several: Sequence[np.ndarray], metric: Metric, counts: np.ndarray) -> np.ndarray:
    """The score of each resample, float64 (len(several), n_draws)."""
    if metric.function is macro_f1:
        return np.array([_drawn_macro_f1(y_true, y_prob, counts) for y_prob in several])
    marks = np.array(
        [
            row_log_losses(y_true, y_prob) if metric.function is log_loss else marked(y_true, y_prob).rows(metric)
            for y_prob in several
        ]
    )
    # A mean is resampled in one product; around the mean, so that float32 loses nothing that matters.
    middles = marks.mean(axis=1, keepdims=True)
    off = np.empty((len(several), len(counts)))
    for start in range(0, len(several), TOGETHER):
        # Always as wide, so that a file's interval does not hang on how many others are drawn with it.
        block = np.zeros((len(y_true), TOGETHER), np.float32)
        part = (marks - middles)[start : start + TOGETHER]
        block[:, : len(part)] = part.T
        off[start : start + len(part)] = (counts @ block)[:, : len(part)].T
    return np.asarray(middles + off / len(y_true))


def _drawn_macro_f1(y_true: np.ndarray, y_prob: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Macro-F1 of each resample, from how often each class is there and predicted; float64 (n_draws,)."""
    n_classes = y_prob.shape[1]
    predicted = y_prob.argmax(axis=1)
    there = np.eye(n_classes, dtype=np.float32)[y_true]
    called = np.eye(n_classes, dtype=np.float32)[predicted]
    hits = counts @ (there * called)
    asked = counts @ (there + called)
    f1 = np.where(asked > 0, 2 * hits / np.maximum(asked, 1), 0.0)
    # A small class that a resample happens to miss says nothing: it is left out there instead of counting 0.
    n_known = np.count_nonzero((there + called).any(axis=0))
    n_drawn = np.count_nonzero(asked > 0, axis=1)
    return np.asarray(f1.sum(axis=1, dtype=np.float64) / n_drawn * (n_known / n_classes))
