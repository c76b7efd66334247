"""`runs`: every run in its table; a damaged one is named and hides no other."""

import json
from pathlib import Path

import pytest

from scripts.cli import main
from tests.scripts.conftest import Desk


def listed(runs: Path, *words: str) -> int:
    return main(["runs", *words, "--runs", str(runs)])


def test_as_a_table_and_as_json(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(desk.runs) == 0
    said = capsys.readouterr().out
    assert "lower is better" in said
    assert listed(desk.runs, "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in rows} == {"tree", "forest"}
    assert [row["cv"] for row in rows] == sorted(row["cv"] for row in rows)
    assert said.index(rows[0]["name"]) < said.index(rows[1]["name"])
    for row in rows:
        assert row.keys() >= {"name", "contest", "recipe", "cv", "minutes", "split", "state", "parent"}
        assert f"{row['cv']:.5f}" in said
        assert row["contest"] == desk.contest.name


def test_none_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(tmp_path / "nowhere") == 0
    assert "No runs in" in capsys.readouterr().out
    assert listed(tmp_path / "nowhere", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("name", ["other", "*", "../..", "/", "["])
def test_another_contest_has_none(name: str, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(desk.runs, name) == 0
    assert "No runs in" in capsys.readouterr().out


def test_names_with_stars_and_brackets_are_names(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.place.rename(desk.runs / "[red]*")
    assert listed(desk.runs, "[red]*", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


@pytest.mark.parametrize("file", ["run.json", "scores.json"])
@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"request": [1], "made_with": 3}', "\0\ufffd"])
def test_a_damaged_run_is_named_and_hides_no_other(
    file: str, text: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.place / "tree" / file).write_text(text, encoding="utf-8")
    assert listed(desk.runs, "--json") == 0
    printed = capsys.readouterr()
    assert [row["name"] for row in json.loads(printed.out)] == ["forest"]
    assert "Left out: " in printed.err
    assert str(Path("tree") / file) in printed.err
    assert desk.kit("submit", "forest") == 0
    capsys.readouterr()
    assert desk.kit("submit", "tree") == 2
    assert str(Path("tree") / file) in capsys.readouterr().err


def test_an_unfinished_run_says_how_far_it_is(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    run = desk.place / "tree"
    (run / "scores.json").unlink()
    (run / "fold-2" / "fold.json").unlink()
    assert listed(desk.runs) == 0
    assert "1 of 2 folds" in capsys.readouterr().out
    assert listed(desk.runs, "--json") == 0
    tree = next(row for row in json.loads(capsys.readouterr().out) if row["name"] == "tree")
    assert tree["cv"] is None
    assert tree["minutes"] is None
