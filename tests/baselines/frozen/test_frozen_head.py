"""Heads on rows of features: they learn a toy, say the same twice, and their weights are those of a network's head."""

import numpy as np
import pytest

from baselines.catalog import entry, with_settings
from baselines.frozen.extractor import network
from baselines.frozen.frozen_head import learned, probabilities
from baselines.settings import Value
from competition.metrics import log_loss


def toy(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Three groups of rows, unlike in scale and never centred, as features are."""
    random = np.random.default_rng(seed)
    targets = np.arange(n) % 3
    rows = random.random((n, 12)) + 3 * np.eye(12)[targets] * random.random((n, 1))
    # As features are kept, and read.
    return (rows * np.geomspace(0.1, 10, 12) + 5).astype(np.float16).astype(np.float32), targets


def settings(**changes: object) -> dict[str, Value]:
    return with_settings(
        entry("lite0_features"), {"units": 32, "batch_size": 16, "dropout": 0.1, "learning_rate": 0.01, **changes}
    )


@pytest.mark.parametrize("head", ["linear", "mlp", "gem"])
def test_every_head_learns_a_toy_and_says_the_same_twice(head: str) -> None:
    asked = settings(head=head)
    weights = learned(*toy(90, 0), 4, asked, seed=3)
    rows, targets = toy(60, 1)
    answers = probabilities(rows.astype(np.float16), np.arange(60), weights, asked)
    assert answers.shape == (60, 4) and answers.dtype == np.float64
    np.testing.assert_allclose(answers.sum(axis=1), 1)
    assert log_loss(targets, answers) < 0.7
    for one, other in zip(weights, learned(*toy(90, 0), 4, asked, seed=3), strict=True):
        np.testing.assert_array_equal(one, other)
    model = network(12, 4, asked)
    model.set_weights(list(weights))
    np.testing.assert_allclose(np.asarray(model(rows)), answers, atol=1e-4)


def told(weights: tuple[np.ndarray, ...], rows: np.ndarray) -> np.ndarray:
    return probabilities(rows.astype(np.float16), np.arange(len(rows)), weights, settings())


def test_rare_classes_count_more_when_asked_to() -> None:
    rows, targets = toy(300, 0)
    kept = (targets != 2) | (np.arange(300) < 30)
    seldom, often = (
        told(learned(rows[kept], targets[kept], 3, settings(class_weights=balanced), 0), toy(90, 1)[0])[:, 2].mean()
        for balanced in (False, True)
    )
    assert often > seldom + 0.02


def test_smoothed_answers_are_less_sure() -> None:
    sure, smooth = (
        told(learned(*toy(90, 0), 3, settings(label_smoothing=share, C=100.0), 0), toy(90, 0)[0]).max()
        for share in (0.0, 0.2)
    )
    assert smooth < 0.98 < 0.99 < sure
