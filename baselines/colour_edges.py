"""What a picture looks like in numbers that people thought up: its colours and the directions of its edges.

The classical rivals in `baselines.classical` learn from these; networks find their own.
"""

import numpy as np

from competition.messages import _
from competition.progress import track

_GRID = 2
_SHADES = 4
_CELLS = 4
_DIRECTIONS = 9
_BATCH = 512

N_FEATURES = _GRID**2 * _SHADES**3 + (_CELLS - 1) ** 2 * 4 * _DIRECTIONS


def features(images: np.ndarray) -> np.ndarray:
    """Colours and edges of each picture as one row of numbers.

    Args:
        images: uint8 (n, size, size, 3), values 0 … 255.

    Returns:
        float32 (n, 580): first `colours`, then `edges`.

    >>> features(np.zeros((2, 32, 32, 3), dtype=np.uint8)).shape
    (2, 580)
    """
    rows = np.empty((len(images), N_FEATURES), dtype=np.float32)
    for start in track(range(0, len(images), _BATCH), _("colours and edges"), unit="batch"):
        batch = np.asarray(images[start : start + _BATCH])
        rows[start : start + _BATCH] = np.concatenate([colours(batch), edges(batch)], axis=1)
    return rows


def colours(images: np.ndarray) -> np.ndarray:
    """How much of each of 64 colours there is in each quarter of the picture.

    Red, green and blue are each told apart in 4 shades. The square root of the shares is taken, so that a
    little of a colour counts more than its few pixels (the Hellinger distance of two histograms).

    Args:
        images: uint8 (n, size, size, 3).

    Returns:
        float32 (n, 4 × 64), 0 … 1.
    """
    n, height, width, _channels = images.shape
    shades = images // (256 // _SHADES)
    colour = (shades[..., 0] * _SHADES + shades[..., 1]) * _SHADES + shades[..., 2]
    quarter = _places(height, _GRID)[:, None] * _GRID + _places(width, _GRID)[None, :]
    n_bins = _GRID**2 * _SHADES**3
    counts = _counted(quarter[None] * _SHADES**3 + colour.astype(np.int64), n, n_bins)
    shares = counts.reshape(n, _GRID**2, -1)
    shares /= shares.sum(axis=2, keepdims=True)
    return np.sqrt(shares).reshape(n, n_bins).astype(np.float32)


def edges(images: np.ndarray) -> np.ndarray:
    """How strong the edges of each direction are in each cell of the picture.

    The picture is cut into 4×4 cells; every pixel votes for the direction of its edge with the edge's
    strength. Each square of 2×2 cells is then scaled to length 1, so that a dark photo and a bright one of
    the same thing look alike. From "Histograms of Oriented Gradients for Human Detection" (Dalal and
    Triggs, 2005).

    Args:
        images: uint8 (n, size, size, 3).

    Returns:
        float32 (n, 9 squares × 4 cells × 9 directions), 0 … 1.
    """
    n, height, width, _channels = images.shape
    grey = images.astype(np.float32).mean(axis=3) / 255
    down, right = np.gradient(grey, axis=(1, 2))
    strength = np.hypot(down, right)
    # An edge from dark to bright and one from bright to dark have the same direction: half a turn is enough.
    turn = np.arctan2(down, right) % np.pi
    direction = np.minimum((turn * (_DIRECTIONS / np.pi)).astype(np.int64), _DIRECTIONS - 1)
    cell = _places(height, _CELLS)[:, None] * _CELLS + _places(width, _CELLS)[None, :]
    votes = _counted(cell[None] * _DIRECTIONS + direction, n, _CELLS**2 * _DIRECTIONS, strength)
    cells = votes.reshape(n, _CELLS, _CELLS, _DIRECTIONS)
    squares = np.stack(
        [
            cells[:, top : top + 2, left : left + 2].reshape(n, -1)
            for top in range(_CELLS - 1)
            for left in range(_CELLS - 1)
        ],
        axis=1,
    )
    # The small number keeps a square without any edge at 0.
    squares /= np.sqrt((squares**2).sum(axis=2, keepdims=True) + 1e-4)
    return squares.reshape(n, -1).astype(np.float32)


def _places(length: int, parts: int) -> np.ndarray:
    """Which of so many equal parts each of the pixels along one side lies in."""
    return np.arange(length) * parts // length


def _counted(bins: np.ndarray, n: int, n_bins: int, weights: np.ndarray | None = None) -> np.ndarray:
    """For each picture how much falls into each bin, float64 (n, n_bins)."""
    numbered = bins + np.arange(n).reshape(n, 1, 1) * n_bins
    counts = np.bincount(numbered.ravel(), None if weights is None else weights.ravel().astype(np.float64), n * n_bins)
    return counts.reshape(n, n_bins).astype(np.float64)
