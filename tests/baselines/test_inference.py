"""Probabilities are the same whatever batch a picture comes in."""

import keras
import numpy as np
import pytest

from baselines import backend
from baselines.inference import probabilities

SIZE, N_CLASSES = 8, 3


@pytest.fixture(scope="module")
def model() -> keras.Model:
    backend.seeded(0)
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Input((SIZE, SIZE, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(N_CLASSES, activation="softmax"),
        ]
    )


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (30, SIZE, SIZE, 3), dtype=np.uint8)


def test_a_filled_up_batch_says_what_single_pictures_say(model: keras.Model, images: np.ndarray) -> None:
    rows = np.array([3, 29, 0, 3, 17, 8, 9])
    table = probabilities(model, images, rows, batch_size=4)
    assert (table.shape, table.dtype) == ((7, N_CLASSES), np.float64)
    np.testing.assert_allclose(table.sum(axis=1), 1, atol=1e-12)
    assert (table >= 0).all()
    single = np.concatenate([probabilities(model, images, rows[place : place + 1], batch_size=1) for place in range(7)])
    np.testing.assert_allclose(table, single, atol=1e-6)
    # One picture twice gets one answer.
    np.testing.assert_allclose(table[0], table[3], atol=1e-6)


def test_every_batch_has_the_same_shape(images: np.ndarray) -> None:
    """One shape is compiled once; another would cost a laptop seconds."""

    class Counted:
        shapes: list[tuple[int, ...]] = []

        def predict_on_batch(self, batch: np.ndarray) -> np.ndarray:
            self.shapes.append(batch.shape)
            return np.full((len(batch), 2), 2.0, dtype=np.float32)

    table = probabilities(Counted(), images, np.arange(10), batch_size=4)
    assert Counted.shapes == [(4, SIZE, SIZE, 3)] * 3
    np.testing.assert_array_equal(table, np.full((10, 2), 0.5))
