"""What a network makes of a picture, as plain numbers. Computed by `baselines.seen`, shown by `submit.report`."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Layer:
    """What one layer gives.

    Args:
        name: The layer's.
        kind: What it does, in words.
        maps: float32 (height, width, n_maps).
    """

    name: str
    kind: str
    maps: np.ndarray


@dataclass(frozen=True, eq=False)
class Convolution:
    """The numbers of a network's first convolution: what comes in, its weights, what goes out.

    Args:
        name: The layer's.
        inputs: float32 (height, width, channels), with the zeros that the layer puts around it.
        kernel: float32 (rows, columns, channels, n_filters).
        bias: float32 (n_filters,).
        stride: How many pixels the window moves at a time.
        pad: How many rows and columns of zeros stand before the first pixel.
        activation: What bends the sums; ``linear`` where nothing does.
        outputs: float32 (height, width, n_filters), before the activation.
    """

    name: str
    inputs: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray
    stride: int
    pad: int
    activation: str
    outputs: np.ndarray
