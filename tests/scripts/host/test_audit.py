"""`host audit`: from a folder to a verdict, sheets and a list."""

from pathlib import Path

import pytest
from PIL import Image

from competition.tables import read_table
from scripts.cli import main
from tests.leaky_contests import leaky


def test_a_clean_contest_can_be_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, _solution = leaky(tmp_path / "contest", "page")
    assert main(["host", "audit", str(folder), "--out", str(tmp_path / "out")]) == 0
    text = capsys.readouterr().out
    assert "ok: Nothing speaks against opening this contest." in text
    assert "Each of 80 test pictures has its hidden label." in text
    assert not (tmp_path / "out").exists()


def test_a_leak_stops_it_with_what_to_do_a_sheet_and_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, _solution = leaky(tmp_path / "contest", "page", "padding")
    # The public folder finds the labels beside it, too.
    assert main(["host", "audit", str(folder / "public"), "--out", str(tmp_path / "out")]) == 1
    text = capsys.readouterr().out
    assert "stop: Do not open this contest" in text
    assert "→ Write the pictures anew without notes" in text
    (sheet,) = (path for path in (tmp_path / "out").glob("*.png") if "bytes-beside" in path.name)
    with Image.open(sheet) as image:
        assert image.width > 500
    finds = read_table(tmp_path / "out" / "finds.csv")
    assert set(finds["level"]) == {"stop"}
    assert set(finds["label"]) == {"cat", "dog", "犬", "owl"}


def test_labels_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, solution = leaky(tmp_path / "contest", "kaggle")
    assert main(["host", "audit", str(folder), "--out", str(tmp_path / "a")]) == 0
    assert "--solution FILE" in capsys.readouterr().out
    assert main(["host", "audit", str(folder), "--solution", str(solution), "--out", str(tmp_path / "b")]) == 0
    assert "ok: Nothing speaks against" in capsys.readouterr().out


def test_what_is_no_contest_is_said_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["host", "audit", str(tmp_path)]) == 2
    assert "is not laid out as a contest" in capsys.readouterr().err
