"""`host score`: good and bad files in, one board out."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from competition.contest import Contest, DataFiles
from competition.contest_page import PAGE, read_contest, write_contest
from competition.predictions import Predictions
from competition.solution import Solution, write_solution
from scripts.cli import main
from submit.submission import write_submission

CLASSES = ("cat", "dog", "guinea pig")
IDS = tuple(f"{n:03}.png" for n in range(60))
TARGETS = np.random.default_rng(0).integers(3, size=60)


def predictions(skill: float) -> Predictions:
    return Predictions(IDS, CLASSES, (1 - skill) / 3 + skill * np.eye(3)[TARGETS])


@pytest.fixture
def contest(tmp_path: Path) -> Path:
    folder = tmp_path / "contest"
    page = Contest("pets", CLASSES, data=DataFiles(solution="solution.csv"))
    write_contest(page, folder / PAGE)
    write_solution(Solution(IDS, TARGETS), page, folder / "solution.csv")
    files = tmp_path / "files"
    for time_s, (team, skill) in enumerate({"犬チーム": 0.9, "late": 0.5, "early": 0.5, "=cmd": 0.0}.items()):
        write_submission(predictions(skill), page, IDS, files / f"{team}.csv")
        os.utime(files / f"{team}.csv", (0, 1000 - time_s))
    lines = (files / "late.csv").read_text().splitlines()
    (files / "broken.csv").write_text("\n".join([*lines[:5], lines[5] + ",1", *lines[7:]]))
    (files / "empty.csv").write_bytes(b"")
    (files / "binary.xlsx").write_bytes(b"PK\x03\x04")
    (files / ".DS_Store").write_bytes(b"\0")
    return folder


def test_the_board_of_good_and_bad_files(contest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, out = tmp_path / "files", tmp_path / "out"
    words = ["host", "score", str(files), "--contest", str(contest)]
    assert main([*words, "--csv", str(out / "board.csv"), "--html", str(out / "board.html")]) == 0
    text = capsys.readouterr().out
    assert text.index("犬チーム") < text.index("early") < text.index("late") < text.index("=cmd")
    assert "3 files could not be scored" in text
    assert "1 picture has no row: 005.png." in text
    assert "these have another number: line 6 (5)." in text
    assert "empty.csv is empty" in text
    assert ".DS_Store" not in text
    with (out / "board.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["team"] for row in rows] == [
        "犬チーム",
        "early",
        "late",
        "'=cmd",
        "binary",
        "broken",
        "empty",
    ]
    assert rows[3]["score"] == "1.09861"  # ln 3
    assert "犬チーム" in (out / "board.html").read_text(encoding="utf-8")


def test_an_older_board_and_the_solution_beside_the_files_are_left_out(
    contest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tmp_path / "files"
    (contest / "solution.csv").rename(files / "solution.csv")
    words = [
        "host",
        "score",
        str(files),
        "--contest",
        str(contest),
        "--solution",
        str(files / "solution.csv"),
    ]
    for _time in range(2):
        assert main([*words, "--csv", str(files / "board.csv")]) == 0
    assert "3 files could not be scored" in capsys.readouterr().out


def test_only_invalid_files_end_with_2(contest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["host", "score", str(tmp_path / "files" / "empty.csv"), "--contest", str(contest)]
    assert main(words) == 2
    assert "empty.csv is empty" in capsys.readouterr().out


@pytest.mark.parametrize("final", [False, True])
def test_the_private_part_stays_private_until_the_end(
    final: bool, contest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = tuple(np.where(np.arange(60) % 3 == 0, "Public", "Private").tolist())
    path = tmp_path / "with usage.csv"
    write_solution(Solution(IDS, TARGETS, usage), Contest("pets", CLASSES), path)
    words = ["host", "score", str(tmp_path / "files"), "--contest", str(contest), "--solution", str(path)]
    assert main(words + ["--final"] * final) == 0
    assert ("private" in capsys.readouterr().out) == final


def test_what_is_missing_is_said(contest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["host", "score", "nobody.csv", "--contest", str(contest)]) == 2
    assert "These files are not there: nobody.csv" in capsys.readouterr().err
    (tmp_path / "nothing").mkdir()
    assert main(["host", "score", str(tmp_path / "nothing"), "--contest", str(contest)]) == 2
    assert "There is no submission file here" in capsys.readouterr().err
    write_contest(Contest("pets", CLASSES), contest / PAGE)
    assert main(["host", "score", str(tmp_path / "files"), "--contest", str(contest)]) == 2
    assert "comes without hidden labels" in capsys.readouterr().err


def test_files_of_one_name_in_two_folders_are_told_apart(
    contest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in "12":
        write_submission(predictions(0.5), Contest("pets", CLASSES), IDS, tmp_path / n / "t.csv")
    assert main(["host", "score", str(tmp_path / "1"), str(tmp_path / "2"), "--contest", str(contest)]) == 0
    assert capsys.readouterr().out.count("t.csv") == 2


def test_the_end_shows_who_rose_and_what_each_class_was_taken_for(
    contest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = read_contest(contest / PAGE)
    usage = tuple("Public" if n % 2 else "Private" for n in range(60))
    write_solution(Solution(IDS, TARGETS, usage), page, contest / "solution.csv")
    files = tmp_path / "several"
    for team, odd_skill, even_skill in (("steady", 0.6, 0.6), ("lucky", 0.9, 0.1)):
        skills = np.where(np.arange(60) % 2, odd_skill, even_skill)[:, None]
        table = (1 - skills) / 3 + skills * np.eye(3)[(TARGETS + (skills[:, 0] < 0.5)) % 3]
        write_submission(Predictions(IDS, CLASSES, table), page, IDS, files / f"{team}.csv")
    words = ["host", "score", str(files), "--contest", str(contest)]
    assert main(words) == 0
    before = capsys.readouterr().out
    assert before.index("lucky") < before.index("steady")
    assert "private" not in before.casefold() and "moved" not in before
    assert main([*words, "--final", "--explain", "--csv", str(files / "board.csv")]) == 0
    text = capsys.readouterr().out
    assert text.index("▲1") < text.index("steady") < text.index("▼1") < text.index("lucky")
    assert "Class by class, over 2 files" in text
    # All teams find a class or the lucky one takes it for the next.
    assert "cat (50%)" in text
    with (files / "board.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["team"], row["public rank"]) for row in csv.DictReader(file)] == [("steady", "2"), ("lucky", "1")]
    with (files / "board-classes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["class"] for row in rows] == [*CLASSES, *CLASSES]
    assert {row["found"] for row in rows if row["team"] == "lucky"} == {"0"}
    # The tables that were just written are no submissions.
    assert main([*words, "--csv", str(files / "board.csv")]) == 0


@pytest.mark.slow
def test_processes_make_the_same_board_as_threads(
    contest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["host", "score", str(tmp_path / "files"), "--contest", str(contest), "--explain"]
    assert main(words) == 0
    threads = capsys.readouterr().out
    monkeypatch.setattr("scripts.host.score._MANY", 1)
    assert main(words) == 0
    assert capsys.readouterr().out == threads
