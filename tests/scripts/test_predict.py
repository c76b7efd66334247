"""`predict` as users meet it: answers again without training, a run like any other, refusals in one sentence."""

import json
from pathlib import Path

import pytest

from competition.runs import load_run
from scripts.cli import main
from tests.scripts.conftest import Desk

DENSE = ("--recipe", "dense", "--folds", "2", "--size", "16", "--epochs", "2")
PARTS = ("out_of_fold.csv", "holdout.csv", "test.csv")


def predict(desk: Desk, *words: str) -> int:
    return main(["predict", *words, "--runs", str(desk.runs)])


@pytest.mark.slow
def test_from_a_trained_run_to_a_submission_with_views(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.kit("train", *DENSE) == 0
    capsys.readouterr()
    # With the picture alone nothing changes, not one bit.
    assert predict(desk, "dense", "--views", "none") == 0
    assert "dense-none is not better than dense: 0.00000 ± 0.00000" in capsys.readouterr().out
    for part in PARTS:
        assert (desk.place / "dense-none" / part).read_bytes() == (desk.place / "dense" / part).read_bytes()
    # Trained with the same views from the start, or predicted afterwards: the same answers.
    assert predict(desk, "dense", "--views", "scales,flip") == 0
    said = capsys.readouterr().out
    assert "Run dense-flip-scales: the models of dense with the views flip,scales, 2 folds" in said
    assert "dense (views flip,scales)" in said
    assert "better than dense" in said
    assert desk.kit("train", *DENSE, "--views", "flip,scales", "--name", "both") == 0
    for part in PARTS:
        again = (desk.place / "dense-flip-scales" / part).read_bytes()
        assert again == (desk.place / "both" / part).read_bytes() != (desk.place / "dense" / part).read_bytes()
    # A run like any other.
    assert desk.kit("submit", "dense-flip-scales") == 0
    assert "Held-out log_loss" in capsys.readouterr().out
    assert main(["runs", "--json", "--runs", str(desk.runs)]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["dense-flip-scales"]["models_from"] == "dense"
    assert rows["dense-flip-scales"]["cv"] == rows["both"]["cv"] != rows["dense"]["cv"]
    assert desk.kit("train", "--all", "dense-flip-scales") == 0
    refit = load_run(desk.place / "dense-flip-scales-all")
    assert (refit.request.parent, refit.request.models_from) == ("dense-flip-scales", None)
    assert refit.request.recipe.views == "flip,scales"
    # What learned from everything can be predicted again, too; it has no score to gain.
    capsys.readouterr()
    assert predict(desk, "dense-flip-scales-all", "--views", "crops", "--name", "最後") == 0
    assert "better than" not in capsys.readouterr().out
    assert load_run(desk.place / "最後").request.models_from == "dense-flip-scales-all"


@pytest.mark.slow
def test_starting_it_again_goes_on(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.kit("train", *DENSE) == 0
    assert predict(desk, "dense") == 0
    run = desk.place / "dense-flip"
    whole, done = (run / "test.csv").read_bytes(), (run / "fold-1" / "predictions.npz").stat().st_mtime_ns
    (run / "scores.json").unlink()
    (run / "fold-2" / "predictions.npz").unlink()
    assert predict(desk, "dense", "--views", "flip") == 0
    assert (run / "test.csv").read_bytes() == whole
    assert (run / "fold-1" / "predictions.npz").stat().st_mtime_ns == done
    capsys.readouterr()
    assert predict(desk, "dense-flip") == 0
    assert "The run dense-flip is finished already." in capsys.readouterr().out
    assert predict(desk, "dense", "--views", "crops", "--name", "dense-flip") == 2
    assert "was asked for something else: views: flip → crops" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("tree",), "The run tree is of the classical recipe tree, which leaves no network behind"),
        (("tree", "--views", "flop"), "There are no views named so: 'flop' (did you mean flip?)"),
        (("nobody",), "There is no run named nobody"),
    ],
)
def test_what_cannot_be_is_refused(
    words: tuple[str, ...], sentence: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(desk.runs.rglob("*"))
    assert predict(desk, *words) == 2
    assert sentence in capsys.readouterr().err
    assert sorted(desk.runs.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--recipe", "tree", "--views", "flip"), "tree answers to the pictures as they are, not to the views flip"),
        (("--recipe", "cnn", "--views", "corps"), "There are no views named so: 'corps' (did you mean crops?)"),
        (("--all", "tree", "--views", "flip"), "these flags don't go with it: --views"),
    ],
)
def test_train_refuses_views_that_cannot_be(
    words: tuple[str, ...], sentence: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.kit("train", *words) == 2
    assert sentence in capsys.readouterr().err


def test_a_run_from_before_there_were_views_is_the_picture_alone(desk: Desk) -> None:
    """Such a run goes on as it was; the same command finds it again."""
    path: Path = desk.place / "tree" / "run.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    del values["request"]["models_from"], values["request"]["recipe"]["views"]
    path.write_text(json.dumps(values), encoding="utf-8")
    run = load_run(path.parent)
    assert (run.request.recipe.views, run.request.models_from) == ("none", None)
    assert desk.kit("train", "--recipe", "tree", "--folds", "2", "--views", "none", "--name", "tree") == 0
