"""`submit`: a file that is checked, a judgement that is counted, and everything it refuses."""

import csv
from pathlib import Path

import pytest

from competition.contest import Contest, DataFiles
from competition.contest_page import PAGE, write_contest
from scripts.cli import main
from tests.scripts.conftest import Desk


def test_the_file_is_written_checked_and_judged(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    # The same result seen twice is one look.
    for n_looks, times in ((1, "1 time"), (2, "1 time")):
        assert desk.kit("submit", "forest") == 0
        said = capsys.readouterr().out
        assert "read back and checked, no problems" in said
        assert "95 % interval" in said
        assert f"looked at {times} so far" in said
        with (desk.place / "holdout-looks.csv").open(encoding="utf-8") as file:
            assert len(list(csv.DictReader(file))) == n_looks
    file = desk.place / "forest" / "submission.csv"
    assert main(["check", str(desk.contest), str(file)]) == 0
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1 + 4
    capsys.readouterr()
    # The test part's labels are not here, and the held-out part's are others: that is said, not scored.
    assert desk.kit("score", str(file)) == 2
    assert "comes without hidden labels" in capsys.readouterr().err


def test_an_organizer_scores_it(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.kit("submit", "forest", "--out", str(tmp_path / "files" / "チーム.csv")) == 0
    solution = tmp_path / "solution.csv"
    names = ("circle", "square", "star", "triangle")
    rows = [f"test_{n:03}.png,{name}" for n, name in enumerate(names)]
    solution.write_text("\n".join(["id,label", *rows]), encoding="utf-8")
    page = tmp_path / "hosted"
    page.mkdir()
    write_contest(Contest("shapes", names, data=DataFiles(solution="s.csv")), page / PAGE)
    words = ["host", "score", str(tmp_path / "files"), "--contest", str(page), "--solution", str(solution)]
    assert main(words) == 0
    assert "チーム" in capsys.readouterr().out


def test_a_run_that_is_not_there_not_finished_or_another_contests(
    desk: Desk, signate_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.kit("submit", "froest") == 2
    said = capsys.readouterr().err
    assert "There is no run named froest" in said
    assert "There are: tree, forest." in said
    assert main(["submit", str(signate_folder), str(desk.place / "tree"), "--runs", str(desk.runs)]) == 2
    assert f"belongs to the contest {desk.contest.name}, not to signate" in capsys.readouterr().err
    assert main(["submit", str(signate_folder), "tree", "--runs", str(desk.runs)]) == 2
    assert "There is no run named tree" in capsys.readouterr().err
    (desk.place / "tree" / "scores.json").unlink()
    assert desk.kit("submit", "tree") == 2
    said = capsys.readouterr().err
    assert "The run tree is not finished\n→ Start its command again" in said
    assert not list(desk.runs.rglob("submission.csv"))


def test_a_run_by_its_folder_and_by_its_contest(desk: Desk) -> None:
    assert desk.kit("submit", str(desk.place / "tree")) == 0
    assert desk.kit("submit", f"{desk.contest.name}/tree") == 0


@pytest.mark.parametrize("place", ["folder", "file.txt/x.csv"])
def test_a_place_where_no_file_can_be(
    place: str, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.txt").write_text("mine", encoding="utf-8")
    assert desk.kit("submit", "tree", "--out", str(tmp_path / place)) == 2
    said = capsys.readouterr().err
    assert "cannot be written" in said
    assert "Traceback" not in said
    assert not list((tmp_path / "folder").iterdir())
    assert (tmp_path / "file.txt").read_text(encoding="utf-8") == "mine"
    assert not (desk.place / "holdout-looks.csv").exists()


def test_damaged_predictions_are_named_and_an_older_file_stays(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.kit("submit", "tree") == 0
    file = desk.place / "tree" / "submission.csv"
    before = file.read_bytes()
    (desk.place / "tree" / "test.csv").write_text("x", encoding="utf-8")
    assert desk.kit("submit", "tree") == 2
    assert "no predictions for" in capsys.readouterr().err
    assert file.read_bytes() == before
