"""From pictures to rows of features by a pretrained network that stays as it is, and with a head the whole network.

The rows are computed once and kept by `baselines.frozen.features`; how a head learns from them stands in
`baselines.frozen.frozen_head`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
from keras import layers as kl
from keras import ops

from baselines.backend import compiles_whole
from baselines.folding import folded
from baselines.heads import POWER, GeM, head
from baselines.model import named
from baselines.settings import Value


def extractor(settings: Mapping[str, Value]) -> keras.Model:
    """A network that describes a picture by a row of numbers: what was seen anywhere in it, and how much of it.

    The end of a network knows ImageNet's classes; the layers before it stand for what these are made of, which is
    as telling where the classes are others. So the features are taken from several places. What is kept are
    their roots: a feature that is seen four times as often is twice as telling, not four times ("Improving the
    Fisher Kernel for Large-Scale Image Classification", Perronnin, Sánchez and Mensink, 2010).

    Args:
        settings: ``backbone``, ``weights``, ``size``, ``taps``, and ``head``, by which maps are pooled.

    Returns:
        A model from pictures (n, size, size, 3) of 0 … 255 to features (n, n_features).

    Raises:
        RecipeError: No such backbone, pictures too small for it, or unfit weights.
        InstallError: Its weights are not here.
    """
    base = folded(named(str(settings["backbone"]), str(settings["weights"])).build(int(settings["size"])))
    maps = _maps(base)
    tapped = [maps[place] for place in _spread(len(maps), int(settings["taps"]))]
    pooled = [GeM(POWER)(one) if settings["head"] == "gem" else kl.GlobalAveragePooling2D()(one) for one in tapped]
    rows = kl.Concatenate()(pooled) if len(pooled) > 1 else pooled[0]
    return keras.Model(base.inputs, ops.sign(rows) * ops.sqrt(ops.abs(rows)), name="extractor")


def _maps(base: keras.Model) -> list[Any]:
    """What the network saw, after each place where it bends sums; last, what it gives."""
    end = base.outputs[0]
    bent = [layer.output for layer in base.layers if _bends(layer) and len(layer.output.shape) == 4]
    # Maps of one place only are not of the picture but of its weights for channels (squeeze and excite).
    return [one for one in bent if one is not end and one.shape[1] >= end.shape[1]] + [end]


def _bends(layer: kl.Layer) -> bool:
    activation = getattr(layer, "activation", keras.activations.linear)
    return isinstance(layer, kl.ReLU) or activation is not keras.activations.linear


def _spread(n_maps: int, taps: int) -> list[int]:
    """Which maps the features are taken from: the last, and others spread evenly over the last two thirds.

    >>> _spread(33, 1), _spread(33, 3), len(_spread(33, 100))
    ([32], [11, 22, 32], 22)
    """
    first = n_maps // 3
    return sorted({round(place) for place in np.linspace(n_maps - 1, first, max(1, min(taps, n_maps - first)))})


def with_head(base: keras.Model, weights: Sequence[np.ndarray], settings: Mapping[str, Value]) -> keras.Model:
    """The whole network, from pictures to probabilities; several heads may share one extractor.

    Args:
        base: As `extractor` gives it.
        weights: Of the head's layers, as `baselines.frozen.frozen_head.learned` gives them.
        settings: Of the recipe.
    """
    end = network(base.output_shape[-1], len(weights[-1]), settings)
    end.set_weights(list(weights))
    model = keras.Model(base.inputs, end(base.outputs[0]), name="features_and_head")
    model.compile(jit_compile=compiles_whole())
    return model


def network(n_features: int, n_classes: int, settings: Mapping[str, Value]) -> keras.Model:
    """A head alone: a model from rows (n, n_features) to probabilities (n, n_classes), untrained."""
    rows = keras.Input((n_features,))
    return keras.Model(rows, head(rows, n_classes, settings))
