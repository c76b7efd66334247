"""Which part of a network learns, how fast, and what becomes of weights that are averaged over steps."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras

from baselines.checkpoint import copied


def unfreeze(model: keras.Model, share: float) -> None:
    """Set which layers learn: the head, and the last ``share`` of the backbone's.

    Layers that were set to learn nothing when the model was made (normalization that must stay as it is) are not
    woken up.

    Args:
        model: As `baselines.model.build` gives it.
        share: 0 for the head alone, 1 for everything.
    """
    for layer, place in places(model).items():
        layer.trainable = layer.trainable and place > 1 - share or place == 1


def paces(model: keras.Model, backbone_pace: float, layer_decay: float) -> dict[str, float]:
    """How fast each variable learns, by its path: 1 in the head, which is new, slower the nearer to the picture.

    Args:
        model: As `baselines.model.build` gives it.
        backbone_pace: Of the backbone's last layer.
        layer_decay: Of its first layer, as a share of its last one's; between them it falls evenly, in powers.
    """
    return {
        variable.path: 1.0 if place == 1 else backbone_pace * layer_decay ** (1 - place)
        for layer, place in places(model).items()
        for variable in layer.trainable_variables
    }


def places(model: keras.Model) -> dict[keras.layers.Layer, float]:
    """Where each layer with weights stands: from just above 0 at the picture to below 1, and 1 in the head.

    The head begins behind the last layer that gives feature maps.
    """
    ranks = [len(layer.output.shape) for layer in model.layers]
    last_map = max((number for number, rank in enumerate(ranks) if rank == 4), default=-1)
    weighted = [layer for layer in model.layers[: last_map + 1] if layer.weights]
    places = {layer: (number + 1) / (len(weighted) + 1) for number, layer in enumerate(weighted)}
    return places | {layer: 1.0 for layer in model.layers[last_map + 1 :] if layer.weights}


@contextmanager
def averaged(model: keras.Model) -> Iterator[None]:
    """The model with the moving averages of its weights, where its optimizer keeps them, and back again."""
    if not getattr(model.optimizer, "use_ema", False) or not int(model.optimizer.iterations):
        yield
        return
    raw = [copied(variable) for variable in model.trainable_variables]
    settle_on_averages(model)
    try:
        yield
    finally:
        for variable, value in zip(model.trainable_variables, raw, strict=True):
            variable.assign(value)


def settle_on_averages(model: keras.Model) -> None:
    """Give the model the moving averages of its weights for good, where its optimizer keeps them."""
    model.optimizer.finalize_variable_values(model.trainable_variables)
    for variable in model.trainable_variables:
        # JAX hands over the very arrays that the optimizer keeps, and takes those of a model away when it is called.
        variable.assign(copied(variable))
