"""Temperatures: 1 leaves answers as they are, the fitted one is the best, and few pictures ask for little."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize_scalar

from competition.calibration import calibrated, fitted_temperature, log_ratios, sharpened
from competition.metrics import log_loss
from tests.blendable_runs import answers

TEMPERATURES = st.floats(0.1, 10)
TABLES = arrays(np.float64, (5, 4), elements=st.floats(0.01, 1)).map(lambda table: table / table.sum(1, keepdims=True))


@given(TABLES)
def test_a_temperature_of_1_leaves_answers_as_they_are(table: np.ndarray) -> None:
    np.testing.assert_allclose(calibrated(table, 1.0), table, rtol=1e-12)


@given(TABLES, TEMPERATURES)
def test_rows_sum_to_1_and_the_order_of_classes_stays(table: np.ndarray, temperature: float) -> None:
    calm = calibrated(table, temperature)
    np.testing.assert_allclose(calm.sum(axis=1), 1, rtol=1e-12)
    order = np.argsort(table, axis=1, kind="stable")
    assert np.all(np.diff(np.take_along_axis(calm, order, 1), axis=1) >= 0)


def test_each_picture_may_have_a_temperature_of_its_own() -> None:
    table = np.array([[0.9, 0.1], [0.9, 0.1]])
    np.testing.assert_allclose(calibrated(table, np.array([1.0, 2.0])), [[0.9, 0.1], [0.75, 0.25]])


@given(TABLES, st.floats(0.5, 10))
def test_log_ratios_tell_the_log_loss(table: np.ndarray, temperature: float) -> None:
    y_true = np.arange(len(table)) % 4
    ratios = sharpened(log_ratios(table, y_true), temperature)
    told = float(np.log(np.exp(ratios).sum(axis=0)).mean())
    assert told == pytest.approx(log_loss(y_true, calibrated(table, temperature)), rel=1e-4, abs=1e-5)
    assert not ratios[y_true, np.arange(len(table))].any()


@pytest.mark.parametrize("sureness", [0.4, 0.9, 1.0, 1.7, 4.0])
def test_the_fitted_temperature_is_the_best(sureness: float) -> None:
    y_true = np.random.default_rng(5).integers(0, 4, 2_000)
    table = answers(y_true, 1.5, 1, sureness)
    best = minimize_scalar(
        lambda log: log_loss(y_true, calibrated(table, float(np.exp(log)))), bounds=(-4, 4), method="bounded"
    )
    assert fitted_temperature(log_ratios(table, y_true)) == pytest.approx(float(np.exp(best.x)), rel=0.01)


def test_few_pictures_that_are_all_right_ask_for_no_certainty() -> None:
    y_true = np.arange(20) % 4
    table = np.full((20, 4), 0.02) + np.eye(4)[y_true] * 0.92
    assert 0.3 < fitted_temperature(log_ratios(table, y_true)) < 1


def test_no_answers_change_nothing() -> None:
    assert fitted_temperature(log_ratios(np.empty((0, 4)), np.empty(0, dtype=np.int64))) == 1.0


@pytest.mark.parametrize("shown", [0.0, 1.0])
def test_certain_answers_are_calmed_and_stay_numbers(shown: float) -> None:
    """A single tree gives every class 0 or 1, and is often wrong."""
    y_true = np.arange(400) % 4
    said = np.where(np.arange(400) % 3 == 0, (y_true + 1) % 4, y_true)
    table = np.eye(4)[said] * (1 - shown) + np.eye(4)[y_true] * shown
    temperature = fitted_temperature(log_ratios(table, y_true))
    calm = calibrated(table, temperature)
    assert np.isfinite(calm).all()
    if shown == 0.0:
        assert temperature > 5
        assert log_loss(y_true, calm) < 1.2 < log_loss(y_true, table)
