"""Heads that learn from features computed once: in seconds, and without Keras where there are no hidden layers.

What the features are stands in `baselines.frozen.extractor`, which also puts backbone and head together again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import softmax

from baselines.class_weights import class_weights
from baselines.frozen.features import single
from baselines.frozen.logistic import fitted

# Pictures answered for at a time.
_PIECE = 1024


def learned(
    rows: np.ndarray, targets: np.ndarray, n_classes: int, settings: Mapping[str, Any], seed: int
) -> tuple[np.ndarray, ...]:
    """A head that has learned from some pictures.

    Args:
        rows: Their features, float32 (n, d); overwritten, since there may be half a gigabyte of them.
        targets: Their classes, int64 (n,).
        n_classes: How many answers there are.
        settings: ``head``, ``C``, ``label_smoothing``, ``class_weights``; for ``mlp`` also what
            `hidden_layers` reads.
        seed: Decides where chance does.

    Returns:
        The weights of the layers that `baselines.heads.head` makes, kernels and biases in turn.
    """
    mean = rows.mean(axis=0)
    rows -= mean
    # A feature that hardly ever changes is not blown up.
    deviation = np.sqrt(np.einsum("ij,ij->j", rows, rows) / np.float32(len(rows))) + np.float32(1e-3)
    if settings["head"] != "mlp":
        # All features of a picture together come to a length of about 1, however many they are.
        deviation *= np.float32(np.sqrt(rows.shape[1]))
    rows /= deviation
    smoothing = settings["label_smoothing"]
    answers = (np.eye(n_classes)[targets] * (1 - smoothing) + smoothing / n_classes).astype(np.float32)
    of_classes = class_weights(targets, n_classes) if settings["class_weights"] else np.ones(n_classes, np.float32)
    weights = of_classes[targets]
    if settings["head"] == "mlp":
        layers = hidden_layers(rows, answers, weights, settings, seed)
    else:
        layers = fitted(rows, answers, settings["C"], weights)
    # The first layer takes features as they are, so that nothing has to be kept beside the head.
    kernel = layers[0] / deviation[:, None]
    return (kernel, layers[1] - mean @ kernel, *layers[2:])


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
    from baselines.frozen.extractor import network

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


def probabilities(
    features: np.ndarray, rows: np.ndarray, weights: Sequence[np.ndarray], settings: Mapping[str, Any]
) -> np.ndarray:
    """What a head believes about some pictures.

    Args:
        features: Of all pictures of a store, float16 (n_store, d); read piece by piece.
        rows: Which of them, int64 (n,).
        weights: As `learned` gives them.
        settings: Of the recipe.

    Returns:
        float64 (n, n_classes), rows summing to 1.
    """
    answered = _answering(features.shape[1], weights, settings)
    pieces = [rows[start : start + _PIECE] for start in range(0, len(rows), _PIECE)]
    return np.concatenate([answered(single(features[piece])) for piece in pieces])


def _answering(
    n_features: int, weights: Sequence[np.ndarray], settings: Mapping[str, Any]
) -> Callable[[np.ndarray], np.ndarray]:
    """What turns features, float32 (n, n_features), into probabilities, float64 (n, n_classes)."""
    if settings["head"] == "mlp":
        from baselines.frozen.extractor import network

        model = network(n_features, len(weights[-1]), settings)
        model.set_weights(list(weights))

        def hidden(x: np.ndarray) -> np.ndarray:
            table = np.asarray(model.predict_on_batch(x)).astype(np.float64)
            normalised: np.ndarray = table / table.sum(axis=1, keepdims=True)
            return normalised

        return hidden

    def straight(x: np.ndarray) -> np.ndarray:
        kernel, bias = weights
        table: np.ndarray = softmax((x @ kernel + bias).astype(np.float64), axis=1)
        return table

    return straight
