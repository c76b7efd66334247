"""A checkpoint is all there is or none: whole it gives every bit back, damaged or foreign it is said."""

from pathlib import Path

import keras
import numpy as np
import pytest

from baselines import backend
from baselines.checkpoint import State, copied, load_checkpoint, save_checkpoint, variables
from competition.errors import RunError


def model_of(units: int = 3, layers: int = 1) -> keras.Model:
    backend.seeded(0)
    made = keras.Sequential(
        [keras.layers.Input((4,)), *(keras.layers.Dense(units) for _n in range(layers)), keras.layers.Dropout(0.5)]
    )
    made.compile("adam", "mse", jit_compile=False)
    made.optimizer.build(made.trainable_variables)
    return made


def filled(model: keras.Model) -> keras.Model:
    """Every variable with values of its own."""
    random = np.random.default_rng(1)
    for one in variables(model):
        value = random.random(one.shape) * 100
        one.assign(value.astype(keras.backend.standardize_dtype(one.dtype)))
    return model


def bits(model: keras.Model) -> list[bytes]:
    return [copied(one).tobytes() for one in variables(model)]


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return filled(model_of())


@pytest.fixture
def path(tmp_path: Path, model: keras.Model) -> Path:
    save_checkpoint(tmp_path / "checkpoint.npz", model, State(epoch=2, step=5), {})
    return tmp_path / "checkpoint.npz"


def test_everything_comes_back_to_the_bit(tmp_path: Path, model: keras.Model) -> None:
    state = State(
        epoch=3,
        step=7,
        history=[{"epoch": 1, "loss": 0.1 + 0.2, "val_loss": float("inf")}],
        best_loss=1 / 3,
        best_epoch=2,
        seconds=12.5,
        machine={"processor": "速い"},
    )
    best: dict[str, np.ndarray] = {"best0": np.array([[1 / 3]], dtype=np.float32), "best1": np.arange(3)}
    save_checkpoint(tmp_path / "checkpoint.npz", model, state, best)
    other = model_of()
    assert bits(other) != bits(model)
    found, found_best = load_checkpoint(tmp_path / "checkpoint.npz", other)
    assert found == state
    assert bits(other) == bits(model)
    assert {name: value.tobytes() for name, value in found_best.items()} == {
        name: value.tobytes() for name, value in best.items()
    }


def test_a_fresh_state_comes_back(path: Path, model: keras.Model) -> None:
    """Nothing is better than infinity: JSON must not lose it."""
    save_checkpoint(path, model, State(), {})
    assert load_checkpoint(path, model) == (State(), {})


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_file_is_said(path: Path, model: keras.Model, share: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(RunError, match=r"checkpoint\.npz") as raised:
        load_checkpoint(path, model)
    assert raised.value.hint


def test_foreign_files_are_said(path: Path, model: keras.Model) -> None:
    for content in (b"what is this", b"PK\x03\x04 nearly"):
        path.write_bytes(content)
        with pytest.raises(RunError, match=r"checkpoint\.npz"):
            load_checkpoint(path, model)
    for arrays in (
        {"a": np.eye(2)},
        {"state": np.array("{")},
        {"state": np.array('{"surprise": 1}')},
        {"state": np.array("[]")},
    ):
        np.savez(path, **arrays)
        with pytest.raises(RunError, match=r"checkpoint\.npz"):
            load_checkpoint(path, model)
    with path.open("wb") as file:
        np.save(file, np.eye(2))
    with pytest.raises(RunError, match=r"checkpoint\.npz"):
        load_checkpoint(path, model)


@pytest.mark.parametrize(("units", "layers"), [(5, 1), (3, 2), (3, 0)])
def test_another_model_is_said(path: Path, units: int, layers: int) -> None:
    """Wider, deeper or shallower than the one that was saved."""
    with pytest.raises(RunError, match="does not fit this model") as raised:
        load_checkpoint(path, model_of(units, layers))
    assert "--name" in raised.value.hint


def test_nothing_else_is_left_beside_it(path: Path, model: keras.Model) -> None:
    save_checkpoint(path, model, State(epoch=9), {})
    assert [one.name for one in path.parent.iterdir()] == ["checkpoint.npz"]
    assert load_checkpoint(path, model)[0].epoch == 9
