"""How sure answers should have been: log ratios, and the temperature that mends them. Blending is `submit.blend`'s.

Modern networks are mostly right and too sure of it. Dividing the logs of all probabilities by one number, the
temperature, changes no ranking and mends much of that (Guo et al., "On Calibration of Modern Neural Networks", 2017).
"""

import numpy as np

# As `competition.metrics` clips: an answer that gave the truth no chance at all costs 34.5, not infinity.
SMALLEST = 1e-15
_LARGEST_RATIO = -float(np.log(SMALLEST))

# Far wider than any model needs; the search ends for certain.
_SURENESS = (0.05, 20.0)
# A step of Newton's as small as this leads to within its square of the best.
_CLOSE_ENOUGH = 1e-3
_DIGITS = 4


def log_ratios(probabilities: np.ndarray, y_true: np.ndarray) -> np.ndarray:
    """How much likelier each class was said to be than the true one, as logs; 0 for the true one itself.

    All that log loss needs to know, in the form that is added up fastest: a row per class, in single precision.

    Args:
        probabilities: float (n, n_classes).
        y_true: Class numbers, int (n,).

    Returns:
        float32 (n_classes, n).
    """
    logs = np.log(np.clip(probabilities.T, SMALLEST, None).astype(np.float32))
    logs -= logs[y_true, np.arange(len(y_true))]
    return logs


def sharpened(ratios: np.ndarray, temperature: float | np.ndarray) -> np.ndarray:
    """Log ratios as they are after calibration.

    Args:
        ratios: As `log_ratios` gives them.
        temperature: One number for all pictures, or one for each, (n,).
    """
    # A larger ratio than the metric can punish would only overflow.
    return np.minimum(ratios / np.float32(temperature), np.float32(_LARGEST_RATIO))


def calibrated(probabilities: np.ndarray, temperature: float | np.ndarray) -> np.ndarray:
    """Answers made less sure (a temperature above 1) or surer (below 1); the order of the classes stays.

    Args:
        probabilities: float (n, n_classes).
        temperature: One number for all pictures, or one for each, (n,).

    Returns:
        float64 (n, n_classes), rows summing to 1.

    >>> calibrated(np.array([[0.9, 0.1]]), 2.0)
    array([[0.75, 0.25]])
    """
    logs = np.log(np.clip(probabilities, SMALLEST, None).astype(np.float64))
    return softmax(logs / np.reshape(temperature, (-1, 1)))


def softmax(logs: np.ndarray) -> np.ndarray:
    """Probabilities from logs that lack a constant in each row, float64 (n, n_classes)."""
    powers = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def fitted_temperature(ratios: np.ndarray, belief: float = 1.0) -> float:
    """The temperature with which these answers would have had the least log loss.

    It counts a little that temperatures are mostly near 1: twenty pictures, all of them right, would otherwise ask
    for certainty.

    Args:
        ratios: Of pictures whose true class is known, as `log_ratios` gives them.
        belief: How many pictures' worth that counts.

    Returns:
        A number above 0, rounded to four digits, so that a run that remembers it can be found again.
    """
    peaks = ratios.max(axis=0)
    below = ratios - peaks
    low, high = _SURENESS
    # Newton's steps for the sureness (1 / temperature), in which the loss is convex; where one would lead out of the
    # interval that is known to hold the best, the interval is halved.
    sureness = 1.0
    while True:
        slope, bend = _slope_and_bend(below, peaks, sureness)
        slope += belief * np.log(sureness) / sureness
        bend += belief * (1 - np.log(sureness)) / sureness**2
        low, high = (low, sureness) if slope > 0 else (sureness, high)
        following = sureness - slope / bend if bend > 0 else high
        if not low <= following <= high:
            following = float(np.sqrt(low * high))
        if abs(following - sureness) <= _CLOSE_ENOUGH * sureness:
            return float(f"{1 / following:.{_DIGITS}g}")
        sureness = following


def _slope_and_bend(below: np.ndarray, peaks: np.ndarray, sureness: float) -> tuple[float, float]:
    """The first and second derivative of the summed log loss, by the sureness."""
    weights = below * np.float32(sureness)
    np.exp(weights, out=weights)
    total = weights.sum(axis=0)
    weights *= below
    mean = weights.sum(axis=0) / total
    weights *= below
    variance = weights.sum(axis=0) / total - mean**2
    return float((mean + peaks).sum(dtype=np.float64)), float(variance.sum(dtype=np.float64))
