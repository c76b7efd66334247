"""How sure a model's answers should be: one number, the temperature, found on pictures it did not learn from.

Networks that learned their pictures by heart are mostly right and far too sure of it, and log loss punishes that. All
logs of probabilities divided by one number change no ranking and mend most of it (Guo et al., "On Calibration
of Modern Neural Networks", 2017).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import softmax

from competition.metrics import log_loss

# Temperatures looked through, as logarithms; far wider than any model needs.
_WIDEST = 5.0
_LAST = "probabilities"


def calibrated(logs: Sequence[np.ndarray], temperature: float) -> np.ndarray:
    """Answers as sure as they should be.

    Args:
        logs: Of one opinion or several, logarithms of probabilities but for a constant a row, float (n, n_classes).
        temperature: Above 1 makes them less sure, below 1 surer.

    Returns:
        The mean of the opinions, float64 (n, n_classes), rows summing to 1.

    >>> calibrated([np.log([[0.9, 0.1]])], 2.0)
    array([[0.75, 0.25]])
    """
    mean: np.ndarray = np.mean([softmax(one / temperature, axis=1) for one in logs], axis=0)
    return mean


def fitted_temperature(logs: Sequence[np.ndarray], targets: np.ndarray, belief: float = 0.0) -> float:
    """The temperature that makes these answers best by log loss.

    Args:
        logs: As `calibrated` takes them.
        targets: The true classes, as columns, int (n,).
        belief: How many pictures' worth of trust there is that the answers are as sure as they should be already: a
            dozen right ones alone would ask for certainty.
    """

    def surprise(log_temperature: float) -> float:
        found = log_loss(targets, calibrated(logs, np.exp(log_temperature))) if len(targets) else 0.0
        return len(targets) * found + belief * log_temperature**2

    return float(np.exp(minimize_scalar(surprise, bounds=(-_WIDEST, _WIDEST), method="bounded").x))


def cool(model: Any, temperature: float) -> None:
    """Have a network answer at another temperature, for good: its last layer's weights are divided by it.

    Args:
        model: A ``keras.Model`` that ends as `baselines.heads.head` makes it.
        temperature: What logs are divided by.
    """
    if temperature == 1:
        return  # a network of one's own may end otherwise
    last = model.get_layer(_LAST)
    last.set_weights([np.asarray(weights) / np.float32(temperature) for weights in last.get_weights()])
