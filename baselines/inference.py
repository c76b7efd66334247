"""From a model and pictures to probabilities, averaged over views of each picture where that is asked for.

What the views are stands in `augment.views`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from augment.views import VIEWS, views_of
from baselines.parts import Part
from competition.enlarged import Images

# Large enough to keep two cores busy; so many small pictures, or so many pixels, fit into a laptop's memory with all
# that lies between a network's layers.
BATCH = 256
_PIXELS = 2_400_000
PLAIN = ("plain",)


def probabilities(
    model: Any,
    images: Images,
    rows: np.ndarray,
    batch_size: int | None = None,
    views: Sequence[str] = PLAIN,
    said: Callable[[int], None] = lambda n: None,
) -> np.ndarray:
    """What the model believes about some pictures.

    Several views of a picture are several opinions; their mean is seldom worse than one of them, and log loss
    rewards that it is less sure of itself.

    Args:
        model: A Keras model ending in probabilities.
        images: The store's pictures, uint8 (n_store, size, size, 3).
        rows: Which of them, int64 (n,).
        batch_size: Pictures at once; None for as many as `batch_at` allows.
        views: Names in `augment.views.VIEWS`; the answers are averaged as probabilities, each view alike.
        said: Told after each batch how many pictures it held.

    Returns:
        float64 (n, n_classes), rows summing to 1.
    """
    mean: np.ndarray = opinions(model, images, rows, batch_size, views, said).mean(axis=0)
    return mean


def opinions(
    model: Any,
    images: Images,
    rows: np.ndarray,
    batch_size: int | None = None,
    views: Sequence[str] = PLAIN,
    said: Callable[[int], None] = lambda n: None,
) -> np.ndarray:
    """What the model believes about each view of some pictures; as `probabilities`, but not averaged.

    Returns:
        float64 (n_views, n, n_classes), rows summing to 1.
    """
    batch_size = batch_size or batch_at(images.shape[1])
    parts = []
    for start in range(0, len(rows), batch_size):
        chosen = rows[start : start + batch_size]
        # The last batch is filled up with its own first picture: one shape, so the model is compiled once.
        filled = images[np.concatenate([chosen, np.repeat(chosen[:1], batch_size - len(chosen))])]
        parts.append([_normalised(model.predict_on_batch(VIEWS[view](filled)))[: len(chosen)] for view in views])
        said(len(chosen))
    return np.concatenate(parts, axis=1)


def batch_at(side: int) -> int:
    """Pictures at a time, of so many pixels a side.

    >>> batch_at(32), batch_at(160)
    (256, 93)
    """
    return max(8, min(BATCH, _PIXELS // side**2))


def asked(parts: Mapping[str, Part]) -> dict[str, Part]:
    """What a fold has to answer to: all that it does not learn from."""
    return {name: part for name, part in parts.items() if name != "train"}


def answered(model: Any, parts: Mapping[str, Part], views: str, said: Callable[[int], None]) -> dict[str, np.ndarray]:
    """A fold's final answers.

    Args:
        model: Trained.
        parts: What it has to answer to, as `asked` gives it.
        views: As a recipe names them.
        said: Told after each batch how many pictures it held.

    Returns:
        `probabilities` by part.
    """
    return {
        name: probabilities(model, part.images, part.rows, views=views_of(views), said=said)
        for name, part in parts.items()
    }


def _normalised(answers: Any) -> np.ndarray:
    """Rows that sum to 1 as exactly as float64 can; the network's own float32 rows do so to seven digits."""
    table = np.asarray(answers).astype(np.float64)
    normalised: np.ndarray = table / table.sum(axis=1, keepdims=True)
    return normalised
