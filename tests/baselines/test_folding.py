"""Convolution and normalization as one layer: the same answers, the same learning, and plain layers in the end."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers as kl

from baselines.checkpoint import copied
from baselines.folding import NormedConv, folded, normed, plain


def network(bias: bool = True) -> Any:
    """All that has to be told apart: with bias or without, depthwise, grouped, and a normalization elsewhere."""
    images = keras.Input((8, 8, 3), name="images")
    x = kl.Conv2D(8, 3, strides=2, padding="same", use_bias=bias, name="biased")(images)
    x = kl.ReLU(6, name="bent")(kl.BatchNormalization(name="norm_a")(x))
    x = kl.DepthwiseConv2D(3, padding="same", depth_multiplier=2, use_bias=False, name="depthwise")(x)
    x = kl.BatchNormalization(name="norm_b", scale=False)(x)
    x = kl.Conv2D(8, 1, groups=4, use_bias=False, name="grouped")(x)
    x = kl.BatchNormalization(name="norm_c")(x)
    twice = kl.Conv2D(8, 1, name="used_twice")(x)
    x = kl.Add(name="sum")([twice, kl.BatchNormalization(name="norm_d")(twice)])
    model = keras.Model(images, kl.GlobalAveragePooling2D(name="mean")(x))
    random = np.random.default_rng(0)
    for variable in model.variables:
        if "seed" not in variable.path:
            variable.assign(random.uniform(0.1, 0.5, variable.shape))
    return model


class Answering(keras.Model):  # type: ignore[misc]
    """A network whose normalization is in inference mode even while it learns."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def call(self, images: Any) -> Any:
        return self.network(images, training=False)


@pytest.fixture
def images() -> np.ndarray:
    """Two noisy pictures."""
    return np.random.default_rng(1).uniform(0, 1, (2, 8, 8, 3)).astype(np.float32)


def test_the_answers_stay(images: np.ndarray) -> None:
    model = network()
    expected = model.predict_on_batch(images)
    for changed in (normed(model), folded(model)):
        np.testing.assert_allclose(changed.predict_on_batch(images), expected, rtol=1e-5)
    np.testing.assert_array_equal(model.predict_on_batch(images), expected)


def test_only_a_normalization_right_behind_its_convolution_is_taken_in() -> None:
    kinds = {layer.name: type(layer) for layer in normed(network()).layers}
    assert {name for name, kind in kinds.items() if kind is NormedConv} == {"biased", "depthwise", "grouped"}
    assert kinds["norm_d"] is kl.BatchNormalization
    ordinary = {layer.name: type(layer) for layer in folded(network()).layers}
    assert NormedConv not in ordinary.values() and ordinary["depthwise"] is kl.DepthwiseConv2D


def test_it_learns_as_the_two_layers_did(images: np.ndarray) -> None:
    """Every gradient is the one it was with the normalization in inference mode."""
    two = network(bias=False)  # a bias and the shift behind it would both learn the same
    for layer in two.layers:
        if layer.name in ("norm_d", "depthwise"):
            layer.trainable = False

    def gradients(model: Any) -> list[np.ndarray]:
        # A step of plain descent at rate 1 is the gradient, whichever backend computes it.
        asked = Answering(model)
        asked.compile(keras.optimizers.SGD(1.0), "mean_squared_error", jit_compile=False)
        before = [copied(one) for one in model.trainable_variables]
        asked.train_on_batch(images, np.zeros((len(images), 8)))
        return [old - copied(one) for old, one in zip(before, model.trainable_variables, strict=True)]

    for ours, theirs in zip(gradients(normed(two)), gradients(two), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-3)


def test_what_must_stay_stays() -> None:
    learning = {variable.path for variable in normed(network()).trainable_variables}
    assert "depthwise/beta" in learning
    assert not {"depthwise/kernel", "norm_d/gamma", "biased/mean", "biased/deviation"} & learning


def test_saved_and_taken_up_again(tmp_path: Path, images: np.ndarray) -> None:
    model = normed(network())
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_array_equal(again.predict_on_batch(images), model.predict_on_batch(images))


def test_a_network_of_another_kind_comes_back_itself() -> None:
    model = keras.Sequential([keras.Input((4,)), kl.Dense(2)])
    assert plain(model) is model
