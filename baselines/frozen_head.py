"""Heads that learn from features computed once: in seconds, and without Keras where there are no hidden layers.

What the features are stands in `baselines.extractor`, which also puts backbone and head together again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import softmax

from baselines.logistic import fitted

_ANSWERED = 4096


def learned(
    rows: np.ndarray, targets: np.ndarray, n_classes: int, settings: Mapping[str, Any], seed: int
) -> tuple[np.ndarray, ...]:
    """A head that has learned from some pictures.

    Args:
        rows: Their features, float32 (n, d).
        targets: Their classes, int64 (n,).
        n_classes: How many answers there are.
        settings: ``head``, ``C``, ``label_smoothing``, ``class_weights``; for ``mlp`` also what
            `hidden_layers` reads.
        seed: Decides where chance does.

    Returns:
        The weights of the layers that `baselines.heads.head` makes, kernels and biases in turn.
    """
    mean = rows.mean(axis=0)
    # A feature that hardly ever changes is not blown up.
    deviation = rows.std(axis=0) + np.float32(1e-3)
    smoothing = settings["label_smoothing"]
    answers = (np.eye(n_classes)[targets] * (1 - smoothing) + smoothing / n_classes).astype(np.float32)
    weights = _counting(targets, n_classes) if settings["class_weights"] else np.ones(len(targets), np.float32)
    if settings["head"] == "mlp":
        layers = hidden_layers(_standardised(rows, mean, deviation), answers, weights, settings, seed)
    else:
        # All features of a picture together come to a length of about 1, however many they are.
        deviation *= np.float32(np.sqrt(rows.shape[1]))
        layers = fitted(_standardised(rows, mean, deviation), answers, settings["C"], weights)
    # The first layer takes features as they are, so that nothing has to be kept beside the head.
    kernel = layers[0] / deviation[:, None]
    return (kernel, layers[1] - mean @ kernel, *layers[2:])


def _standardised(rows: np.ndarray, mean: np.ndarray, deviation: np.ndarray) -> np.ndarray:
    x = rows - mean
    x /= deviation
    return x


def _counting(targets: np.ndarray, n_classes: int) -> np.ndarray:
    """How much each picture counts when all classes together count alike, about 1, float32 (n,)."""
    counts = np.bincount(targets, minlength=n_classes)
    weights: np.ndarray = (len(targets) / np.count_nonzero(counts) / counts[targets]).astype(np.float32)
    return weights


def hidden_layers(
    x: np.ndarray, answers: np.ndarray, weights: np.ndarray, settings: Mapping[str, Any], seed: int
) -> tuple[np.ndarray, ...]:
    """The weights of a head with hidden layers, learned by AdamW at a pace that falls to 0 along a cosine.

    Args:
        x: Features of mean 0 and deviation 1, float32 (n, d).
        answers: Shares of the classes, float32 (n, n_classes).
        weights: How much each picture counts, float32 (n,).
        settings: ``epochs``, ``learning_rate``, ``weight_decay``, ``batch_size``, ``layers``, ``units``, ``activation``
            and ``dropout``.
        seed: Of the first weights, the order and the dropout.
    """
    import keras

    from baselines import backend
    from baselines.extractor import network

    backend.seeded(seed)
    model = network(x.shape[1], answers.shape[1], settings)
    batch_size = min(settings["batch_size"], len(x))
    pace = keras.optimizers.schedules.CosineDecay(
        settings["learning_rate"], settings["epochs"] * -(-len(x) // batch_size)
    )
    optimizer = keras.optimizers.AdamW(pace, weight_decay=settings["weight_decay"])
    model.compile(optimizer, "categorical_crossentropy", jit_compile=backend.compiles_whole())
    model.fit(x, answers, batch_size, settings["epochs"], sample_weight=weights, verbose=0)
    return tuple(np.asarray(one) for one in model.get_weights())


def probabilities(rows: np.ndarray, weights: Sequence[np.ndarray], settings: Mapping[str, Any]) -> np.ndarray:
    """What a head believes about some pictures.

    Args:
        rows: Their features, float (n, d).
        weights: As `learned` gives them.
        settings: Of the recipe.

    Returns:
        float64 (n, n_classes), rows summing to 1.
    """
    if settings["head"] == "mlp":
        from baselines.extractor import network

        model = network(rows.shape[1], len(weights[-1]), settings)
        model.set_weights(list(weights))
        table = np.asarray(model.predict(rows.astype(np.float32), _ANSWERED, verbose=0)).astype(np.float64)
        hidden: np.ndarray = table / table.sum(axis=1, keepdims=True)
        return hidden
    kernel, bias = weights
    straight: np.ndarray = softmax((rows.astype(np.float32) @ kernel + bias).astype(np.float64), axis=1)
    return straight
