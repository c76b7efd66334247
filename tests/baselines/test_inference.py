"""Probabilities are the same whatever batch a picture comes in, and views are averaged."""

import keras
import numpy as np
import pytest

from augment.views import VIEWS, views_of
from baselines import backend
from baselines.inference import answered, asked, batch_at, probabilities
from baselines.parts import Part

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


def test_the_picture_alone_is_answered_to_the_bit_as_without_views(model: keras.Model, images: np.ndarray) -> None:
    rows = np.arange(7)
    filled = images[np.concatenate([rows, [0]])]
    table = np.asarray(model.predict_on_batch(filled))[:7].astype(np.float64)
    expected = table / table.sum(axis=1, keepdims=True)
    for views in (("plain",), views_of("none")):
        assert probabilities(model, images, rows, batch_size=8, views=views).tobytes() == expected.tobytes()
    assert probabilities(model, images, rows, batch_size=8).tobytes() == expected.tobytes()


@pytest.mark.parametrize("names", ["flip", "crops", "flip,scales"])
def test_views_are_averaged_as_probabilities(names: str, model: keras.Model, images: np.ndarray) -> None:
    rows = np.array([5, 2, 28, 11, 2])
    views = views_of(names)
    told: list[int] = []
    table = probabilities(model, images, rows, batch_size=4, views=views, said=told.append)
    single = [probabilities(model, VIEWS[view](images), rows, batch_size=4) for view in views]
    np.testing.assert_allclose(table, np.mean(single, axis=0), atol=1e-12)
    np.testing.assert_allclose(table.sum(axis=1), 1, atol=1e-12)
    assert np.abs(table - single[0]).max() > 1e-4
    assert told == [4, 1]


def test_flipped_pictures_get_the_answers_of_the_others(model: keras.Model, images: np.ndarray) -> None:
    """Averaged over both sides, left and right make no difference any more."""
    rows, views = np.arange(8), views_of("flip")
    table = probabilities(model, images, rows, batch_size=8, views=views)
    other = probabilities(model, np.ascontiguousarray(images[:, :, ::-1]), rows, batch_size=8, views=views)
    np.testing.assert_allclose(table, other, atol=1e-9)


def test_a_fold_answers_to_all_that_it_did_not_learn_from(model: keras.Model, images: np.ndarray) -> None:
    parts = {
        name: Part(tuple("abc"), images, np.array(rows))
        for name, rows in (("train", [0, 1, 2]), ("holdout", [3, 4, 5]), ("test", [6, 7, 8]))
    }
    told: list[int] = []
    answers = answered(model, asked(parts), "flip", told.append)
    assert list(answers) == ["holdout", "test"]
    assert sum(told) == 6
    expected = probabilities(model, images, np.array([3, 4, 5]), views=("plain", "mirrored"))
    np.testing.assert_array_equal(answers["holdout"], expected)


def test_batches_hold_about_as_many_pixels() -> None:
    assert batch_at(32) == 256
    assert batch_at(96) == 256
    assert 40 <= batch_at(224) <= 50
    assert batch_at(1024) == 8
