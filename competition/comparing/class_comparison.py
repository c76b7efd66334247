"""In which classes two models differ. Whether they differ at all is asked in `competition.comparing.comparison`."""

import math
from dataclasses import dataclass

import numpy as np

from competition.comparing.comparison import CONFIDENCE, gains, sign_p
from competition.comparing.marks import Marks
from competition.metrics import METRICS, Metric


@dataclass(frozen=True)
class ClassDifference:
    """How two models do on the pictures of one class.

    Args:
        number: The class.
        n_rows: How many pictures it has.
        a, b: Their scores on these alone.
        gain: How much better the first is, above 0 for better.
        p: How often chance alone would make them as unequal, or more; in 0 … 1.
        is_clear: Whether that is too seldom for chance, even for the luckiest of all classes.
    """

    number: int
    n_rows: int
    a: float
    b: float
    gain: float
    p: float
    is_clear: bool


def class_metric(metric: Metric) -> Metric:
    """By what a class alone is judged: macro-F1 is a matter of all classes, so there it is the share found."""
    return METRICS["accuracy"] if metric.name == "macro_f1" else metric


def class_differences(metric: Metric, a: Marks, b: Marks) -> list[ClassDifference]:
    """How the models differ in every class that has pictures, the clearest difference first.

    A class has few pictures, and there are many classes: in one of twenty a difference that chance makes one time in
    twenty is to be expected. So a class has to be clear of chance as many times over as there are classes
    (Bonferroni's correction). Right or wrong is judged as coin tosses are, losses by Student's t (1908).

    Args:
        metric: The contest's.
        a: The first model's marks.
        b: The second's, for the same pictures in the same order.
    """
    judge = class_metric(metric)
    ours, theirs, gained = a.rows(judge), b.rows(judge), gains(judge, [a], [b])
    classes = np.unique(a.targets)
    found = []
    for number in classes.tolist():
        inside = a.targets == number
        rows = gained[inside]
        p = _t_p(rows) if judge.name == "log_loss" else sign_p(rows)
        found.append(
            ClassDifference(
                number,
                len(rows),
                float(ours[inside].mean()),
                float(theirs[inside].mean()),
                float(rows.mean()),
                p,
                p * len(classes) < 1 - CONFIDENCE,
            )
        )
    return sorted(found, key=lambda one: (one.p, -abs(one.gain)))


def _t_p(rows: np.ndarray) -> float:
    """How often the mean of so many values around 0 would lie as far off, by Student's t."""
    from scipy.special import stdtr

    if len(rows) < 2 or not rows.any():
        return 1.0
    error = float(rows.std(ddof=1)) / math.sqrt(len(rows))
    return 2 * float(stdtr(len(rows) - 1, -abs(float(rows.mean())) / error)) if error else 0.0
