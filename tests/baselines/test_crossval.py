"""Cross-validation as users meet it: killed at any moment and started again, it ends with the same bits."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from competition.fold_files import load_fold_predictions
from competition.runs import load_run

ROOT = Path(__file__).resolve().parents[2]
N_FOLDS = 2


@pytest.fixture
def colours(tmp_path: Path) -> Path:
    """A contest of one folder per class: noisy pictures whose colour is their class."""
    noise = np.random.default_rng(0)
    for number, name in enumerate(("赤", "green", "blue")):
        folder = tmp_path / "colours" / name
        folder.mkdir(parents=True)
        for place in range(40):
            image = noise.integers(0, 120, (16, 16, 3), dtype=np.uint8)
            image[:, :, number] += 100
            Image.fromarray(image).save(folder / f"{name}{place}.png")
    return tmp_path / "colours"


def started(contest: Path, runs: Path, *more: str) -> "subprocess.Popen[str]":
    """The train command in a process group of its own, so that a kill takes all of it."""
    command = [sys.executable, "-m", "scripts.cli", "train", str(contest), "--runs", str(runs), *more]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "KIT_CHECKPOINT_S": "0.3"},
        start_new_session=True,
    )


SETTINGS = [
    "--recipe",
    "cnn",
    "--folds",
    "2",
    "--epochs",
    "300",
    "--batch-size",
    "8",
    "--dropout",
    "0.3",
    "--size",
    "16",
    "--policy",
    "light",
]


def finished(contest: Path, runs: Path, *more: str) -> str:
    """Run the command to its end and give what it said."""
    process = started(contest, runs, *more)
    said, _nothing = process.communicate(timeout=500)
    assert process.returncode == 0, said
    return said


def answers(run: Path) -> dict[str, bytes]:
    """Every probability of every fold, as bytes."""
    return {
        f"{fold} {part}": table.probabilities.tobytes()
        for fold in range(N_FOLDS)
        for part, table in load_fold_predictions(load_run(run).fold_folder(fold) / "predictions.npz").items()
    }


@pytest.mark.slow
def test_killed_several_times_it_gives_the_same_bits(colours: Path, tmp_path: Path) -> None:
    finished(colours, tmp_path / "whole", *SETTINGS)
    expected = answers(tmp_path / "whole" / "colours" / "cnn")

    run = tmp_path / "killed" / "colours" / "cnn"
    chance = random.Random(1)
    kills = 0
    while kills < 4:
        process = started(colours, tmp_path / "killed", *SETTINGS)
        # Wait until this start trains, then a little more: a kill while Python starts up proves nothing.
        before = starts(run)
        while starts(run) == before and process.poll() is None:
            time.sleep(0.05)
        time.sleep(chance.uniform(1.0, 2.5))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        kills += 1
    finished(colours, tmp_path / "killed", *SETTINGS)

    assert kills == 4
    assert (run / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert answers(run) == expected
    whole = [(tmp_path / "whole" / "colours" / "cnn" / f"fold-{n}" / "history.csv").read_text() for n in (1, 2)]
    assert [(run / f"fold-{n}" / "history.csv").read_text() for n in (1, 2)] == whole
    # Not one of the later starts of a fold was a start from nothing, once a checkpoint was there.
    later = [line for n in (1, 2) for line in (run / f"fold-{n}" / "starts.log").read_text().splitlines()[1:]]
    assert later
    assert all("from epoch 1, step 1" not in line for line in later)


def starts(run: Path) -> int:
    """How often a fold of this run was taken up so far."""
    return sum(len(log.read_text().splitlines()) for log in run.glob("fold-*/starts.log"))


@pytest.mark.slow
def test_ctrl_c_saves_and_says_how_to_go_on(colours: Path, tmp_path: Path) -> None:
    process = started(colours, tmp_path / "runs", *SETTINGS)
    run = tmp_path / "runs" / "colours" / "cnn"
    while starts(run) == 0:
        time.sleep(0.05)
    time.sleep(2.0)
    os.killpg(process.pid, signal.SIGINT)
    said, _nothing = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "The same command goes on" in said
    assert "Traceback" not in said
    assert (run / "fold-1" / "checkpoint.npz").exists()
    # It goes on from there, and with a name that is taken by another request it refuses.
    wrong = started(colours, tmp_path / "runs", *SETTINGS, "--seed", "5", "--name", "cnn")
    said, _nothing = wrong.communicate(timeout=60)
    assert wrong.returncode == 2
    assert "seed: 0 → 5" in said


@pytest.mark.slow
def test_a_fold_ends_by_itself_when_its_parent_is_gone(colours: Path, tmp_path: Path) -> None:
    process = started(colours, tmp_path / "runs", *SETTINGS)
    run = tmp_path / "runs" / "colours" / "cnn"
    while starts(run) == 0:
        time.sleep(0.05)
    process.kill()
    process.communicate(timeout=60)  # ends when the fold, which has the same standard output, ends too
    checkpoint = run / "fold-1" / "checkpoint.npz"
    assert checkpoint.exists()


@pytest.mark.slow
def test_workers_change_nothing(colours: Path, tmp_path: Path) -> None:
    """One thread, or two processes started afresh: the same pictures in the same order."""
    short = [*SETTINGS, "--epochs", "3"]
    finished(colours, tmp_path / "one", *short)
    finished(colours, tmp_path / "two", *short, "--workers", "2")
    assert answers(tmp_path / "one" / "colours" / "cnn") == answers(tmp_path / "two" / "colours" / "cnn")


@pytest.mark.slow
def test_a_run_is_a_folder_people_can_read(colours: Path, tmp_path: Path) -> None:
    """The classical path, then a refit on everything that refuses a score of its own."""
    said = finished(colours, tmp_path / "runs", "--recipe", "forest", "--folds", "2", "--n-trees", "10")
    assert "CV log_loss" in said
    run = tmp_path / "runs" / "colours" / "forest"
    asked = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert asked["request"]["recipe"]["settings"]["n_trees"] == 10
    assert "forest" in asked["made_with"]["command"]
    assert set(json.loads((run / "scores.json").read_text())) >= {"cv", "folds", "spread", "minutes"}
    said = finished(colours, tmp_path / "runs", "--all", "forest")
    assert "forest's:" in said
