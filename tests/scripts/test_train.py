"""`train` as users meet it: every layout, odd requests, folds that got lost, a model of one's own."""

import json
from pathlib import Path

import numpy as np
import pytest

from competition.run_search import all_runs
from competition.runs import load_run
from competition.split_files import load_split, saved_splits
from scripts.cli import main
from tests.scripts.conftest import FOREST, TREE, Desk


@pytest.mark.parametrize("layout", ["signate_folder", "kaggle_folder"])
def test_from_a_folder_to_a_checked_file(
    layout: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = request.getfixturevalue(layout)
    runs, out = ["--runs", str(tmp_path / "my runs")], tmp_path / "新しい" / "answers.csv"
    assert main(["train", str(folder), *FOREST, *runs]) == 0
    said = capsys.readouterr().out
    assert "layout: 24 pictures in" in said
    assert "±: standard error over the folds" in said
    assert f"Next: python3 scripts/kit.py submit {folder} forest --runs '" in said
    assert main(["submit", str(folder), "forest", "--out", str(out), *runs]) == 0
    assert "read back and checked" in capsys.readouterr().out
    assert main(["check", str(folder), str(out)]) == 0
    capsys.readouterr()
    assert main(["runs", "--json", *runs]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["contest"], row["recipe"]) == ("forest", folder.name, "forest")
    assert 0 < row["cv"] < 10
    assert row["minutes"] >= 0


def test_the_contest_one_stands_in_keeps_its_classes(
    class_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`cd photos; kit.py train .` puts runs/ beside the class folders; it is no class, not even when empty."""
    photos = (class_folder / "train").rename(tmp_path / "photos")
    monkeypatch.chdir(photos)
    assert main(["train", ".", *TREE]) == 0
    assert main(["inspect", "."]) == 0
    assert main(["train", ".", *TREE]) == 0
    assert "is finished already" in capsys.readouterr().out
    # Without a test part there is no file to write, but a judgement.
    assert main(["submit", ".", "tree"]) == 0
    said = capsys.readouterr().out
    assert "photos has no test part, so there is no file to write" in said
    assert "Held-out log_loss" in said
    assert main(["submit", ".", "tree", "--out", "answers.csv"]) == 2
    (photos / "runs").rename(tmp_path / "kept")
    (photos / "runs").mkdir()
    assert main(["inspect", "."]) == 0
    assert "4 classes" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["../x", "", " ", ".", "..", "/x", "a/b", "a\\b", "a\nb", "x" * 300, "CON", "a:b"])
def test_a_name_that_is_no_folder_is_refused(name: str, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(desk.runs.rglob("*"))
    assert desk.kit("train", *TREE, "--name", name) == 2
    assert "--name must be a word that can be a folder's name" in capsys.readouterr().err
    assert sorted(desk.runs.rglob("*")) == before


def test_a_name_may_be_japanese_and_stands_for_one_request(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.kit("train", *TREE, "--name", "木 一号") == 0
    assert load_run(desk.place / "木 一号").is_finished
    assert desk.kit("train", *TREE, "--name", "木 一号", "--max-depth", "3") == 2
    assert "was asked for something else: max_depth: 10 → 3" in capsys.readouterr().err


REFUSED = {
    "--holdout 1.5": "The held-out share must lie between 0 and 1; 1.5 came",
    "--holdout 0": "The held-out share must lie between 0 and 1; 0.0 came",
    "--holdout nan": "The held-out share must lie between 0 and 1; nan came",
    "--holdout 0.99": "have no picture left to learn from",
    "--folds 999": "→ Use fewer folds with --folds",
}


@pytest.mark.parametrize("flags", REFUSED)
def test_a_division_that_cannot_be_is_refused(flags: str, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(desk.runs.rglob("*"))
    assert desk.kit("train", "--recipe", "svm", *flags.split()) == 2
    assert REFUSED[flags] in capsys.readouterr().err
    assert sorted(desk.runs.rglob("*")) == before


def test_three_tenths_held_out_and_a_single_fold(desk: Desk) -> None:
    assert desk.kit("train", "--recipe", "tree", "--folds", "1", "--holdout", "0.3", "--name", "one") == 0
    split = next(one for one in map(load_split, saved_splits(desk.place)) if one.share == 0.3)
    assert len(split.holdout_ids) == pytest.approx(0.3 * 24, abs=2)
    run = load_run(desk.place / "one")
    assert run.request.split == split.fingerprint != load_run(desk.place / "tree").request.split
    assert set(run.predictions("out_of_fold").ids).isdisjoint(split.holdout_ids)
    assert run.scores["spread"]["log_loss"] is None


def test_what_got_lost_is_trained_again(desk: Desk) -> None:
    whole = (desk.place / "tree" / "out_of_fold.csv").read_bytes()
    run = desk.place / "tree"
    (run / "scores.json").unlink()
    (run / "out_of_fold.csv").unlink()
    (run / "fold-1" / "predictions.npz").write_bytes(b"PK half a file")
    (run / "fold-2" / "fold.json").write_text("{", encoding="utf-8")
    assert desk.kit("train", *TREE) == 0
    assert (run / "out_of_fold.csv").read_bytes() == whole


def test_other_data_under_the_same_name_is_noticed(
    desk: Desk, kaggle_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = kaggle_folder.rename(tmp_path / desk.contest.name)
    runs = ["--runs", str(desk.runs)]
    assert main(["train", str(other), *TREE, *runs]) == 2
    assert "The data set changed since the split was made" in capsys.readouterr().err
    assert main(["submit", str(other), "tree", "--out", str(tmp_path / "a.csv"), *runs]) == 2
    assert "There are no predictions for: 0003, 0002" in capsys.readouterr().err
    assert not (tmp_path / "a.csv").exists()


def test_a_file_in_the_place_of_the_runs_is_said(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert main(["train", str(desk.contest), *TREE, "--runs", str(tmp_path / "file")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_everything_once_more_has_its_parents_score(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    cv = {run.name: run.scores["cv"]["log_loss"] for run in all_runs(desk.runs)}
    better = min(cv, key=lambda name: cv[name])
    assert desk.kit("train", "--all") == 0
    said = capsys.readouterr().out
    assert f"{better}-all (on everything)" in said
    assert f"{better}'s: {cv[better]:.5f}" in said
    run = load_run(desk.place / f"{better}-all")
    assert run.request.parent == better
    assert not (run.folder / "holdout.csv").exists()
    assert desk.kit("submit", run.name) == 0
    said = capsys.readouterr().out
    assert f"Its parent {better} has a cross-validated log_loss of {cv[better]:.5f}" in said
    assert "Held-out" not in said
    assert desk.kit("train", "--all", run.name) == 2
    assert f"Name the cross-validated one: {better}." in capsys.readouterr().err
    assert desk.kit("train", "--all", "nobody") == 2
    assert "There is no run named nobody" in capsys.readouterr().err


OWN_MODEL = """
import keras

def build(input_shape, n_classes, units=8):
    return keras.Sequential([
        keras.Input(input_shape), keras.layers.Rescaling(1 / 255), keras.layers.Flatten(),
        keras.layers.Dense(units, activation="relu"), keras.layers.Dense(n_classes, activation="softmax"),
    ])
"""


@pytest.mark.slow
def test_a_model_of_ones_own(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "my_model.py").write_text(OWN_MODEL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    asked = ("--recipe", "my_model.py:build", "--folds", "2", "--size", "16", "--units", "4", "--epochs", "2")
    assert desk.kit("train", *asked) == 0
    run = load_run(desk.place / "my_model")
    assert run.request.recipe.settings["units"] == 4
    assert run.scores["epochs"] == [2, 2]
    assert desk.kit("submit", "my_model") == 0
    assert desk.kit("train", "--all", "my_model") == 0
    assert "my_model-all (on everything)" in capsys.readouterr().out


@pytest.mark.slow
def test_a_network_keeps_to_its_plan(desk: Desk) -> None:
    assert desk.kit("train", "--recipe", "dense", "--folds", "2", "--size", "16", "--minutes", "0.2") == 0
    plan = json.loads((desk.place / "dense" / "plan.json").read_text(encoding="utf-8"))
    assert load_run(desk.place / "dense").scores["epochs"] == [plan["epochs"]] * 2


@pytest.mark.slow
def test_best_chooses_once(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The machine is measured, a choice is made and said, and the same words go on with what was chosen."""
    asked = ("--recipe", "best", "--minutes", "0.4", "--folds", "2", "--size", "32")
    assert desk.kit("train", *asked) == 0
    said = capsys.readouterr().out
    assert "Measured once" in said and "can fine-tune efficientnet_lite0 at 32 px" in said
    run = load_run(desk.place / "best")
    assert run.request.recipe.name == "best" and run.request.recipe.views == "flip"
    assert [stage["size"] for stage in json.loads((run.folder / "plan.json").read_text())["stages"]][-1] == 32
    assert desk.kit("submit", "best") == 0
    assert desk.kit("train", *asked) == 0
    again = capsys.readouterr().out
    assert "Measured once" not in again and "As it was chosen before: best" in again
    assert not (desk.place / "best-2").exists()


@pytest.mark.slow
def test_the_best_run_is_cooled_and_its_refit_takes_the_temperature_over(desk: Desk) -> None:
    asked = ("--recipe", "finetune", "--epochs", "1", "--folds", "2", "--size", "32")
    assert desk.kit("train", *asked) == 0
    found = [json.loads((desk.place / f"finetune/fold-{fold}/fold.json").read_text())["temperature"] for fold in (1, 2)]
    assert all(temperature > 0 for temperature in found) and found != [1.0, 1.0]
    assert desk.kit("train", "--all", "finetune") == 0
    refit = load_run(desk.place / "finetune-all").request.recipe.settings
    assert refit["temperature"] == pytest.approx((found[0] * found[1]) ** 0.5)
    # The models that are kept answer as the folds did.
    assert main(["predict", "finetune", "--views", "none", "--runs", str(desk.runs)]) == 0
    before, after = (load_run(desk.place / name) for name in ("finetune", "finetune-none"))
    for part in ("out_of_fold", "holdout"):
        asked_first = before.predictions(part)
        again = after.predictions(part).aligned(asked_first.ids, asked_first.classes)
        np.testing.assert_allclose(again.probabilities, asked_first.probabilities, rtol=1e-4)


@pytest.mark.slow
def test_minutes_hold_for_features(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """As large as there is time for, chosen once."""
    asked = ("--recipe", "lite0_features", "--minutes", "9", "--folds", "2")
    assert desk.kit("train", *asked) == 0
    assert "Plan: features of pictures of 64 px, about " in capsys.readouterr().out
    assert desk.kit("train", *asked) == 0
    assert "As it was chosen before: lite0_features" in capsys.readouterr().out
    assert desk.kit("train", *asked, "--size", "96", "--name", "larger") == 0
    assert "Plan: features of pictures of 96 px" in capsys.readouterr().out


def test_minutes_hold_for_a_forest(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.kit("train", *FOREST, "--minutes", "5", "--name", "hasty") == 0
    assert json.loads((desk.place / "hasty" / "plan.json").read_text(encoding="utf-8"))["share"] == 1
    assert desk.kit("train", *FOREST, "--minutes", "5", "--name", "hasty") == 0
    assert "is finished already" in capsys.readouterr().out
