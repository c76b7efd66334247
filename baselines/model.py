"""A pretrained backbone with a head of the contest's own, and which part of it learns how fast."""

from pathlib import Path
from typing import Any

import keras

from baselines.backbones.catalog import Backbone, backbone
from baselines.folding import normed
from baselines.heads import head


def build(
    input_shape: tuple[int, int, int],
    n_classes: int,
    *,
    backbone: str,
    weights: str,
    pretrained: bool,
    **of_head: Any,
) -> keras.Model:
    """A network that has seen a million photographs before it sees the contest's.

    Its first layers know edges and spots, the later ones fur, wheels and leaves; only the head, which turns these
    into the contest's classes, is new ("How transferable are features in deep neural networks?", Yosinski et al.,
    2014).

    Args:
        input_shape: Height, width and channels of a picture, in pixels.
        n_classes: How many answers there are.
        backbone: A name in `baselines.backbones.catalog`.
        weights: A file of weights of one's own; empty for the usual ones.
        pretrained: Whether it starts from ImageNet's weights; without, from chance.
        of_head: What `baselines.heads.head` reads.

    Returns:
        A model from pictures (n, height, width, channels) of 0 … 255 to probabilities (n, n_classes).

    Raises:
        RecipeError: No such backbone, pictures too small for it, or unfit weights.
        InstallError: Its weights are not here.
    """
    base = normed(named(backbone, weights).build(input_shape[0], pretrained=pretrained))
    return keras.Model(base.input, head(base.output, n_classes, of_head), name=base.name)


def named(name: str, weights: str = "") -> Backbone:
    """The backbone that the settings ``backbone`` and ``weights`` name."""
    return backbone(name, Path(weights) if weights else None)


def depths(model: keras.Model, blocks: tuple[str, ...]) -> dict[str, int]:
    """How far each layer is from the head, in blocks: 0 for the head's own.

    Args:
        model: As `build` gives it.
        blocks: Of its backbone, as `Backbone.blocks` names them, from the picture on.
    """
    found, depth = {}, len(blocks)
    inputs = {layer.name for layer in model.layers if isinstance(layer, keras.layers.InputLayer)}
    for layer in model.layers:
        place = next((at for at, prefix in enumerate(blocks) if layer.name.startswith(prefix)), None)
        if place is not None:
            depth = len(blocks) - place
        found[layer.name] = depth if layer.name not in inputs else len(blocks)
    return found
