"""`score` and `check` for any file."""

from pathlib import Path

import numpy as np
import pytest

from competition.contest import Contest, DataFiles
from competition.contest_page import PAGE, write_contest
from competition.labels import Labels
from competition.predictions import Predictions
from competition.solution import Solution, write_solution
from competition.split_files import save_split
from competition.splits import made_split
from scripts.cli import main
from submit.submission import write_submission

CLASSES = tuple(f"class {n}" for n in range(20))
IDS = tuple(f"{n:03}.png" for n in range(40))
UNIFORM = Predictions(IDS, CLASSES, np.full((40, 20), 0.05))
PET_CONTEST = Contest("pets", CLASSES, data=DataFiles(sample_submission="sample.csv", solution="solution.csv"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_contest(PET_CONTEST, tmp_path / PAGE)
    write_solution(Solution(IDS, np.arange(40) % 20), PET_CONTEST, tmp_path / "solution.csv")
    write_submission(UNIFORM, PET_CONTEST, IDS, tmp_path / "sample.csv")
    return tmp_path


def test_the_uniform_guess(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(folder), str(folder / "sample.csv")]) == 0
    out = capsys.readouterr().out
    assert "log_loss 2.99573 [2.99573, 2.99573]" in out
    assert "40 pictures; lower is better" in out
    assert "accuracy 0.0500" in out


def test_another_solution_and_its_usages(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = folder / "other.csv"
    write_solution(Solution(IDS, np.arange(40) % 20, ("Public",) * 10 + ("Private",) * 30), PET_CONTEST, other)
    assert main(["score", str(folder), str(folder / "sample.csv"), "--solution", str(other)]) == 0
    out = capsys.readouterr().out
    assert "Public: log_loss 2.99573" in out
    assert "Private: log_loss 2.99573" in out


def test_a_file_of_the_held_out_part_is_scored_against_it_and_the_look_is_counted(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = tuple(f"train {n}.png" for n in range(100))
    labels = Labels(ids, np.arange(100) % 20)
    split = made_split(labels, [""] * 100, "data", 0.2, seed=0)
    save_split(split, tmp_path / "runs" / "pets")
    perfect = Predictions(ids, CLASSES, np.eye(20)[labels.targets])
    write_submission(perfect, PET_CONTEST, split.holdout_ids, folder / "held.csv")
    words = ["--runs", str(tmp_path / "runs")]
    for _again in range(2):
        assert main(["score", str(folder), str(folder / "held.csv"), *words]) == 0
        out = capsys.readouterr().out
        assert "held-out part: log_loss 0.00000" in out
        assert "looked at 1 time" in out
    assert main(["score", str(folder), str(folder / "sample.csv"), *words]) == 0
    assert "held-out" not in capsys.readouterr().out


def test_a_faulty_file_is_not_scored(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = folder / "bad.csv"
    bad.write_text((folder / "sample.csv").read_text().replace("0.05", "-1", 1).replace("039.png", "39.png"))
    for command in ("score", "check"):
        assert main([command, str(folder), str(bad)]) == 2
        err = capsys.readouterr().err
        assert "bad.csv cannot be scored" in err
        assert "1 picture has no row: 039.png." in err
        assert "line 2 column 'class 0' (-1)" in err


def test_check_says_when_all_is_well_and_what_was_mended(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder), str(folder / "sample.csv")]) == 0
    assert "No problems" in capsys.readouterr().out
    double = folder / "double.csv"
    double.write_text((folder / "sample.csv").read_text().replace("0.05", "0.1"))
    assert main(["check", str(folder), str(double)]) == 0
    assert "Note: 40 rows did not sum to 1" in capsys.readouterr().out


def test_what_is_missing_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder), str(folder / "nobody.csv")]) == 2
    assert "There is no file" in capsys.readouterr().err
    assert main(["score", str(folder), str(folder / "sample.csv"), "--solution", str(folder / "nobody.csv")]) == 2
    assert "nobody.csv" in capsys.readouterr().err
    write_contest(Contest("pets", CLASSES), folder / PAGE)
    assert main(["score", str(folder), str(folder / "sample.csv")]) == 2
    assert "comes without hidden labels" in capsys.readouterr().err
    assert main(["check", str(folder), str(folder / "sample.csv")]) == 2
