"""`doubts` and `train --labels`: from labels flipped on purpose to a sheet, a list, and a training that follows it."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from competition.fold_files import load_fold_predictions
from competition.reviewing.review import REVIEWED
from competition.runs import load_run, read_json, save_run
from competition.split_files import load_split, saved_splits
from competition.tables import read_table, write_table
from scripts.cli import main
from tests import miniatures
from tests.scripts.conftest import FOREST, Desk

N_PER_CLASS = 15
NAMES = ("円", "square", "星 star", "triangle")


@pytest.fixture(scope="module")
def flipped_desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, set[str]]:
    """60 pictures, of which 3 lie in a wrong class's folder, one of them twice; a forest; and the names of the three."""
    root = tmp_path_factory.mktemp("flipped")
    pictures: dict[str, bytes] = {}
    wrong = set()
    for number, label in enumerate(NAMES):
        for n in range(N_PER_CLASS):
            data = miniatures.png(100 * number + n, class_number=number)
            there = NAMES[(number + 1) % 4] if n == 0 and number < 3 else label
            pictures[f"{there}/{number}-{n:02}.png"] = data
            if there != label:
                wrong.add(f"{there}/{number}-{n:02}.png")
    pictures["円/twin.png"] = pictures["square/0-00.png"]
    miniatures.write_pictures(root / "形" / "train", pictures)
    desk = Desk(root / "形", root / "runs")
    assert desk.kit("train", "--recipe", "forest", "--folds", "3", "--holdout", "0.1", "--n-trees", "20") == 0
    return desk, wrong


def doubted(desk: Desk, folder: Path, *words: str) -> pd.DataFrame:
    listed, sheet = folder / "doubts.csv", folder / "疑い.png"
    words = ("doubts", *words, "--out", str(sheet), "--csv", str(listed), "--runs", str(desk.runs))
    assert main(list(words)) == 0
    with Image.open(sheet) as image:
        assert image.width > 128
    return read_table(listed)


