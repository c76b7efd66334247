"""The classical rivals learn a toy, never say "impossible", and say the same twice."""

import numpy as np
import pytest

from baselines.catalog import CATALOG, builder, entry, with_settings
from baselines.colour_edges import N_FEATURES, colours, edges, features
from competition.metrics import log_loss

NAMES = [name for name, one in CATALOG.items() if one.kind == "classical"]


def toy(n: int, n_classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Noise with one colour brighter: class 0 red, 1 green, 2 blue."""
    rng = np.random.default_rng(seed)
    targets = np.arange(n) % n_classes
    images = rng.integers(0, 128, (n, 32, 32, 3))
    images[np.arange(n), :, :, targets] += 100
    return images.astype(np.uint8), targets


@pytest.mark.parametrize("name", NAMES)
def test_every_classical_recipe_learns_a_toy(name: str) -> None:
    images, targets = toy(90)
    rows = features(images)
    model = builder(entry(name))(**with_settings(entry(name), {}))
    probabilities = model.fit(rows[:60], targets[:60]).predict_proba(rows[60:])
    assert probabilities.shape == (30, 3)
    assert probabilities.min() > 0
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert log_loss(targets[60:], probabilities) < 0.5
    np.testing.assert_array_equal(model.predict(rows[60:]), targets[60:])


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_same_bits(name: str) -> None:
    images, targets = toy(40)
    rows = features(images)

    def answers() -> np.ndarray:
        return builder(entry(name))(**with_settings(entry(name), {"seed": 3})).fit(rows, targets).predict_proba(rows)

    np.testing.assert_array_equal(answers(), answers())


@pytest.mark.parametrize("name", NAMES)
def test_classes_of_one_picture_and_two_classes_only(name: str) -> None:
    images, targets = toy(13, n_classes=2)
    targets[0] = 7
    model = builder(entry(name))(**with_settings(entry(name), {})).fit(features(images), targets)
    probabilities = model.predict_proba(features(images))
    assert list(model.classes_) == [0, 1, 7]
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    two = builder(entry(name))(**with_settings(entry(name), {})).fit(features(images)[1:], targets[1:])
    assert two.predict_proba(features(images)).shape == (13, 2)


def test_linear_machine_learns_too() -> None:
    images, targets = toy(60)
    model = builder(entry("svm"))(**with_settings(entry("svm"), {"kernel": "linear"})).fit(features(images), targets)
    assert model.predict_proba(features(images)).argmax(axis=1).tolist() == targets.tolist()


@pytest.mark.parametrize("size", [16, 32, 45])
def test_features_have_one_length_at_any_size(size: int) -> None:
    rows = features(np.zeros((3, size, size, 3), dtype=np.uint8))
    assert rows.shape == (3, N_FEATURES)
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()


def test_colours_count_pixels() -> None:
    image = np.zeros((1, 32, 32, 3), dtype=np.uint8)
    image[:, :, :16] = 255
    quarters = colours(image).reshape(4, 64) ** 2
    np.testing.assert_allclose(quarters[:, 63], [1, 0, 1, 0])
    np.testing.assert_allclose(quarters[:, 0], [0, 1, 0, 1])


def test_edges_know_their_direction() -> None:
    upright = np.zeros((1, 32, 32, 3), dtype=np.uint8)
    upright[:, :, 4:] = 200
    lying = upright.transpose(0, 2, 1, 3)
    strongest = [edges(one).reshape(-1, 9).sum(axis=0).argmax() for one in (upright, lying)]
    assert strongest == [0, 4]


def test_edges_do_not_mind_the_light() -> None:
    image = np.random.default_rng(0).integers(0, 120, (1, 32, 32, 3), dtype=np.uint8)
    np.testing.assert_allclose(edges(image), edges(image * 2), atol=1e-2)
