"""`augment-search` as users meet it: refusals in a sentence, and on a small contest a whole search, stopped and all."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from competition.run_search import all_runs
from competition.split_files import load_split, saved_splits
from scripts.cli import main

ROOT = Path(__file__).resolve().parents[2]

REFUSED = {
    "--policies medum": "There is no policy 'medum'; did you mean 'medium'?",
    "--policies none": "A search needs a policy beside none",
    "--policies ,": "A search needs a policy beside none",
    "--recipe tree": "tree learns from the pictures as they are; policies are for networks",
    "--recipe finetune": "finetune learns in stages of their own lengths, but a search sets the epochs",
    "--recipe cnnn": "There is no recipe 'cnnn'; did you mean 'cnn'?",
    "--minutes 0": "--minutes must be a number above 0; 0.0 came",
    "--minutes -3": "--minutes must be a number above 0; -3.0 came",
    "--minutes nan": "--minutes must be a number above 0; nan came",
    "--folds 1": "A search compares answers to every picture, and so needs 2 folds or more; 1 came",
    "--seed -1": "seed must be a whole number at least 0",
    "--policies my_policy.py:mine": "my_policy.py",
    "--folds 99": "→ Use fewer folds with --folds",
}


@pytest.mark.parametrize("flags", REFUSED)
def test_what_cannot_be_searched_is_refused(
    flags: str, class_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = tmp_path / "runs"
    assert main(["augment-search", str(class_folder), "--minutes", "1", *flags.split(), "--runs", str(runs)]) == 2
    said = capsys.readouterr().err
    assert REFUSED[flags] in said
    assert "Traceback" not in said
    assert not runs.exists()


@pytest.fixture
def stripes(tmp_path: Path) -> Path:
    """A contest of two classes that a mirror turns into each other, which no policy that flips can learn."""
    noise = np.random.default_rng(0)
    for number, name in enumerate(("左", "right")):
        folder = tmp_path / "stripes" / name
        folder.mkdir(parents=True)
        for place in range(40):
            image = noise.integers(0, 60, (16, 16, 3), dtype=np.uint8)
            half = slice(0, 8) if number == 0 else slice(8, 16)
            image[:, half] += 150
            Image.fromarray(image).save(folder / f"{name}{place}.png")
    return tmp_path / "stripes"


def words(contest: Path, runs: Path, minutes: str) -> list[str]:
    asked = ["--minutes", minutes, "--policies", "flip", "--folds", "2", "--runs", str(runs)]
    return [sys.executable, "-m", "scripts.cli", "augment-search", str(contest), *asked]


def done(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture
def stopped(stripes: Path, tmp_path: Path) -> Path:
    """The folder of a search that was stopped by Ctrl-C in its first training."""
    place = tmp_path / "runs" / "stripes" / "augment-search"
    command = words(stripes, tmp_path / "runs", "60")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (tmp_path / "said.txt").open("w") as said:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=said, start_new_session=True)
        while not list(place.glob("rung-1-*/fold-1/starts.log")):
            assert process.poll() is None
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait() == 130
    text = (tmp_path / "said.txt").read_text(encoding="utf-8")
    assert "Stopped; everything is saved. The same command goes on:" in text
    return place


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches a process group by other ways there")
def test_a_search_that_is_stopped_goes_on_and_says_what_is_true(stopped: Path, stripes: Path, tmp_path: Path) -> None:
    before = json.loads((stopped / "progress.json").read_text(encoding="utf-8"))
    assert before["spent_s"] > 0
    assert len(before["epochs"]) == 1
    assert list(stopped.glob("rung-1-*/fold-1/checkpoint.npz"))
    # As if the hour were nearly over, so that the rest is short.
    shutil.rmtree(stopped / "rung-1-none")
    shutil.rmtree(stopped / "rung-1-flip")
    hurried = {"spent_s": 3300.0, "planned_s": 3300.0, "epochs": [3], "seeds": 0}
    (stopped / "progress.json").write_text(json.dumps(hurried), encoding="utf-8")

    command = words(stripes, tmp_path / "runs", "60")
    ended = done(command, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "Rung 1 of 1, 3 epochs under each of 2 policies: flip is left" in ended.stdout
    # Mirrored, one class is the other: whatever else it says, it may not say that flipping won.
    assert "Not confirmed: flip" in ended.stdout
    assert "Next:" not in ended.stdout
    assert (tmp_path / "augment-search.png").is_file()
    after = json.loads((stopped / "progress.json").read_text(encoding="utf-8"))
    assert (after["epochs"], after["seeds"]) == ([3], 1)
    assert after["spent_s"] > 3300

    # Its trainings are no runs of the contest's table, and keep no models.
    assert all_runs(tmp_path / "runs") == []
    assert list(stopped.rglob("*.keras")) == []
    assert list(stopped.rglob("holdout.csv")) == []
    # The confirmation was judged on other folds of the same pictures.
    first, second = (load_split(path) for path in saved_splits(stopped))
    assert first.holdout_ids == second.holdout_ids
    assert not np.array_equal(first.folds[2], second.folds[2])

    # Once more costs nothing and says the same.
    again = done(command, tmp_path)
    assert again.stdout.splitlines()[-4:] == ended.stdout.splitlines()[-4:]
    assert json.loads((stopped / "progress.json").read_text(encoding="utf-8")) == after


@pytest.mark.slow
def test_too_few_minutes_are_said_with_how_many_it_takes(stripes: Path, tmp_path: Path) -> None:
    ended = done(words(stripes, tmp_path / "runs", "0.1"), tmp_path)
    assert ended.returncode == 2
    assert "0.1 minutes are too few for one epoch under each of 2 policies in 2 folds" in ended.stderr
    assert "→ It would take --minutes " in ended.stderr
    assert "Traceback" not in ended.stderr
