"""How much pictures of a class count, where some classes are rarer than others."""

import numpy as np


def class_weights(targets: np.ndarray, n_classes: int) -> np.ndarray:
    """Weights with which all classes together count alike, and a picture on average 1.

    A learner that sees ten dogs for every cat is right most of the time by saying dog. It is told that a cat missed
    is as bad as ten dogs. Scores that count pictures (accuracy, log loss) get worse by it, those that count classes
    (macro F1) better.

    Args:
        targets: Class numbers of the training pictures, int (n,).
        n_classes: How many classes there are; one without pictures gets no weight.

    Returns:
        float32 (n_classes,).

    >>> class_weights(np.array([0, 0, 0, 1]), 2).round(3)
    array([0.667, 2.   ], dtype=float32)
    """
    counts = np.bincount(targets, minlength=n_classes)
    weights = len(targets) / np.count_nonzero(counts) / np.maximum(counts, 1)
    return np.where(counts, weights, 0.0).astype(np.float32)
