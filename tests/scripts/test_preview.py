"""`preview`: a sheet for every policy and operation, its name, and flags that do not go together."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from augment.operations import OPERATIONS
from competition.builtin import built
from scripts.cli import main, parser_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def here(tmp_path: Path, class_folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The current folder is empty but for the contest."""
    monkeypatch.chdir(tmp_path)
    return str(class_folder)


def sheet(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


@pytest.mark.parametrize(
    ("flags", "name"),
    [
        ([], "light"),
        (["--policy", "medium"], "medium"),
        (["--policy", "none"], "none"),
        (["--policy", "strong", "--transforms"], "strong-transforms"),
        (["--operation", "sobel"], "sobel"),
        (["--operation", "kernel", "--kernel", "0,-1,0;-1,5,-1;0,-1,0"], "kernel"),
        (["--kernel", "-1,-1,-1;-1,8,-1;-1,-1,-1"], "kernel"),
        (["--policy", "light", "--pictures", "1000", "--draws", "1", "--size", "16"], "light"),
    ],
)
def test_a_sheet_is_drawn_and_its_place_told(
    here: str, flags: list[str], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preview", here, *flags]) == 0
    file = f"preview-{Path(here).name}-{name}.png"
    assert f"Contact sheet: {file}" in capsys.readouterr().out
    assert min(sheet(Path(file)).shape[:2]) > 100


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_drawn_and_named_in_help(here: str, name: str) -> None:
    assert main(["preview", here, "--operation", name, "--out", "s.png", "--pictures", "2"]) == 0
    assert sheet(Path("s.png")).std() > 0
    assert name in parser_of("preview").format_help()


def test_the_same_seed_the_same_sheet(here: str) -> None:
    for seed, file in (("3", "a.png"), ("3", "b.png"), ("4", "c.png")):
        assert main(["preview", here, "--policy", "strong", "--seed", seed, "--out", file]) == 0
    np.testing.assert_array_equal(sheet(Path("a.png")), sheet(Path("b.png")))
    assert not np.array_equal(sheet(Path("a.png")), sheet(Path("c.png")))


def test_a_policy_of_ones_own_is_shown_saved_and_shown_again(here: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("my_policy.py").write_text(
        "import albumentations as A\n\ndef mine(size):\n    return [A.Rotate(limit=(-40, 40), p=1.0)]\n",
        encoding="utf-8",
    )
    asked = ["preview", here]  # without --size: the size a network is trained at
    assert main([*asked, "--policy", "my_policy.py:mine", "--seed", "5", "--save", "mine.yaml"]) == 0
    assert "--policy mine.yaml --size 32" in capsys.readouterr().out
    assert main([*asked, "--policy", "mine.yaml", "--out", "again.png"]) == 0
    np.testing.assert_array_equal(sheet(Path(f"preview-{Path(here).name}-mine.png")), sheet(Path("again.png")))


def test_the_rows_are_told_as_they_are(here: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", here, "--policy", "flip", "--transforms", "--pictures", "1"]) == 0
    said = capsys.readouterr().out
    assert "6 draws of one transform of flip, always applied; 32 pixels a side." in said
    assert "A network sees 32 pixels a side, too, unless --size says otherwise." in said


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--policy", "ligth"], "did you mean 'light'"),
        (["--operation", "sobell"], "There is no operation 'sobell'"),
        (["--operation", "kernel"], "go together"),
        (["--operation", "mean", "--kernel", "0,0,0;0,1,0;0,0,0"], "go together"),
        (["--kernel", "1,2"], "three rows of three numbers"),
        (["--operation", "mean", "--draws", "3", "--policy", "light"], "with an operation: --policy, --draws"),
        (["--save", "policy.txt"], "saved as .yaml"),
        (["--size", "5000"], "megapixels is too large"),
        (["--draws", "1000000"], "fewer --pictures or --draws"),
        (["--seed", "-1"], "a whole number from 0 up"),
        (["--pictures", "0"], "a whole number from 1 up"),
        (["--out", "sheet.docx"], "could not be written"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    here: str, flags: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preview", here, *flags]) == 2
    assert said in capsys.readouterr().err
    assert not list(Path().glob("*.png"))


def test_the_built_in_contest_is_shown_quickly_once_opened(tmp_path: Path) -> None:
    built("emoji20")
    command = "import sys, time; from scripts.cli import main; main(sys.argv[1:]); print(time.process_time())"
    for _again in range(2):
        printed = subprocess.run(
            [sys.executable, "-c", command, "preview", "emoji20", "--policy", "medium"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        ).stdout
    # Processor time, so that a busy machine does not fail the test.
    assert float(printed.split()[-1]) < 3