def test_the_flipped_pictures_are_found(
    flipped_desk: tuple[Desk, set[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, wrong = flipped_desk
    table = doubted(desk, tmp_path, "forest")
    said = capsys.readouterr().out
    developed = set(load_split(saved_splits(desk.place)[0]).development_ids)
    assert wrong & developed <= set(table["id"])
    assert set(table["id"]) <= developed
    if "square/0-00.png" in developed:
        assert table["id"][2] == "square/0-00.png"
        assert table["why"][2] == "the same picture as 円/twin.png, which is labelled 円"
    assert set(table["action"]) == {"keep"}
    assert "that forest answered without having learned from them, 3 would get another label" in said
    assert "Next: python3 scripts/kit.py train '" in said
    assert re.search(r"--recipe forest --folds 3 --holdout \S+ (--\S+ \S+ )*--labels", said)
    assert len(doubted(desk, tmp_path, "forest", "--top", "1")) == 1


def reviewed(desk: Desk, path: Path) -> str:
    """A list that leaves out one picture and relabels another; the names of both."""
    one, other = sorted(load_split(saved_splits(desk.place)[0]).development_ids)[:2]
    label = "star" if not other.startswith("star") else "circle"
    rows = [(one, "drop", ""), (other, "relabel", label)]
    write_table(pd.DataFrame(rows, columns=["id", "action", "label"], dtype="str"), path)
    return one


@pytest.mark.slow
def test_a_training_follows_the_list(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = tmp_path / "見た.csv"
    dropped = reviewed(desk, listed)
    before = load_run(desk.place / "forest")
    assert desk.kit("train", *FOREST, "--labels", str(listed)) == 0
    assert "1 picture is left out of the training and 1 is taken for another class" in capsys.readouterr().out
    run = load_run(desk.place / "forest-reviewed")
    assert run.request.split == before.request.split
    trained = [read_json(run.fold_folder(fold) / "fold.json")["n_train"] for fold in range(2)]
    as_given = [read_json(before.fold_folder(fold) / "fold.json")["n_train"] for fold in range(2)]
    assert sorted(b - a for a, b in zip(trained, as_given, strict=True)) == [0, 1]
    # What judges is as given: the left-out picture is answered and scored as before.
    assert run.predictions("out_of_fold").ids == before.predictions("out_of_fold").ids
    assert dropped in run.predictions("out_of_fold").ids
    folds = [load_fold_predictions(one.fold_folder(0) / "predictions.npz")["holdout"].ids for one in (run, before)]
    assert folds[0] == folds[1]
    assert desk.kit("train", *FOREST, "--labels", str(listed)) == 0
    assert "is finished already" in capsys.readouterr().out
    # On everything, the list is followed too.
    assert desk.kit("train", "--all", "forest-reviewed") == 0
    whole = desk.place / "forest-reviewed-all"
    assert (whole / REVIEWED).read_bytes() == (run.folder / REVIEWED).read_bytes()
    assert read_json(whole / "fold-1" / "fold.json")["n_train"] == 23
    # Another list is another run; one that keeps everything is none.
    listed.write_text(listed.read_text(encoding="utf-8").replace("relabel", "drop"), encoding="utf-8")
    assert desk.kit("train", *FOREST, "--labels", str(listed)) == 0
    assert (desk.place / "forest-reviewed-2" / "scores.json").exists()
    listed.write_text(listed.read_text(encoding="utf-8").replace("drop", "keep"), encoding="utf-8")
    capsys.readouterr()
    assert desk.kit("train", *FOREST, "--labels", str(listed)) == 0
    said = capsys.readouterr().out
    assert "keeps every label" in said
    assert "The run forest is finished already" in said


@pytest.mark.slow
def test_an_edited_list_of_a_run_is_refused(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reviewed(desk, tmp_path / "list.csv")
    assert desk.kit("train", *FOREST, "--labels", str(tmp_path / "list.csv")) == 0
    run = desk.place / "forest-reviewed"
    (run / "scores.json").unlink()
    (run / "fold-1" / "fold.json").unlink()
    (run / REVIEWED).write_text("id,action,label\n", encoding="utf-8")
    capsys.readouterr()
    assert desk.kit("train", *FOREST, "--labels", str(tmp_path / "list.csv")) == 2


def test_lists_that_cannot_be_followed(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = tmp_path / "list.csv"
    held_out = load_split(saved_splits(desk.place)[0]).holdout_ids[0]
    listed.write_text(f"id,action\n{held_out},drop\nnobody.png,burn\n", encoding="utf-8")
    before = sorted(desk.runs.rglob("*"))
    assert desk.kit("train", *FOREST, "--labels", str(listed)) == 2
    said = capsys.readouterr().err
    assert all(one in said for one in (held_out, "nobody.png", "burn"))
    assert desk.kit("train", "--all", "forest", "--labels", str(listed)) == 2
    assert "--labels" in capsys.readouterr().err
    assert desk.kit("train", *FOREST, "--labels", str(tmp_path / "nobody.csv")) == 2
    assert sorted(desk.runs.rglob("*")) == before


def test_runs_that_cannot_be_asked(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    def refused(*names: str) -> str:
        capsys.readouterr()
        assert main(["doubts", *names, "--runs", str(desk.runs)]) == 2
        return capsys.readouterr().err

    assert "There is no run named nobody" in refused("tree", "nobody")
    (desk.place / "forest" / "out_of_fold.csv").unlink()
    assert "no predictions for its part 'out_of_fold'" in refused("tree", "forest")
    forest = load_run(desk.place / "forest")
    save_run(replace(forest, request=replace(forest.request, split="0123456789abcdef")))
    assert "several contests or splits" in refused("tree", "forest")
    (desk.place / "tree" / "scores.json").unlink()
    assert "is not finished" in refused("tree")


def test_pictures_without_an_answer_are_counted(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = desk.place / "forest" / "out_of_fold.csv"
    rows = answers.read_text(encoding="utf-8").splitlines(keepends=True)
    answers.write_text("".join(rows[:8]), encoding="utf-8")
    doubted(desk, tmp_path, "tree", "forest")
    said = capsys.readouterr().out
    assert "Of 7 pictures that tree and forest answered" in said
    assert f"{len(rows) - 8} more have no such answers: train with --folds 3" in said
    answers.write_text(rows[0], encoding="utf-8")
    assert main(["doubts", "tree", "forest", "--runs", str(desk.runs)]) == 2
    assert "no out-of-fold picture in common: tree, forest" in capsys.readouterr().err
