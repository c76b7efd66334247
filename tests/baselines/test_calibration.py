"""Answers are made as sure as they turned out right, no class changes places, and a cooled network says the same."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from baselines.calibration import calibrated, cool, fitted_temperature
from competition.metrics import log_loss


def opinions(sureness: float, n: int = 2_000) -> tuple[list[np.ndarray], np.ndarray]:
    """Two views of pictures, and their classes, drawn from what the views say; both then said too surely."""
    random = np.random.default_rng(0)
    logs = random.normal(size=(n, 4))
    targets = (softmax(logs, axis=1).cumsum(axis=1) < random.random((n, 1))).sum(axis=1)
    return [sureness * logs, sureness * logs + 5], targets


@pytest.mark.parametrize("sureness", [0.5, 1.0, 3.0])
def test_what_was_said_too_surely_is_found_out(sureness: float) -> None:
    assert fitted_temperature(*opinions(sureness)) == pytest.approx(sureness, rel=0.15)


def test_a_dozen_right_answers_prove_little() -> None:
    logs, targets = [np.log(np.full((12, 2), 0.2) + 0.6 * np.eye(2)[[0, 1] * 6])], np.array([0, 1] * 6)
    assert fitted_temperature(logs, targets) < 0.1
    assert 0.6 < fitted_temperature(logs, targets, belief=20.0) < 1


@given(st.floats(0.05, 20))
def test_no_class_changes_places(temperature: float) -> None:
    logs, _targets = opinions(1.0, 50)
    table = calibrated(logs[:1], temperature)
    np.testing.assert_allclose(table.sum(axis=1), 1)
    np.testing.assert_array_equal(table.argmax(axis=1), logs[0].argmax(axis=1))


def test_it_is_never_worse_where_it_was_found() -> None:
    logs, targets = opinions(2.0)
    assert log_loss(targets, calibrated(logs, fitted_temperature(logs, targets))) < log_loss(
        targets, calibrated(logs, 1)
    )


def test_a_cooled_network_answers_like_calibrated_answers() -> None:
    given = keras.Input((3,))
    model = keras.Model(given, keras.layers.Dense(4, "softmax", name="probabilities")(given))
    rows = np.random.default_rng(1).random((5, 3)).astype(np.float32)
    before = np.log(np.asarray(model(rows)))
    cool(model, 2.5)
    np.testing.assert_allclose(np.asarray(model(rows)), calibrated([before], 2.5), rtol=1e-5)
