"""The trainer: interrupted anywhere, it comes to the same bits; it learns; it stops early."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from augment.mixing import mixing
from augment.pipeline import Pipeline
from augment.policies import light
from baselines import backend
from baselines.batches import Batches
from baselines.catalog import builder, entry, with_settings
from baselines.checkpoint import State, copied, variables
from baselines.trainer import Interrupted, Validation, compiled, trained

SIZE, N_CLASSES = 16, 3


def toy(n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Pictures whose colour is their class, with noise."""
    random = np.random.default_rng(0)
    targets = np.arange(n) % N_CLASSES
    images = random.integers(0, 120, (n, SIZE, SIZE, 3), dtype=np.uint8)
    images[np.arange(n), :, :, targets] += 100
    return images, targets.astype(np.int64)


def fresh(tmp_path: Path, recipe: str = "cnn", **changes: Any) -> dict[str, Any]:
    """Everything `trained` takes, newly made."""
    settings = with_settings(entry(recipe), {"epochs": 3, "batch_size": 8, "dropout": 0.3, "size": SIZE, **changes})
    images, targets = toy()
    rows, pipeline = np.arange(40), Pipeline(light(SIZE), 7)
    batches = Batches(images, rows, targets[:40], settings["batch_size"], 7, pipeline, mixing(settings, N_CLASSES))
    backend.seeded(7)
    model = builder(entry(recipe))((SIZE, SIZE, 3), N_CLASSES, **settings)
    return {
        "model": compiled(model, settings, settings["epochs"] * len(batches)),
        "batches": batches,
        "validation": Validation(images, np.arange(40, 60), targets[40:]),
        "settings": settings,
        "checkpoint": tmp_path / "checkpoint.npz",
    }


def bits(model: Any) -> list[bytes]:
    """Every variable, as bytes."""
    return [copied(variable).tobytes() for variable in variables(model)]


def stop_after(steps: int) -> Callable[[], bool]:
    """Ask to stop once, after so many steps."""
    counted = iter(range(1, 10**9))
    return lambda: next(counted) == steps


MIXED: dict[str, Any] = {"mixup": 0.2, "cutmix": 1.0, "label_smoothing": 0.1}


@pytest.mark.parametrize(
    ("recipe", "mixed"), [("cnn", {}), ("resnet", {}), pytest.param("cnn", MIXED, marks=pytest.mark.slow)]
)
def test_stopping_anywhere_changes_no_bit(tmp_path: Path, recipe: str, mixed: dict[str, Any]) -> None:
    """Dropout seeds, moving averages, optimizer, metrics, mixing and history all go on where they were."""
    whole = fresh(tmp_path / "whole", recipe, **mixed)
    expected = trained(**whole)
    begun: list[tuple[int, int]] = []
    for steps in (1, 4, 5, 3):
        part = fresh(tmp_path / "parts", recipe, **mixed)
        with pytest.raises(Interrupted):
            trained(
                **part,
                should_stop=stop_after(steps),
                began=lambda state: begun.append((state.epoch, state.step)),
            )
    part = fresh(tmp_path / "parts", recipe, **mixed)
    state = trained(**part, began=lambda state: begun.append((state.epoch, state.step)))
    assert begun == [(0, 0), (0, 1), (0, 5), (1, 5), (2, 3)]
    assert bits(part["model"]) == bits(whole["model"])
    assert state.history == expected.history


def test_the_checkpoint_is_written_while_training(tmp_path: Path) -> None:
    """A kill without warning finds a checkpoint no older than the interval."""
    made = fresh(tmp_path)
    seen: list[bool] = []

    def said(state: State) -> None:
        seen.append(made["checkpoint"].exists())

    trained(**made, said=said, checkpoint_s=0.0)
    assert seen == [False] + [True] * (len(seen) - 1)


def test_it_learns_and_notes_every_epoch(tmp_path: Path) -> None:
    """Three epochs on colours are enough to beat chance, and each leaves training and validation figures."""
    made = fresh(tmp_path, epochs=5, dropout=0.0)
    history = trained(**made).history
    assert [row["epoch"] for row in history] == [1, 2, 3, 4, 5]
    assert set(history[0]) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy"}
    assert history[-1]["val_loss"] < history[0]["val_loss"]
    assert history[-1]["val_accuracy"] > 0.5


def test_it_learns_from_mixed_batches(tmp_path: Path) -> None:
    """What it is judged by stays whole pictures and whole answers."""
    made = fresh(tmp_path, epochs=8, dropout=0.0, **MIXED)
    history = trained(**made).history
    assert history[-1]["val_loss"] < history[0]["val_loss"]
    assert history[-1]["val_accuracy"] > 0.5


def test_the_loss_takes_classes_unless_answers_are_shares(tmp_path: Path) -> None:
    assert fresh(tmp_path)["model"].loss == "sparse_categorical_crossentropy"
    for name, value in MIXED.items():
        assert fresh(tmp_path, **{name: value})["model"].loss == "categorical_crossentropy"


def test_early_stopping_gives_the_best_epochs_weights_back(tmp_path: Path) -> None:
    """A learning rate that ruins the network stops early, also over a restart, with the best weights."""
    ruin: dict[str, Any] = {"epochs": 30, "early_stop": 2, "learning_rate": 5.0, "optimizer": "sgd", "warmup": 0.0}
    whole = fresh(tmp_path / "whole", **ruin)
    state = trained(**whole)
    assert state.epoch < 30
    assert state.epoch - 1 - state.best_epoch >= 2
    part = fresh(tmp_path / "parts", **ruin)
    with pytest.raises(Interrupted):
        trained(**part, should_stop=stop_after(7))
    part = fresh(tmp_path / "parts", **ruin)
    trained(**part)
    assert bits(part["model"]) == bits(whole["model"])


def test_the_training_loss_is_the_mean_over_the_epoch(tmp_path: Path) -> None:
    """Not the last batch's: a picture of over-fitting drawn from single batches would be noise."""
    made = fresh(tmp_path, epochs=1)
    losses: list[float] = []

    def said(state: State) -> None:
        losses.append(state.loss_sum - sum(losses))

    history = trained(**made, said=said).history
    assert len(losses) == 5
    assert history[0]["loss"] == pytest.approx(sum(losses) / 5)
    assert max(losses) > min(losses)


@pytest.mark.parametrize("mixed", [{}, {"label_smoothing": 0.1}])
def test_class_weights_make_a_rare_class_count(tmp_path: Path, mixed: dict[str, Any]) -> None:
    """With few pictures of a class, a network told to weigh them says that class more often."""
    said = {}
    for weighed in (False, True):
        made = fresh(tmp_path / str(weighed), "dense", epochs=2, class_weights=weighed, **mixed)
        images, targets = toy(120)
        rows = np.concatenate([np.flatnonzero(targets != 2), np.flatnonzero(targets == 2)[:4]])
        settings = made["settings"]
        made["batches"] = Batches(images, rows, targets[rows], 8, 7, mixing=mixing(settings, N_CLASSES))
        trained(**made)
        said[weighed] = float(made["model"].predict(images, verbose=0)[:, 2].mean())
    assert said[True] > 1.5 * said[False]
