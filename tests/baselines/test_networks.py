"""One contract for every network: it builds, learns a toy, answers with probabilities, and takes uint8 as it comes."""

from typing import Any

import keras
import numpy as np
import pytest

from baselines import backend
from baselines.catalog import CATALOG, builder, entry, with_settings

NAMES = [name for name, one in CATALOG.items() if one.kind == "network"]
# Networks that have seen ImageNet take seconds to be compiled.
LEARNERS = [pytest.param(name, marks=pytest.mark.slow) if CATALOG[name].stages else name for name in NAMES]
LOSS = "sparse_categorical_crossentropy"
# Small enough for seconds; what a recipe doesn't have is left out.
SMALL = {"filters": 4, "units": 16, "heads": 2, "dropout": 0.0, "depth": 1}


def model(name: str, shape: tuple[int, int, int] = (32, 32, 3), n_classes: int = 3, **changes: Any) -> keras.Model:
    recipe = entry(name)
    small = {key: value for key, value in SMALL.items() if key in recipe.settings}
    keras.utils.set_random_seed(0)
    return builder(recipe)(shape, n_classes, **with_settings(recipe, small | changes))


def toy(n: int, size: int = 32) -> tuple[np.ndarray, np.ndarray]:
    """Noise with one colour brighter: class 0 red, 1 green, 2 blue."""
    rng = np.random.default_rng(0)
    targets = np.arange(n) % 3
    images = rng.integers(0, 128, (n, size, size, 3))
    images[np.arange(n), :, :, targets] += 100
    return images.astype(np.uint8), targets


@pytest.mark.parametrize("name", LEARNERS)
def test_every_network_learns_a_toy(name: str) -> None:
    images, targets = toy(48)
    network = model(name)
    # What knows something already learns gently. Batch normalization's running means need some steps before they
    # describe the pictures; where they came with the network they stay.
    rate, n_steps = (1e-3, 15) if CATALOG[name].stages else (3e-3, 40)
    network.compile(keras.optimizers.Adam(rate), LOSS, jit_compile=backend.compiles_whole())
    losses = [float(network.train_on_batch(images, targets)) for _ in range(n_steps)]
    probabilities = network.predict_on_batch(images)
    assert probabilities.shape == (48, 3)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert losses[-1] < losses[0] / 2
    assert (probabilities.argmax(axis=1) == targets).mean() > 0.9
    np.testing.assert_array_equal(probabilities, network.predict_on_batch(images.astype(np.float32)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(16, 16, 3), (33, 33, 3)])
def test_every_network_takes_other_sizes(name: str, shape: tuple[int, int, int]) -> None:
    assert model(name, shape, 20)(np.zeros((2, *shape), dtype=np.uint8)).shape == (2, 20)


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_same_weights(name: str) -> None:
    for one, other in zip(model(name).get_weights(), model(name).get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", NAMES)
def test_defaults_build(name: str) -> None:
    recipe = entry(name)
    network = builder(recipe)((32, 32, 3), 20, **with_settings(recipe, {}))
    assert network.output_shape == (None, 20)
    assert network.count_params() < 4_000_000


def test_dense_and_cnn_are_the_ones_of_the_course() -> None:
    assert model("dense", n_classes=20, units=128).count_params() == 32 * 32 * 3 * 128 + 128 + 128 * 20 + 20
    cnn = model("cnn", n_classes=20, filters=32, units=128)
    kernels = [tuple(weight.shape) for weight in cnn.trainable_variables if len(weight.shape) == 4]
    assert kernels == [(3, 3, 3, 32), (3, 3, 32, 64)]


def test_plain_is_the_same_network_without_shortcuts() -> None:
    residual, plain = model("resnet"), model("resnet", plain=True)
    assert residual.count_params() == plain.count_params()
    assert any(isinstance(layer, keras.layers.Add) for layer in residual.layers)
    assert not any(isinstance(layer, keras.layers.Add) for layer in plain.layers)


@pytest.mark.parametrize("name", ["dense", "vit"])
def test_dropout_state_is_a_variable(name: str) -> None:
    """A stopped run can only go on with the same bits if the seeds of its dropout are saved with it."""
    network = model(name, dropout=0.5)
    assert any("seed" in variable.path for variable in network.variables)
