"""Stages as long as the minutes allow: arithmetic to be checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.budget import SAFETY, Speed
from baselines.finetuning.speeds import SIZE, at_size
from baselines.finetuning.stage_plan import FoldWork
from competition.runs import Stage

STAGES = (Stage(2.0, 1e-3, 0.5, 64), Stage(1.0, 5e-4, 1.0, 96))


def test_the_time_of_a_fold_is_the_sum_of_its_parts() -> None:
    work = FoldWork(steps_per_epoch=10, batch_size=64, validation_calls=2, predicted_calls=4)
    speed = Speed(step_s=1.0, call_s=0.5, start_s=3.0)
    # Two builds of 3 s, four answers of 0.5 s; the last stage: ten steps of 1 s and two calls of 0.5 s.
    assert work.beside_s(STAGES, speed) == pytest.approx(8)
    assert work.stage_s(STAGES[1], speed) == pytest.approx(11)
    assert work.stage_s(STAGES[0], speed) == pytest.approx(22 * (64 / 96) ** 1.7)


def test_another_size_and_batch_cost_in_proportion() -> None:
    speed = Speed(1.0, 1.0, 5.0)
    assert at_size(speed, SIZE, 64) == speed
    assert at_size(speed, SIZE, 32).step_s == pytest.approx(0.5)
    assert 2 < at_size(speed, 2 * SIZE, 64).step_s < 4


@given(st.floats(60, 36_000), st.floats(0.01, 1.0))
def test_what_is_planned_ends_in_time_and_uses_it(left_s: float, step_s: float) -> None:
    work = FoldWork(steps_per_epoch=100, batch_size=64, validation_calls=0, predicted_calls=10)
    speed = Speed(step_s, 0.1, 5.0)
    fitted = work.fitted(STAGES, speed, left_s)
    assert [stage.size for stage in fitted] == [64, 96]
    if fitted[1].epochs > 0.03:
        assert fitted[0].epochs == pytest.approx(2 * fitted[1].epochs, rel=0.05)
        assert work.seconds(fitted, speed) == pytest.approx(left_s * SAFETY, rel=0.05)
