"""What every head promises, on maps and on rows: probabilities, nothing preferred at the start, saved and loaded."""

from pathlib import Path

import keras
import numpy as np
import pytest

from baselines.heads import GeM, cool, head
from baselines.settings import Value
from competition.calibration import calibrated

SETTINGS: dict[str, Value] = {"layers": 2, "units": 8, "activation": "relu", "dropout": 0.2}
RNG = np.random.default_rng(0)
MAPS, ROWS = (3, 4, 16), (16,)


@pytest.mark.parametrize("name", ["linear", "mlp", "gem"])
@pytest.mark.parametrize("shape", [MAPS, ROWS])
def test_every_head(name: str, shape: tuple[int, ...], tmp_path: Path) -> None:
    keras.utils.set_random_seed(0)
    features = keras.Input(shape)
    model = keras.Model(features, head(features, 5, {**SETTINGS, "head": name}))
    some = RNG.random((6, *shape), dtype=np.float32)
    np.testing.assert_allclose(np.asarray(model(some)), 0.2, atol=1e-6)
    model.set_weights([weight + RNG.normal(0, 0.3, weight.shape) for weight in model.get_weights()])
    answers = np.asarray(model(some))
    assert answers.shape == (6, 5)
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)
    assert np.ptp(answers) > 0.01
    model.save(tmp_path / "頭.keras")
    again = keras.saving.load_model(tmp_path / "頭.keras", safe_mode=True)
    np.testing.assert_array_equal(np.asarray(again(some)), answers)


def test_gem_lies_between_the_mean_and_the_maximum() -> None:
    maps = RNG.random((4, *MAPS), dtype=np.float32)
    np.testing.assert_allclose(np.asarray(GeM(1.0)(maps)), maps.mean(axis=(1, 2)), rtol=1e-5)
    np.testing.assert_allclose(np.asarray(GeM(200.0)(maps)), maps.max(axis=(1, 2)), rtol=0.02)
    between = np.asarray(GeM()(maps))
    assert (maps.mean(axis=(1, 2)) < between).all() and (between < maps.max(axis=(1, 2))).all()


def test_gem_learns_its_power_and_stands_zeros() -> None:
    layer = GeM()
    assert np.isfinite(np.asarray(layer(np.zeros((2, *MAPS), np.float32)))).all()
    assert [weight.shape for weight in layer.trainable_weights] == [()]
    assert float(layer.power) == 3.0


def test_a_cooled_network_answers_like_calibrated_answers() -> None:
    rows = np.random.default_rng(1).random((5, 3)).astype(np.float32)
    given = keras.Input((3,))
    model = keras.Model(given, keras.layers.Dense(4, "softmax", name="probabilities")(given))
    before = np.asarray(model(rows))
    cool(model, 2.5)
    np.testing.assert_allclose(np.asarray(model(rows)), calibrated(before, 2.5), rtol=1e-5)
