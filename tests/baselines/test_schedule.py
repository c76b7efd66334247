"""The learning rate climbs, peaks and falls to nearly nothing."""

import keras
import numpy as np
import pytest

from baselines.schedule import WarmupCosine, warmup_cosine


def rates(peak: float, n_steps: int, warmup: float) -> np.ndarray:
    schedule = warmup_cosine(peak, n_steps, warmup)
    return np.array([float(keras.ops.convert_to_numpy(schedule(step))) for step in range(n_steps)])


def test_it_climbs_evenly_to_the_peak_and_falls_along_half_a_cosine() -> None:
    found = rates(0.1, 100, 0.2)
    np.testing.assert_allclose(found[:20], 0.1 * np.arange(1, 21) / 20, rtol=1e-6)
    np.testing.assert_allclose(found[20:], 0.05 * (1 + np.cos(np.pi * np.arange(80) / 80)), rtol=1e-4, atol=1e-8)
    assert found.max() == pytest.approx(0.1)
    assert 0 < found[-1] < 0.1 / 1000
    assert (np.diff(found[20:]) < 0).all()


def test_without_warm_up_it_starts_at_the_peak() -> None:
    found = rates(0.1, 50, 0.0)
    assert found[0] == pytest.approx(0.1)
    assert (np.diff(found) <= 1e-9).all()
    assert 0 < found[-1] < 0.001


@pytest.mark.parametrize("warmup", [0.0, 0.05, 0.99])
@pytest.mark.parametrize("n_steps", [1, 2, 3])
def test_a_very_short_training_learns_too(n_steps: int, warmup: float) -> None:
    found = rates(0.1, n_steps, warmup)
    assert (found > 0).all()
    assert found.max() == pytest.approx(0.1)


def test_it_is_saved_with_a_model() -> None:
    schedule = warmup_cosine(0.1, 100, 0.2)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(schedule))
    assert isinstance(again, WarmupCosine)
    assert float(again(30)) == float(schedule(30))
