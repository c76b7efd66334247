"""`blend` and `submit` with several runs as users meet them: what each part weighs, what it gains, and what cannot be."""

import json
from pathlib import Path

import pytest

from competition.runs import load_run
from scripts.cli import main
from tests.blendable_runs import asked_otherwise, written_run, written_split
from tests.miniatures import write_class_folders
from tests.scripts.conftest import Desk


@pytest.fixture(scope="module")
def contest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_class_folders(tmp_path_factory.mktemp("contest") / "図形 shapes")


@pytest.fixture
def library(contest: Path, tmp_path: Path) -> Desk:
    """A contest with three finished runs, of which one knows nothing."""
    desk = Desk(contest, tmp_path / "runs")
    split = written_split(desk.place)
    written_run(desk.place, split, "cnn", 1.5, seed=1, sureness=2.0)
    written_run(desk.place, split, "forest", 1.4, seed=2)
    written_run(desk.place, split, "何も", 0.0, seed=3)
    return desk


def test_blending_two_runs(library: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert library.kit("blend", "cnn", "forest") == 0
    said = capsys.readouterr().out
    assert "mean of 2 runs, chosen on 640 pictures out of fold." in said
    assert "█" in said
    assert "weights and temperatures that the other folds chose" in said
    assert "blend is better than cnn by" in said
    assert "Kept as the run blend" in said
    assert "kit.py submit" in said.splitlines()[-1]
    assert "Only" not in said
    assert "different numbers of folds" not in said
    run = load_run(library.place / "blend")
    assert set(run.request.recipe.parts) == {"cnn", "forest"}
    # The other order, and the same again: the same blend.
    assert library.kit("blend", "forest", "cnn", "forest") == 0
    assert "The run blend is this blend already." in capsys.readouterr().out
    assert not (library.place / "blend-2").exists()
    # Never chosen, always judged.
    assert not (library.place / "holdout-looks.csv").exists()


def test_blending_all_there_are_and_the_table_of_runs(library: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    split = written_split(library.place)
    written_run(library.place, split, "quick", 1.0, seed=4, n_folds=1)
    assert library.kit("blend", "--mean", "geometric", "--name", "全部") == 0
    said = capsys.readouterr().out
    assert "the geometric mean of 4 runs, chosen on 128 pictures out of fold." in said
    assert "Only 128 pictures were answered by every run; it would be up to 640 without quick." in said
    assert "These runs have different numbers of folds." in said
    recipe = load_run(library.place / "全部").request.recipe
    assert recipe.settings["mean"] == "geometric"
    assert recipe.parts["何も"] < 0.1
    # Blends are not blended unless they are named.
    assert library.kit("blend", "--name", "more") == 0
    assert "4 runs" in capsys.readouterr().out
    assert library.kit("blend", "全部", "forest", "--name", "named") == 0
    capsys.readouterr()
    assert main(["runs", "--json", "--runs", str(library.runs)]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["named"]["recipe"] == "blend"
    assert rows["named"]["cv"] < rows["何も"]["cv"]
    assert main(["runs", "--runs", str(library.runs)]) == 0
    assert "全部" in capsys.readouterr().out


def test_a_contest_judged_by_accuracy(library: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("cnn", "forest"):
        asked_otherwise(load_run(library.place / name), metric="accuracy")
    assert library.kit("blend", "cnn", "forest") == 0
    said = capsys.readouterr().out
    assert "Cross-validated accuracy of the blend: 0.8" in said
    assert "blend is better than cnn by 0.1" in said


def test_submitting_several_runs_blends_them(library: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert library.kit("submit", "cnn", "forest", "--out", str(tmp_path / "一.csv")) == 0
    said = capsys.readouterr().out
    assert "Kept as the run blend" in said
    assert "read back and checked, no problems" in said
    assert "Held-out log_loss" in said
    assert library.kit("submit", "blend", "--out", str(tmp_path / "二.csv")) == 0
    assert "Held-out log_loss" in capsys.readouterr().out
    assert (tmp_path / "一.csv").read_bytes() == (tmp_path / "二.csv").read_bytes()
    assert library.kit("submit", "forest", "cnn") == 0
    assert "The run blend is this blend already." in capsys.readouterr().out
    assert (library.place / "blend" / "submission.csv").exists()
    # One run named twice is one run.
    assert library.kit("submit", "cnn", str(library.place / "cnn")) == 0
    assert "weight" not in capsys.readouterr().out


def test_a_blend_that_does_not_help_says_so(library: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    split = written_split(library.place)
    calm = [written_run(library.place, split, name, 1.0, seed=8) for name in "ab"]
    assert [run.name for run in calm] == ["a", "b"]
    assert library.kit("blend", "a", "b") == 0
    said = capsys.readouterr().out
    assert "is better than" not in said
    assert "could well be chance" in said


@pytest.mark.parametrize(
    ("words", "sentence", "hint"),
    [
        (("blend", "cnn", "froest"), "There is no run named froest", "There are:"),
        (("blend", "cnn", "other"), "Runs on different splits cannot be blended", "one table"),
        (("blend", "cnn", "--name", "forest"), "The run forest is there already", "another --name"),
        (("blend", "cnn", "--name", "a/b"), "--name must be a word", "slashes"),
        (("blend", "cnn", "--mean", "harmonic"), "invalid choice: 'harmonic'", "--help"),
        (("submit", "cnn", "whole"), "learned from everything", "Blend in its place: cnn."),
    ],
)
def test_what_cannot_be_blended_is_refused(
    words: tuple[str, ...], sentence: str, hint: str, library: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    split = written_split(library.place)
    asked_otherwise(written_run(library.place, split, "other", 1.0), split="f" * 16)
    asked_otherwise(written_run(library.place, split, "whole", 1.0), parent="cnn")
    before = sorted(library.runs.rglob("*"))
    assert library.kit(*words) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert hint in said
    assert "Traceback" not in said
    assert sorted(library.runs.rglob("*")) == before


def test_no_runs_to_blend(contest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["blend", str(contest), "--runs", str(tmp_path)]) == 2
    assert "No finished run of 図形 shapes to blend\n→ Cross-validate some first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence", "hint"),
    [
        (("train", "CONTEST", "--all", "blend"), "The run blend is a blend", "Train its parts on everything"),
        (("predict", "blend"), "The run blend is a blend of cnn, forest and has no network", "Name one of them."),
        (("label", "blend", "PICTURE"), "The run blend is a blend of cnn, forest and has no network", "Name one of"),
    ],
)
def test_what_a_blend_cannot_do_is_said(
    words: tuple[str, ...], sentence: str, hint: str, library: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert library.kit("blend", "cnn", "forest") == 0
    picture = next((library.contest / "test").iterdir())
    meant = {"CONTEST": str(library.contest), "PICTURE": str(picture)}
    assert main([*(meant.get(word, word) for word in words), "--runs", str(library.runs)]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert hint in said


def test_train_all_takes_the_best_that_can_be_trained(library: Desk) -> None:
    """A blend is mostly the best run there is, and cannot be trained."""
    from baselines import refit
    from baselines.training import Place
    from competition.dataset import open_dataset

    assert library.kit("blend", "cnn", "forest") == 0
    dataset = open_dataset(str(library.contest))
    assert refit.best_run(dataset, Place(library.runs, str(library.contest))).name in ("cnn", "forest")
