"""What each layer of a network makes of one picture, and the numbers behind its first convolution.

Where a network looked when it answered is told by `baselines.explain`; how all this is shown, by `submit.report`.
"""

import keras
import numpy as np
from keras import layers as kl
from keras import ops

from competition.messages import _
from competition.seen import Convolution, Layer

_POOLING = (kl.MaxPooling2D, kl.AveragePooling2D)
_CONVOLUTIONS = (kl.Conv2D, kl.DepthwiseConv2D, kl.SeparableConv2D)
_ACTIVATIONS = (kl.Activation, kl.ReLU, kl.LeakyReLU, kl.ELU)


def layers_seen(model: keras.Model, image: np.ndarray, most: int) -> list[Layer]:
    """The feature maps of the convolutions, activations and poolings, from the picture on.

    Args:
        model: The network.
        image: uint8 (size, size, 3).
        most: Of how many layers, spread evenly where there are more; the first and the last are among them.
    """
    layers = [(layer, kind) for layer in model.layers if (kind := _kind(layer)) and len(layer.output.shape) == 4]
    if not layers:
        return []
    chosen = sorted({round(place) for place in np.linspace(0, len(layers) - 1, min(most, len(layers)))})
    kept = [layers[place] for place in chosen]
    asked = keras.Model(model.inputs[0], [layer.output for layer, _kind_of in kept])
    outputs = asked(image[None].astype(np.float32), training=False)
    several = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return [
        Layer(layer.name, kind, np.asarray(ops.convert_to_numpy(maps))[0].astype(np.float32))
        for (layer, kind), maps in zip(kept, several, strict=True)
    ]


def first_convolution(model: keras.Model, image: np.ndarray) -> Convolution | None:
    """The numbers of the first convolution that looks at the picture itself; None where there is none.

    Args:
        model: The network.
        image: uint8 (size, size, 3).
    """
    layer = next((one for one in model.layers if type(one) is kl.Conv2D), None)
    if layer is None or layer.groups != 1 or layer.dilation_rate != (1, 1):
        return None
    asked = keras.Model(model.inputs[0], layer.input)
    inputs = np.asarray(ops.convert_to_numpy(asked(image[None].astype(np.float32), training=False)))[0]
    kernel = np.asarray(ops.convert_to_numpy(layer.kernel))
    bias = np.asarray(ops.convert_to_numpy(layer.bias)) if layer.use_bias else np.zeros(kernel.shape[-1], np.float32)
    stride, pad, after = layer.strides[0], 0, 0
    if layer.padding == "same":
        steps = -(-inputs.shape[0] // stride)
        whole = max(0, (steps - 1) * stride + kernel.shape[0] - inputs.shape[0])
        pad, after = whole // 2, whole - whole // 2
    padded = np.pad(inputs, ((pad, after), (pad, after), (0, 0)))
    outputs = np.asarray(ops.convert_to_numpy(ops.conv(padded[None], kernel, stride, "valid")))[0] + bias
    activation = keras.activations.serialize(layer.activation)
    name = activation if isinstance(activation, str) else "other"
    return Convolution(layer.name, padded, kernel, bias, stride, pad, name, outputs)


def _kind(layer: kl.Layer) -> str:
    """What a layer does, in words; empty for one whose maps are not shown."""
    if isinstance(layer, _POOLING):
        return _("pooling")
    bends = getattr(layer, "activation", None) is not keras.activations.linear
    if isinstance(layer, _ACTIVATIONS):
        # A network for answers alone has activations that only hold the place of what was folded away.
        return _("activation") if bends else ""
    if not isinstance(layer, _CONVOLUTIONS):
        return ""
    return _("convolution and activation") if bends else _("convolution")
