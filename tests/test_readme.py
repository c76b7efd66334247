"""The README holds: its commands parse and run, it names every command, its map is the tree, and its Japanese is equal."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from augment.pipeline import pipeline
from scripts.cli import command_names, parser_of

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
JAPANESE = (ROOT / "README.ja.md").read_text(encoding="utf-8")
LINES = list(dict.fromkeys(line.strip() for line in re.findall(r"python3 scripts/kit\.py [^`\n]+", README)))
WEEKEND = re.findall(r"^python3 .+$", README.partition("## A weekend")[2].partition("## ")[0], re.MULTILINE)
# A row of the map: | ` layouts.py`, `zips.py` | … |
MAP = re.findall(r"^\| (`.+?) \|", README.partition("## The map")[2].partition("\n## ")[0], re.MULTILINE)
PACKAGES = ("competition", "augment", "baselines", "submit", "scripts")


def words(line: str) -> list[str]:
    return shlex.split(line, comments=True)[2:]


@pytest.mark.parametrize("line", LINES)
def test_every_line_parses(line: str) -> None:
    name, *rest = words(line)
    parser_of(name).parse_args(rest)


def test_its_policy_can_be_made(tmp_path: Path) -> None:
    path = tmp_path / "my_policy.py"
    path.write_text(re.findall(r"```python\n(# my_policy.py\n.+?)```", README, re.DOTALL)[0], encoding="utf-8")
    assert pipeline(f"{path}:mine", 32, seed=0) is not None


def test_every_command_is_named() -> None:
    table = README.partition("| command |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([a-z-]+)[^`]*`", table))
    assert set(command_names()) <= named


def mapped() -> set[str]:
    """The paths the map names; a row that is set in names what lies in the package above it."""
    package, paths = "", set()
    for row in MAP:
        names = [name.strip() for name in re.findall(r"`([^`]+)`", row)]
        if not row.startswith("` "):
            package = names[0]
        paths |= {name if name == package else package + name for name in names}
    return paths


def test_the_map_names_only_what_is_there() -> None:
    assert len(mapped()) > 50
    assert [path for path in sorted(mapped()) if not (ROOT / path).exists()] == []


def test_the_map_names_every_module() -> None:
    """Each module, or the folder that it lies in; commands and the launcher are told by their folders."""
    modules = [
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.name != "__init__.py"
    ]
    # A package as a whole is no place for a module; its inner folders are, and so is scripts/.
    named = mapped() - {f"{package}/" for package in PACKAGES if package != "scripts"}
    folders = tuple(path for path in named if path.endswith("/"))
    assert [one for one in modules if one not in named and not one.startswith(folders)] == []


def commands(text: str) -> list[list[str]]:
    return sorted(words(line) for line in re.findall(r"python3 scripts/kit\.py [^`\n]+", text))


def without_blocks(text: str) -> str:
    """The text without its blocks of code, whose comments are headings to nobody."""
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def test_the_japanese_one_has_the_same_commands() -> None:
    assert commands(JAPANESE) == commands(README)


def test_the_japanese_one_has_the_same_sections_and_tables() -> None:
    def outline(text: str) -> list[str]:
        """A heading's marks, a row's number of cells, a list's dot, a block's fence."""
        lines = re.findall(r"^(#+ |\|.*\||\* |```)", text, re.MULTILINE)
        return [str(line.count("|")) if line.startswith("|") else line for line in lines]

    assert outline(JAPANESE) == outline(README)


def test_the_japanese_one_names_the_same_things() -> None:
    """Files, flags and recipes stand in backquotes in both."""

    def named(text: str) -> set[str]:
        return set(re.findall(r"`([^`\n]+)`", without_blocks(text)))

    assert named(JAPANESE) ^ named(README) == set()


def test_the_japanese_one_has_the_same_figures() -> None:
    def figures(text: str) -> list[str]:
        return sorted(re.findall(r"\d+\.\d+", without_blocks(text)))

    assert figures(JAPANESE) == figures(README)


@pytest.mark.slow
def test_the_weekend_runs(tmp_path: Path) -> None:
    """Line by line in one folder, as a team would; only the networks are trained for 2 epochs, not for 20."""
    assert len(WEEKEND) >= 6
    for line in WEEKEND:
        asked = words(line)
        if "--epochs" in asked:
            asked[asked.index("--epochs") + 1] = "2"
        done = subprocess.run(
            [sys.executable, "-m", "scripts.cli", *asked],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    assert (tmp_path / "submission.csv").is_file()
    assert (tmp_path / "sweep-tree-max_depth.png").is_file()
    assert {path.name for path in (tmp_path / "runs/emoji20").iterdir() if path.is_dir()} >= {
        "forest",
        "forest-all",
        "cnn",
    }
