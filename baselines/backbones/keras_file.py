"""Putting a Keras file of weights (``.h5`` or ``.weights.h5``) into a network, once it is sure that it fits.

A ``.h5`` holds numbers and no program, so it is safe to open; every shape is compared before a number is read.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from competition.errors import RecipeError
from competition.messages import _

if TYPE_CHECKING:
    import keras


def load(model: "keras.Model", name: str, path: Path) -> None:
    """Put a file's weights into a network.

    A file that goes on with the layers of the 1000 classes will do for a network without them.

    Args:
        model: Where they go.
        name: What the network is called.
        path: As ``save_weights`` of Keras 2 or 3 writes it, or as keras.applications fetches it.

    Raises:
        RecipeError: It cannot be read, or is another network's; what was expected is named.
    """
    import h5py

    try:
        with h5py.File(path, "r") as file:
            group = file.get("model_weights", file)
            in_order = "layer_names" in group.attrs or "layer_names0" in group.attrs
            if in_order:
                _assign(model, name, path, group)
        if not in_order:
            # Keras 3 goes by what each layer is, not by order; it takes the file by the end of its name alone.
            model.load_weights(path)
    except RecipeError:
        raise
    except FileNotFoundError:
        raise RecipeError(_("There is no file of weights {path}").format(path=path)) from None
    except Exception as error:  # HDF5 and Keras fail in many ways on a file that is not what it should be
        raise RecipeError(
            _("{path} does not hold the weights of {name}, or is damaged").format(path=path, name=name),
            hint=_("Expected: {n} tensors of {name} in a .h5 or .weights.h5 file, as Keras writes it.").format(
                n=len(model.weights), name=name
            ),
        ) from error
    settle(model)


def settle(model: "keras.Model") -> None:
    """Have layers that keep something computed from their weights compute it again."""
    import keras

    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()


def _assign(model: "keras.Model", name: str, path: Path, group: Any) -> None:
    """Hand each layer what stands at its place in a file that goes by order.

    Raises:
        RecipeError: A place holds something else than the layer needs.
    """
    stored = [one for one in (group[layer] for layer in _attribute(group, "layer_names")) if _tensors(one)]
    wanted = [layer for layer in model.layers if layer.weights]
    wrong = []
    for layer, there in zip(wanted, stored, strict=False):
        shapes = [tuple(weight.shape) for weight in _in_file_order(layer)]
        came = [tuple(tensor.shape) for tensor in _tensors(there)]
        if shapes != came:
            wrong.append(_("{layer} needs {shapes}, not {came}").format(layer=layer.name, shapes=shapes, came=came))
    if wrong or len(stored) < len(wanted):
        raise RecipeError(
            _("{path} does not hold the weights of {name}: {n} layers with weights were expected, {came} came").format(
                path=path, name=name, n=len(wanted), came=len(stored)
            ),
            wrong,
        )
    for layer, there in zip(wanted, stored, strict=False):
        for weight, tensor in zip(_in_file_order(layer), _tensors(there), strict=True):
            numbers = np.asarray(tensor)
            if not np.isfinite(numbers).all():
                raise RecipeError(_("{path} holds numbers that are not finite").format(path=path), [layer.name])
            weight.assign(numbers)


def _in_file_order(layer: "keras.Layer") -> list[Any]:
    """A layer's weights as such files have them: what is trained comes first."""
    return [*layer.trainable_weights, *layer.non_trainable_weights]


def _tensors(group: Any) -> list[Any]:
    """The tensors of one layer in a file that goes by order; not read yet."""
    return [group[one] for one in _attribute(group, "weight_names")]


def _attribute(group: Any, name: str) -> list[str]:
    """A list of names; HDF5 allows 64 kB at one place, so long ones are cut into numbered pieces."""

    def pieces() -> Iterator[Any]:
        if name in group.attrs:
            yield from group.attrs[name]
        number = 0
        while f"{name}{number}" in group.attrs:
            yield from group.attrs[f"{name}{number}"]
            number += 1

    return [one.decode("utf-8") if isinstance(one, bytes) else str(one) for one in pieces()]
