"""Where a network looked when it answered: Grad-CAM. What is drawn of it stands in `competition.heat`."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from competition.errors import RunError
from competition.messages import _

_SMALLEST = 1e-12


def grad_cam(model: keras.Model, images: np.ndarray, classes: Sequence[int]) -> np.ndarray:
    """Which places of a picture speak for a class, as far as the network is concerned.

    A network's last feature maps still know where things are. Each of their numbers counts by how much the class would
    gain from more of it, which is its gradient; where the sum over the maps is above 0, the place speaks for the class.
    That is "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization" (Selvaraju et al., 2017)
    for networks that take a mean over all places. For those that don't, averaging the gradients, as that paper does,
    would show places that were not used, so it is left out ("Use HiResCAM instead of Grad-CAM", Draelos and Carin,
    2020). Where a head reads maps of several depths, what each says is added up.

    Args:
        model: Ends in probabilities.
        images: uint8 (n, size, size, 3).
        classes: For each picture, the number of the class that is asked about.

    Returns:
        float32 (n, size, size), 0 … 1 with the strongest place of each picture at 1; all 0 where nothing speaks for
        the class.

    Raises:
        RunError: The network has no feature maps, or Keras computes with a backend that Grad-CAM is not written for.
    """
    maps = feature_maps(model)
    if not maps:
        raise RunError(
            _(
                "This network keeps no places apart: it reads a picture as one row of numbers, so nobody can say "
                "where it looks"
            )
        )
    front, tail = keras.Model(model.inputs[0], maps), keras.Model(maps, _scores(model))
    heats = np.zeros(images.shape[:3], np.float32)
    for value, slope in zip(*_values_and_slopes(front, tail, images.astype(np.float32), classes), strict=True):
        # What is not there speaks for nothing, however steep the root of nothing is.
        said = np.where(value == 0, 0, np.nan_to_num(slope) * value)
        heat = _as_grid(said).sum(axis=-1, keepdims=True)
        # A cell of a coarse map is spread over more pixels than one of a fine map.
        heat *= heat.shape[1] * heat.shape[2]
        large = ops.image.resize(heat.astype(np.float32), images.shape[1:3], interpolation="bicubic")
        heats += np.asarray(ops.convert_to_numpy(large))[..., 0]
    heats = np.maximum(heats, 0)
    peaks = heats.max(axis=(1, 2), keepdims=True)
    return np.where(peaks > _SMALLEST, heats / np.maximum(peaks, _SMALLEST), 0).astype(np.float32)


def feature_maps(model: keras.Model) -> list[Any]:
    """The last tensors on the way to the answer that still know where things are.

    Maps (n, height, width, channels), or the patches (n, n_patches, channels) of a transformer. Several where a head
    reads several depths; none where the pictures' own pixels are the last such thing.
    """
    found: list[Any] = []
    known: set[int] = set()
    waiting = list(model.outputs)
    pixels = {id(tensor) for tensor in model.inputs}
    while waiting:
        tensor = waiting.pop()
        if id(tensor) in known:
            continue
        known.add(id(tensor))
        if _knows_places(tensor.shape):
            # What only scales the pixels is no feature of theirs.
            if tensor.shape[-1] != model.inputs[0].shape[-1]:
                found.append(tensor)
            continue
        operation, node, _place = tensor._keras_history
        if id(tensor) not in pixels:
            waiting += operation._inbound_nodes[node].input_tensors
    return found


def _knows_places(shape: Sequence[int | None]) -> bool:
    if len(shape) == 4:
        return (shape[1] or 0) * (shape[2] or 0) > 1
    n_patches = shape[1] if len(shape) == 3 else None
    return n_patches is not None and n_patches > 1 and round(n_patches**0.5) ** 2 == n_patches


def _as_grid(values: np.ndarray) -> np.ndarray:
    """Patches in a row as rows of patches."""
    if values.ndim == 4:
        return values
    side = round(values.shape[1] ** 0.5)
    return values.reshape(len(values), side, side, -1)


def _scores(model: keras.Model) -> Any:
    """What the network sums up for each class before it makes probabilities of it: these saturate, sums do not."""
    last = model.layers[-1]
    if isinstance(last, keras.layers.Dense) and last.activation is keras.activations.softmax:
        sums = ops.matmul(last.input, ops.convert_to_tensor(last.kernel))
        return ops.add(sums, ops.convert_to_tensor(last.bias)) if last.use_bias else sums
    return ops.log(ops.maximum(model.outputs[0], _SMALLEST))


def _values_and_slopes(
    front: keras.Model, tail: keras.Model, images: np.ndarray, classes: Sequence[int]
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The maps, and how the class's score follows each of their numbers; in the backend that Keras computes with."""
    if keras.backend.backend() != "tensorflow":
        raise RunError(
            _("Where a network looks can be shown with TensorFlow only; Keras computes with {backend}").format(
                backend=keras.backend.backend()
            ),
            hint=_("Start it without KERAS_BACKEND."),
        )
    import tensorflow as tf

    maps = tf.nest.flatten(front(tf.convert_to_tensor(images), training=False))
    with tf.GradientTape() as tape:
        tape.watch(maps)
        scores = tail(maps, training=False)
        asked = tf.reduce_sum(tf.gather(scores, np.asarray(classes), axis=1, batch_dims=1))
    slopes = tape.gradient(asked, maps, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return [value.numpy() for value in maps], [slope.numpy() for slope in slopes]
