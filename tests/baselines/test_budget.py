"""What fits into M minutes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines import budget
from baselines.budget import SAFETY, Plan, Speed, planned, seconds_per_call

SPEEDS = st.builds(
    Speed,
    step_s=st.floats(1e-4, 1.0),
    call_s=st.floats(0, 0.01),
    start_s=st.floats(0, 20),
)


def plan_of(minutes: float, spent_s: float, speed: Speed, n_folds: int = 5, steps: int = 100, n: int = 200) -> Plan:
    return planned(
        minutes, spent_s, speed, n_folds=n_folds, steps_per_epoch=steps, validation_calls=n, predicted_calls=3 * n
    )


def seconds(epochs: int, spent_s: float, speed: Speed, n_folds: int, steps: int, n: int) -> float:
    """What so many epochs take, counted up fold by fold and epoch by epoch."""
    total = spent_s
    for _fold in range(n_folds):
        total += speed.start_s + 3 * n * speed.call_s
        total += epochs * (steps * speed.step_s + n * speed.call_s)
    return total


@given(st.floats(0.1, 600), st.floats(0, 120), SPEEDS, st.integers(1, 10), st.integers(1, 1000), st.integers(0, 5000))
def test_never_longer_than_allowed_never_less_than_an_epoch(
    minutes: float, spent_s: float, speed: Speed, n_folds: int, steps: int, n: int
) -> None:
    plan = plan_of(minutes, spent_s, speed, n_folds, steps, n)
    assert plan.epochs >= 1
    taken_s = seconds(plan.epochs, spent_s, speed, n_folds, steps, n)
    assert math.isclose(plan.predicted_minutes, taken_s / 60, abs_tol=0.006, rel_tol=1e-6)
    if plan.epochs > 1:
        assert taken_s <= 60 * minutes * (1 + 1e-9)
    # And no time is left lying about: one more epoch would not leave the margin for a warm laptop.
    more_s = seconds(plan.epochs + 1, 0.0, speed, n_folds, steps, n)
    assert more_s > (60 * minutes - spent_s) * SAFETY * (1 - 1e-9)


def test_too_little_time_is_still_an_epoch_and_says_what_it_takes() -> None:
    plan = plan_of(0.1, 30.0, Speed(0.1, 0.0, 1.0))
    assert plan.epochs == 1
    assert plan.predicted_minutes == round((30 + 5 * 11) / 60, 2)


@given(SPEEDS, st.floats(0, 60))
def test_more_minutes_are_never_fewer_epochs(speed: Speed, spent_s: float) -> None:
    epochs = [plan_of(minutes, spent_s, speed).epochs for minutes in (1, 2, 5, 60)]
    assert epochs == sorted(epochs)


def test_the_plan_as_it_is_written() -> None:
    plan = plan_of(10, 0.0, Speed(0.01, 0.0, 0.0))
    assert plan.as_dict() == {
        "epochs": 108,
        "minutes": 10,
        "predicted_minutes": 9.0,
        "speed": {"step_s": 0.01, "call_s": 0.0, "start_s": 0.0},
    }


def test_a_call_is_timed_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first calls, which compile, don't count; the median leaves a hiccup out."""
    monkeypatch.setattr(budget, "_MEASURE_S", 0.0)
    now = [0.0]
    costs = iter([100.0, 100.0, 100.0, 0.5, 60.0, 0.5])

    def call() -> None:
        now[0] += next(costs)

    monkeypatch.setattr(budget.time, "perf_counter", lambda: now[0])
    assert seconds_per_call(call) == 0.5
