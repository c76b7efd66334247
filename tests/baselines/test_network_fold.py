"""A fold in stages: stopped anywhere, also between two stages, it comes to the same bits and keeps a usable model."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from baselines import fold_model
from baselines.budget import Speed
from baselines.catalog import entry, with_settings
from baselines.checkpoint import load_state
from baselines.finetuning import speeds
from baselines.network_fold import CHECKPOINT, trained_fold
from baselines.outcome import Interrupted, Outcome
from baselines.parts import Part
from competition import runs
from competition.runs import Recipe, Request, Run, Stage

STAGES = (Stage(1.0, 1e-3, 0.0, 32), Stage(1.5, 1e-3, 0.4, 48))
N_CLASSES = 2


def parts_at(size: int) -> dict[str, Part]:
    """Sixteen noisy pictures to learn from and eight to be judged on, the class being the brightness."""
    random = np.random.default_rng(0)
    targets = np.arange(24) % N_CLASSES
    images = (
        random.integers(0, 100, (24, size, size, 3), dtype=np.uint8)
        + (targets * 100).astype(np.uint8)[:, None, None, None]
    )
    ids = tuple(f"{number}.png" for number in range(24))
    return {
        "train": Part(ids[:16], images, np.arange(16), targets[:16]),
        "validation": Part(ids[16:], images, np.arange(16, 24), targets[16:]),
    }


def run(folder: Path, minutes: float | None = None) -> Run:
    changes = {"size": 48, "batch_size": 4, "pretrained": False, "ema": 0.3, "layer_decay": 0.5}
    settings = with_settings(entry("finetune"), changes)
    recipe = Recipe("finetune", "network", entry("finetune").build, settings, "light", views="flip", stages=STAGES)
    made = Run(folder, Request("toy", "log_loss", "", recipe, 1, "f", 0.2, 0, minutes))
    runs.save_run(made)
    return made


def fold_of(one: Run, should_stop: Callable[[], bool] = lambda: False) -> Outcome:
    return trained_fold(one, 0, parts_at, N_CLASSES, spent_s=0.0, workers=1, should_stop=should_stop, checkpoint_s=1e9)


def stop_after(steps: int) -> Callable[[], bool]:
    counted = iter(range(1, 10**9))
    return lambda: next(counted) == steps


@pytest.mark.slow
def test_stopping_in_any_stage_changes_no_bit(tmp_path: Path) -> None:
    whole = fold_of(run(tmp_path / "whole"))
    parts = run(tmp_path / "parts")
    reached = []
    # Four steps are the first stage, six the second: in the first, at its very end, in the second.
    for steps in (2, 2, 3):
        with pytest.raises(Interrupted):
            fold_of(parts, stop_after(steps))
        state = load_state(parts.fold_folder(0) / CHECKPOINT)
        reached.append((state.stage, state.epoch, state.step))
    rest = fold_of(parts)
    assert reached == [(0, 0, 2), (0, 0, 4), (1, 0, 3)]
    np.testing.assert_array_equal(rest.answers["validation"], whole.answers["validation"])
    assert rest.history == whole.history
    assert [row["epoch"] for row in whole.history] == [1, 2, 3]


@pytest.mark.slow
def test_the_kept_model_answers_as_the_fold_did(tmp_path: Path) -> None:
    one = run(tmp_path / "one")
    outcome = fold_of(one)
    model = fold_model.loaded(one, 0, N_CLASSES)
    # Both views of the recipe, by hand.
    part = parts_at(48)["validation"]
    images = part.images[part.rows]
    both = [np.asarray(model.predict_on_batch(some)) for some in (images, images[:, :, ::-1])]
    np.testing.assert_allclose(np.mean(both, axis=0), outcome.answers["validation"], atol=1e-5)


@pytest.mark.slow
def test_minutes_stretch_the_stages_and_the_plan_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speeds, "known", partial({"efficientnet_lite0": Speed(0.5, 0.1, 1.0)}.get))
    one = run(tmp_path / "one", minutes=0.2)
    outcome = fold_of(one)
    plan = runs.read_json(one.folder / "plan.json")
    assert [stage["size"] for stage in plan["stages"]] == [32, 48]
    assert plan["stages"][0]["epochs"] > 1
    assert len(outcome.history) >= 2
    assert plan["predicted_minutes"] <= 0.2
