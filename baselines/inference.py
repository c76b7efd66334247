"""From a model and pictures to probabilities. Test-time views will live here too."""

from typing import Any

import numpy as np

# Large enough to keep two cores busy, small enough for a laptop's memory at 224 pixels.
BATCH = 256


def probabilities(model: Any, images: np.ndarray, rows: np.ndarray, batch_size: int = BATCH) -> np.ndarray:
    """What the model believes about some pictures.

    Args:
        model: A Keras model ending in probabilities.
        images: The store's pictures, uint8 (n_store, size, size, 3).
        rows: Which of them, int64 (n,).
        batch_size: Pictures at once.

    Returns:
        float64 (n, n_classes), rows summing to 1.
    """
    parts = []
    for start in range(0, len(rows), batch_size):
        chosen = rows[start : start + batch_size]
        # The last batch is filled up with its own first picture: one shape, so the model is compiled once.
        filled = np.concatenate([chosen, np.repeat(chosen[:1], batch_size - len(chosen))])
        parts.append(np.asarray(model.predict_on_batch(images[filled]))[: len(chosen)])
    table = np.concatenate(parts).astype(np.float64)
    normalised: np.ndarray = table / table.sum(axis=1, keepdims=True)
    return normalised
