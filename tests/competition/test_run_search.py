"""Runs are found by name, by contest and by folder."""

from pathlib import Path

import pytest

from competition.errors import RunError
from competition.run_search import all_runs, damaged_runs, found_run
from competition.runs import Recipe, Request, Run, save_run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number, (contest, name) in enumerate((("犬[1]*", "cnn"), ("cats", "cnn"), ("cats", "tree"))):
        request = Request(contest, "log_loss", contest, Recipe("cnn", "network", "m:build", {}), 2, "s", 0.2, 0)
        save_run(Run(tmp_path / contest / name, request, {"started": f"2030-01-0{9 - number}"}))
    return tmp_path


def test_oldest_first_and_by_contest(root: Path) -> None:
    assert [run.name for run in all_runs(root)] == ["tree", "cnn", "cnn"]
    assert [run.name for run in all_runs(root, "犬[1]*")] == ["cnn"]
    assert all_runs(root, "*") == all_runs(root / "nowhere") == []


def test_one_by_its_name(root: Path) -> None:
    assert found_run(root, "tree").request.contest == "cats"
    assert found_run(root, "cnn", "cats") == found_run(root, "cats/cnn") == found_run(root, str(root / "cats" / "cnn"))
    with pytest.raises(RunError, match="Several contests have a run named cnn: cats/cnn, 犬"):
        found_run(root, "cnn")
    with pytest.raises(RunError, match="There is no run named resnet") as caught:
        found_run(root, "resnet", "cats")
    assert caught.value.hint == "There are: tree, cnn."
    with pytest.raises(RunError, match="There is no run named "):
        found_run(root, "")


def test_a_damaged_one_is_told_apart(root: Path) -> None:
    (root / "cats" / "cnn" / "run.json").write_text("{", encoding="utf-8")
    assert [run.name for run in all_runs(root, "cats")] == ["tree"]
    (damage,) = damaged_runs(root)
    assert "run.json cannot be read" in str(damage)
    with pytest.raises(RunError, match="run.json cannot be read"):
        found_run(root, "cnn", "cats")
