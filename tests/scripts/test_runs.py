"""`runs`: every run in its table; a damaged one is named and hides no other."""

import json
from pathlib import Path

import pytest

from competition.run_search import all_runs
from scripts.cli import main
from tests.answered_runs import written_run, written_split
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


def test_handed_to_a_team_mate(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, hers = tmp_path / "班 team.zip", tmp_path / "hers"
    assert main(["runs", "export", "tree", "forest", "tree", "--out", str(out), "--runs", str(desk.runs)]) == 0
    said = capsys.readouterr().out
    assert f"Wrote {out}, 0.0 MB: forest, tree." in said
    assert "models are not" in said
    assert listed(hers, "import", str(out)) == 0
    said = capsys.readouterr().out
    assert said.startswith("forest has come\ntree has come\n! Where the data of 図形 shapes are on this laptop is not")
    assert "Next: python3 scripts/kit.py runs " in said
    assert listed(hers, "import", str(out), "--contest", str(desk.contest)) == 0
    assert "tree is here already\nNext: " in capsys.readouterr().out
    # What is here now is compared, doubted and submitted like any run.
    assert main(["submit", str(desk.contest), "tree", "--runs", str(hers)]) == 0
    assert "Held-out log_loss" in capsys.readouterr().out
    assert listed(hers, "--json") == 0
    assert {row["name"] for row in json.loads(capsys.readouterr().out)} == {"tree", "forest"}
    # Trained again here, it is found; asked for its models, it says where they are.
    assert main(["train", str(desk.contest), "--recipe", "tree", "--folds", "2", "--runs", str(hers)]) == 0
    assert "The run tree is finished already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export"], "`runs export` needs the names of the runs"),
        (["export", "nobody"], "There is no run named nobody"),
        (["export", "tree", "--json"], "These flags do not go with `runs export`: --json"),
        (["import"], "`runs import` takes one file, 0 came"),
        (["import", "a.zip", "b.zip"], "`runs import` takes one file, 2 came: a.zip, b.zip"),
        (["import", "nobody.zip"], "nobody.zip cannot be unpacked: No such file"),
        (["import", "a.zip", "--out", "b.zip"], "These flags do not go with `runs import`: --out"),
        (["shapes", "--contest", "x"], "These flags do not go with `runs shapes`: --contest"),
        (["tree", "forest"], "At most one contest was expected, 2 words came: tree, forest"),
    ],
)
def test_words_that_do_not_fit(words: list[str], said: str, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(desk.runs, *words) == 2
    assert said in capsys.readouterr().err


def test_what_could_as_well_be_the_best_has_a_star(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "shapes"
    split = written_split(place)
    for seed, (name, skill) in enumerate((("one", 2.5), ("other", 2.5), ("far", 0.5))):
        written_run(place, name, split, skill, seed=seed)
    (written_run(place, "half", split, 2.5).folder / "scores.json").unlink()
    written_run(place, "one-all", split, 2.5, parent="one")
    assert listed(tmp_path, "--json") == 0
    found = {row["name"]: row["could_be_best"] for row in json.loads(capsys.readouterr().out)}
    assert found == {"one": True, "other": True, "far": False, "half": None, "one-all": None}
    for _time in ("made", "read"):
        assert listed(tmp_path) == 0
        said = capsys.readouterr().out
        starred = [line.split()[0] for line in said.splitlines() if "*" in line and ":" not in line]
        assert starred == ["one"]
        assert "*: cannot be told apart from the first" in said


def test_without_a_close_one_there_is_no_star(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    for run in all_runs(desk.runs):
        (run.folder / "out_of_fold.csv").unlink()
    assert listed(desk.runs) == 0
    assert "*" not in capsys.readouterr().out
