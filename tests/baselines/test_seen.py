"""What layers see, and a first convolution whose numbers can be checked by hand."""

import keras
import numpy as np
import pytest
from keras import layers as kl

from baselines.seen import first_convolution, layers_seen


def network(padding: str = "same", stride: int = 1, activation: str | None = "relu") -> keras.Model:
    images = keras.Input((9, 9, 3))
    x = kl.Rescaling(1 / 255)(images)
    x = kl.Conv2D(4, 3, stride, padding, activation=activation, name="conv")(x)
    x = kl.Activation("linear", name="nothing")(x)
    x = kl.MaxPooling2D(name="pool")(x)
    return keras.Model(images, kl.Dense(2, "softmax")(kl.Flatten()(x)))


IMAGE = np.random.default_rng(0).integers(0, 256, (9, 9, 3), dtype=np.uint8)


def test_convolutions_and_poolings_in_order() -> None:
    first, second = layers_seen(network(), IMAGE, 9)
    assert (first.name, first.kind, first.maps.shape) == ("conv", "convolution and activation", (9, 9, 4))
    assert (second.name, second.kind, second.maps.shape) == ("pool", "pooling", (4, 4, 4))
    (only,) = layers_seen(network(activation=None), IMAGE, 1)
    assert only.kind == "convolution"


def test_a_network_without_maps_has_nothing_to_show() -> None:
    images = keras.Input((9, 9, 3))
    model = keras.Model(images, kl.Dense(2, "softmax")(kl.Flatten()(images)))
    assert layers_seen(model, IMAGE, 9) == []
    assert first_convolution(model, IMAGE) is None


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("stride", [1, 2])
def test_the_numbers_are_the_networks(padding: str, stride: int) -> None:
    model = network(padding, stride, None)
    one = first_convolution(model, IMAGE)
    assert one is not None
    theirs = np.asarray(keras.Model(model.inputs[0], model.get_layer("conv").output)(IMAGE[None]))[0]
    assert np.allclose(one.outputs, theirs, atol=1e-5)
    window = one.inputs[stride : stride + 3, stride : stride + 3]
    by_hand = (window * one.kernel[..., 2]).sum() + one.bias[2]
    assert by_hand == pytest.approx(theirs[1, 1, 2], abs=1e-5)
    assert one.activation == "linear"


def test_what_is_dilated_has_no_plain_window() -> None:
    images = keras.Input((9, 9, 3))
    x = kl.Flatten()(kl.Conv2D(2, 3, dilation_rate=2)(images))
    assert first_convolution(keras.Model(images, kl.Dense(2, "softmax")(x)), IMAGE) is None
