"""The scores a contest can be judged by, each with its direction, its best value and its decimals.

Every metric takes the true classes and the probabilities, so that one table of predictions can be
judged by all of them. A score's interval is computed in `submit.score`, comparisons in `competition.comparing`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from competition.errors import ContestError
from competition.messages import _

# The smallest probability a log is taken of: SIGNATE and Kaggle clip at this order of magnitude too.
_SMALLEST = 1e-15


@dataclass(frozen=True)
class Metric:
    """One way to score probabilities.

    Args:
        name: The name in `METRICS` and on a contest's page.
        function: ``(y_true (n,) int, y_prob (n, n_classes) float) -> float``.
        greater_is_better: The direction.
        best: The score of a perfect file.
        decimals: How many decimals say something.
    """

    name: str
    function: Callable[[np.ndarray, np.ndarray], float]
    greater_is_better: bool
    best: float
    decimals: int

    def __call__(self, y_true: np.ndarray, y_prob: np.ndarray) -> float:
        """The score of these probabilities."""
        return self.function(y_true, y_prob)

    def key(self, score: float) -> float:
        """A number that sorts the better score first."""
        return -score if self.greater_is_better else score

    @property
    def direction(self) -> str:
        """In which direction better scores lie, in words."""
        return _("higher is better") if self.greater_is_better else _("lower is better")

    def text(self, score: float) -> str:
        """The score with as many decimals as say something."""
        return f"{score:.{self.decimals}f}"


def row_log_losses(y_true: np.ndarray, y_prob: np.ndarray) -> np.ndarray:
    """How surprised the model is by each true answer: minus the log of the probability it gave it.

    Args:
        y_true: Class numbers, int (n,).
        y_prob: Probabilities, float (n, n_classes), rows summing to 1.

    Returns:
        float64 (n,), in nats, 0 for a certain and right answer.

    >>> row_log_losses(np.array([1]), np.array([[0.5, 0.5]])).round(4)
    array([0.6931])
    """
    given = y_prob[np.arange(len(y_true)), y_true].astype(np.float64)
    return -np.log(np.clip(given, _SMALLEST, 1.0))


def log_loss(y_true: np.ndarray, y_prob: np.ndarray) -> float:
    """The mean surprise at the true answers; the uniform guess over 20 classes has ln 20 = 2.99573."""
    return float(row_log_losses(y_true, y_prob).mean())


def row_hits(y_true: np.ndarray, y_prob: np.ndarray, k: int = 1) -> np.ndarray:
    """Whether the true class is among the k most probable ones, float64 (n,) of 0 and 1.

    A tie goes to the class that comes first, as ``argmax`` has it. A class given no probability at all is
    never among them, so that a file that names fewer than k classes gains nothing by their order.
    """
    order = np.argsort(-y_prob, axis=1, kind="stable")[:, :k]
    given = y_prob[np.arange(len(y_true)), y_true]
    hits: np.ndarray = ((order == y_true[:, None]).any(axis=1) & (given > 0)).astype(np.float64)
    return hits


def accuracy(y_true: np.ndarray, y_prob: np.ndarray) -> float:
    """The share of pictures whose most probable class is the true one.

    >>> accuracy(np.array([0, 1]), np.array([[0.9, 0.1], [0.8, 0.2]]))
    0.5
    """
    return float(row_hits(y_true, y_prob).mean())


def macro_f1(y_true: np.ndarray, y_prob: np.ndarray) -> float:
    """The mean over the classes of F1, so that rare classes count as much as common ones.

    A class that is neither there nor predicted counts 0, as scikit-learn's ``f1_score`` has it
    when all labels are given.
    """
    f1, _asked = _class_f1(y_true, y_prob.argmax(axis=1), y_prob.shape[1])
    return float(f1.mean())


def row_macro_f1(y_true: np.ndarray, predicted: np.ndarray, n_classes: int) -> np.ndarray:
    """What each picture adds to macro-F1, as if that were a mean over pictures.

    It is none, but near what was found it moves like one: each picture stands for the slope at which the score
    follows its weight (the delta method). So it can be resampled and held against another model's as all others can.

    Args:
        y_true: Class numbers, int (n,).
        predicted: The same as the model has them.
        n_classes: How many classes there are.

    Returns:
        float64 (n,); their mean is macro-F1.

    >>> row_macro_f1(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).round(3) + 0
    array([1., 0., 1.])
    """
    f1, asked = _class_f1(y_true, predicted, n_classes)
    each = f1 / np.maximum(asked, 1)
    slopes = 2 * (predicted == y_true) / asked[y_true] - each[y_true] - each[predicted]
    rows: np.ndarray = f1.mean() + slopes * len(y_true) / n_classes
    return rows


def _class_f1(y_true: np.ndarray, predicted: np.ndarray, n_classes: int) -> tuple[np.ndarray, np.ndarray]:
    """F1 of every class, and how often it is there plus how often it is predicted; (n_classes,) each."""
    hits = np.bincount(y_true[predicted == y_true], minlength=n_classes)
    asked = np.bincount(y_true, minlength=n_classes) + np.bincount(predicted, minlength=n_classes)
    return np.where(asked > 0, 2 * hits / np.maximum(asked, 1), 0.0), asked


def top_share(y_true: np.ndarray, y_prob: np.ndarray, k: int) -> float:
    """The share of pictures whose true class is among the k most probable ones."""
    return float(row_hits(y_true, y_prob, k).mean())


def _top(k: int) -> Metric:
    return Metric(f"top_{k}", partial(top_share, k=k), True, 1.0, 4)


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("log_loss", log_loss, False, 0.0, 5),
        Metric("accuracy", accuracy, True, 1.0, 4),
        Metric("macro_f1", macro_f1, True, 1.0, 4),
        _top(3),
        _top(5),
    )
}


def metric_named(name: str) -> Metric:
    """The metric with this name.

    Raises:
        ContestError: There is none.
    """
    if name not in METRICS:
        raise ContestError(
            _("There is no metric '{name}'").format(name=name),
            hint=_("Choose one of: {known}.").format(known=", ".join(METRICS)),
        )
    return METRICS[name]


def spread(values: Sequence[float]) -> float | None:
    """The standard error of the mean over folds; None where one fold cannot tell."""
    if len(values) < 2:
        return None
    return float(np.std(values, ddof=1) / math.sqrt(len(values)))
