"""Logistic regression: the same borders as scikit-learn's, with many rows or with many features."""

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from baselines.frozen.logistic import fitted


def toy(n: int, d: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Noise in which the class is the place of the largest of the first four numbers."""
    rows = np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)
    return (rows - rows.mean(axis=0)) / np.float32(np.sqrt(d)), rows[:, :4].argmax(axis=1)


@pytest.mark.parametrize(("n", "d"), [(400, 20), (200, 300)])
@pytest.mark.parametrize("weighted", [False, True])
def test_it_finds_what_scikit_learn_finds(n: int, d: int, weighted: bool) -> None:
    rows, targets = toy(n, d)
    weights = np.where(targets == 0, 2.0, 0.5).astype(np.float32) if weighted else np.ones(n, np.float32)
    kernel, bias = fitted(rows, np.eye(4, dtype=np.float32)[targets], 5.0, weights)
    assert kernel.shape == (d, 4) and bias.shape == (4,)
    theirs = LogisticRegression(C=5.0, max_iter=1000).fit(rows, targets, weights).predict_proba(rows)
    np.testing.assert_allclose(softmax(rows @ kernel + bias, axis=1), theirs, atol=0.02)


def test_a_class_without_pictures_gets_next_to_nothing() -> None:
    rows, targets = toy(100, 5)
    kernel, bias = fitted(rows, np.eye(6, dtype=np.float32)[targets], 5.0, np.ones(100, np.float32))
    assert softmax(rows @ kernel + bias, axis=1)[:, 4:].max() < 0.01


@pytest.mark.parametrize(("n", "d"), [(300, 60), (300, 900)])
@pytest.mark.parametrize("C", [1e-3, 1e6])
def test_features_that_say_the_same_do_no_harm(n: int, d: int, C: float) -> None:  # noqa: N803
    rows, targets = toy(n, 5)
    rows = np.tile(rows, d // 5) / np.float32(np.sqrt(d / 5))
    kernel, bias = fitted(rows, np.eye(4, dtype=np.float32)[targets], C, np.ones(n, np.float32))
    assert np.isfinite(kernel).all() and np.isfinite(bias).all()
    if C > 1:
        assert ((rows @ kernel + bias).argmax(axis=1) == targets).mean() > 0.8
