"""What learns in a stage, and at which pace."""

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers as kl

from baselines.finetuning.unfreezing import averaged, paces, places, unfreeze
from baselines.optimizer import optimizer

SETTINGS = {"optimizer": "adamw", "learning_rate": 0.1, "weight_decay": 0.0, "warmup": 0.0}


def network() -> Any:
    """Three convolutions, of which the second must not learn, and a head of two layers."""
    x = images = keras.Input((8, 8, 3), name="images")
    for number in (1, 2, 3):
        x = kl.Conv2D(4, 3, padding="same", activation="relu", name=f"conv_{number}", trainable=number != 2)(x)
    x = kl.Dense(4, name="hidden")(kl.GlobalAveragePooling2D(name="pooled")(x))
    return keras.Model(images, kl.Dense(2, activation="softmax", name="probabilities")(x))


def learning(model: Any) -> set[str]:
    return {variable.path.split("/")[0] for variable in model.trainable_variables}


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, {"hidden", "probabilities"}),
        (0.3, {"conv_3", "hidden", "probabilities"}),
        (1.0, {"conv_1", "conv_3", "hidden", "probabilities"}),
    ],
)
def test_the_last_share_learns_and_nothing_is_woken_up(share: float, expected: set[str]) -> None:
    model = network()
    unfreeze(model, share)
    assert learning(model) == expected


def test_the_pace_rises_towards_the_head() -> None:
    model = network()
    assert [round(place, 2) for place in places(model).values()] == [0.25, 0.5, 0.75, 1, 1]
    by_layer = {path.split("/")[0]: pace for path, pace in paces(model, 0.5, 0.1).items()}
    assert by_layer["conv_1"] == pytest.approx(0.5 * 0.1**0.75)
    assert by_layer["conv_3"] == pytest.approx(0.5 * 0.1**0.25)
    assert by_layer["hidden"] == by_layer["probabilities"] == 1


def test_a_variable_goes_at_its_pace() -> None:
    """Adam's first step is the learning rate, whatever the gradient: here a tenth of it, and all of it."""
    model = network()
    before = {variable.path: np.array(variable) for variable in model.trainable_variables}
    model.compile(optimizer(SETTINGS, 10, {"conv_3/kernel": 0.1}), "sparse_categorical_crossentropy", jit_compile=False)
    model.train_on_batch(np.random.default_rng(0).uniform(0, 1, (4, 8, 8, 3)), np.array([0, 1, 0, 0]))
    moved = {one.path: float(np.abs(np.array(one) - before[one.path]).max()) for one in model.trainable_variables}
    assert moved["conv_3/kernel"] == pytest.approx(0.01, rel=1e-3)
    assert moved["probabilities/kernel"] == pytest.approx(0.1, rel=1e-3)


def test_averages_are_lent_and_given_back() -> None:
    model = network()
    model.compile(optimizer(SETTINGS | {"ema": 0.5}, 10), "sparse_categorical_crossentropy", jit_compile=False)
    first = np.array(model.trainable_variables[-1])
    for _step in range(3):
        model.train_on_batch(np.ones((4, 8, 8, 3)), np.zeros(4))
    raw = np.array(model.trainable_variables[-1])
    with averaged(model):
        lent = np.array(model.trainable_variables[-1])
        model.predict_on_batch(np.ones((4, 8, 8, 3)))
    np.testing.assert_array_equal(np.array(model.trainable_variables[-1]), raw)
    # The average lags behind: nearer to the start than the last weights are.
    assert 0 < np.abs(lent - first).max() < np.abs(raw - first).max()
    model.train_on_batch(np.ones((4, 8, 8, 3)), np.array([0, 1, 0, 0]))
