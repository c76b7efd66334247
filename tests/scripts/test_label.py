"""`label`: five labels for any photograph, from a pretrained network and from a run; what cannot be is said."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import skimage
from PIL import Image

from scripts.cli import main
from tests.scripts.conftest import Desk

COFFEE = Path(skimage.__file__).parent / "data" / "coffee.png"


@pytest.fixture(scope="module")
def network_desk(first_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """With the run ``dense`` beside the others."""
    runs = tmp_path_factory.mktemp("label") / "runs"
    shutil.copytree(first_desk.runs, runs)
    desk = Desk(first_desk.contest, runs)
    flags = ("--recipe", "dense", "--folds", "2", "--epochs", "3", "--size", "24")
    assert desk.kit("train", *flags) == 0
    return desk


def label(who: str, *words: object) -> int:
    return main(["label", who, *map(str, words)])


def test_a_cup_of_coffee(capsys: pytest.CaptureFixture[str]) -> None:
    assert label("imagenet:efficientnet_lite0", COFFEE) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[0] == [str(COFFEE)]
    assert lines[1][:2] == ["espresso", "94.2"]
    assert len(lines) == 6


@pytest.mark.slow
def test_a_run_labels_with_all_its_folds(network_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    photos = sorted(network_desk.contest.rglob("*.png"))[:20]
    assert label("dense", *photos, "--runs", network_desk.runs) == 0
    out = capsys.readouterr().out
    assert all(str(photo) in out for photo in photos)
    assert out.count(" %") == 4 * len(photos)  # the contest has four classes
    assert all(one.name in out for one in network_desk.contest.iterdir() if one.is_dir())


@pytest.mark.slow
def test_its_answers_are_the_mean_of_its_folds(network_desk: Desk) -> None:
    from baselines.labelling import of_run
    from competition.dataset import open_dataset
    from competition.runs import load_run

    run = load_run(network_desk.place / "dense")
    labeller = of_run(run)
    assert len(labeller.models) == 2
    dataset = open_dataset(str(network_desk.contest))
    assert labeller.classes == dataset.contest.classes
    held_out = run.predictions("holdout")
    images = dataset.train.squares(list(held_out.ids), 24)
    np.testing.assert_allclose(labeller.probabilities(np.stack(list(images))), held_out.probabilities, atol=1e-6)


@pytest.mark.slow
def test_a_model_that_is_gone_is_named(network_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(network_desk.runs, tmp_path / "runs")
    model = tmp_path / "runs" / network_desk.contest.name / "dense" / "fold-2" / "model.keras"
    model.unlink()
    assert label("dense", COFFEE, "--runs", tmp_path / "runs") == 2
    assert "fold-2/model.keras" in capsys.readouterr().err


def test_a_classical_run_keeps_no_model(first_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert label("tree", COFFEE, "--runs", first_desk.runs) == 2
    assert "classical recipe tree, which keeps no model" in capsys.readouterr().err


def test_an_unfinished_run_says_how_to_go_on(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    (desk.place / "tree" / "scores.json").unlink()
    assert label("tree", COFFEE, "--runs", desk.runs) == 2
    assert "is not finished" in capsys.readouterr().err


def test_files_that_are_no_photographs_are_named_and_the_others_labelled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "メモ.txt").write_text("no picture", encoding="utf-8")
    Image.fromarray(np.full((9, 30), 200, np.uint8)).save(tmp_path / "灰色.png")
    wrong = [tmp_path / "メモ.txt", tmp_path / "none.jpg", tmp_path]
    assert label("imagenet:efficientnet_lite0", *wrong, tmp_path / "灰色.png") == 2
    said = capsys.readouterr()
    assert "灰色.png" in said.out
    assert all(f"{path} (" in said.err for path in wrong)
    assert "灰色.png" not in said.err


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("imagenet:efficientnet", "There is no backbone 'efficientnet'; did you mean"),
        ("imagenet:", "There is no backbone ''"),
        ("nobody", "There is no run named nobody"),
    ],
)
def test_nobody_of_that_name(who: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert label(who, COFFEE, "--runs", tmp_path) == 2
    assert sentence in capsys.readouterr().err


def test_weights_are_for_pretrained_networks(first_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert label("tree", COFFEE, "--runs", first_desk.runs, "--weights", "own.h5") == 2
    assert "--weights is for imagenet:NAME" in capsys.readouterr().err


def test_a_hostile_weights_file_runs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark, path = tmp_path / "mark", tmp_path / "own.pth"
    path.write_bytes(b"\x80\x02cos\nmkdir\nX" + len(str(mark)).to_bytes(4, "little") + str(mark).encode() + b"\x85R.")
    assert label("imagenet:efficientnet_lite0", COFFEE, "--weights", path) == 2
    assert "it asks for os.mkdir, and only tensors are let in" in capsys.readouterr().err
    assert not mark.exists()
