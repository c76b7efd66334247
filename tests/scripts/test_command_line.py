"""A command that is printed can be typed where it is read."""

import ntpath
import shlex
from pathlib import Path

import pytest

from scripts import command_line
from scripts.command_line import typed

ROOT = Path(__file__).parents[2]


def test_in_the_kits_folder_the_way_is_the_readmes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert typed(["submit", "私の 犬", "cnn"]) == "python3 scripts/kit.py submit '私の 犬' cnn"


def test_elsewhere_the_way_leads_to_the_kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (tmp_path, ROOT.parent, ROOT / "scripts"):
        monkeypatch.chdir(folder)
        _python, kit, word = shlex.split(typed(["runs"]))
        assert (folder / kit).resolve() == ROOT / "scripts" / "kit.py"
        assert word == "runs"


def test_from_another_drive_the_whole_path_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line.os.path, "relpath", lambda kit: ntpath.relpath("D:/kit.py", "C:/desk"))
    assert shlex.split(typed([])) == ["python3", str(ROOT / "scripts" / "kit.py")]
