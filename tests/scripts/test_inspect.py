"""`inspect` on contests in miniature, on a damaged one, and on the real one."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scripts.cli import main

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("layout", ["signate_folder", "kaggle_folder", "class_folder"])
def test_every_layout_is_looked_at(
    layout: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = request.getfixturevalue(layout)
    sheet = tmp_path / "sheet.png"
    assert main(["inspect", str(folder), "--out", str(sheet), "--per-class", "2"]) == 0
    printed = capsys.readouterr().out
    for word in ("layout", "pictures", "share", "train: ", "Exact twins", "Contact sheet: "):
        assert word in printed
    with Image.open(sheet) as image:
        assert image.width > 100


def painted(path: Path, seed: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (8 + seed, 8, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def test_twins_unreadable_files_and_odd_names_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "動物"
    for n in range(3):
        painted(folder / f"[red]犬/{n}.png", n)
        painted(folder / f"猫/{n}.png", n + 3)
    (folder / "猫/twin.png").write_bytes((folder / "[red]犬/0.png").read_bytes())
    (folder / "猫/broken.png").write_bytes(b"no picture")
    monkeypatch.chdir(tmp_path)
    assert main(["inspect", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "1 group; 0 across train and test, 1 across labels" in printed
    assert "[red]犬/0.png ([red]犬) = 猫/twin.png (猫)" in printed
    assert "猫/broken.png" in printed
    assert "in 6 sizes, 8 × 8 to 8 × 13 pixels, median" in printed
    assert (tmp_path / "inspect-動物.png").is_file()


def test_no_such_contest_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "emoji21"]) == 2
    assert "emoji20" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "-3", "many"])
def test_a_senseless_number_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "emoji20", "--per-class", number]) == 2
    assert f"a whole number from 1 up was expected, '{number}' came" in capsys.readouterr().err


def test_the_twins_of_the_real_contest_are_found(contest108: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.cli", "inspect", str(contest108), "--out", str(tmp_path / "sheet.png")]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    assert "26 groups; 10 across train and test, 3 across labels" in printed
