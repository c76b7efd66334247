"""The map in the README holds: imports run one way, and each heavy library has one door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "competition": set(),
    "augment": {"competition"},
    "baselines": {"competition", "augment"},
    "submit": {"competition"},
    "scripts": {"competition", "augment", "baselines", "submit"},
}
DOORS = {
    "keras": "baselines",
    "tensorflow": "baselines",
    "albumentations": "augment",
    "sqlalchemy": "submit/leaderboard",
    "alembic": "submit/leaderboard",
    "psycopg": "submit/leaderboard",
}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """The first part of everything a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_run_one_way(package: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name in imported(path)
        if name in MAY_IMPORT and name != package and name not in MAY_IMPORT[package]
    }
    assert not wrong


@pytest.mark.parametrize("library", DOORS)
def test_each_heavy_library_has_one_door(library: str) -> None:
    door = ROOT / DOORS[library]
    assert not [
        str(path)
        for package in MAY_IMPORT
        for path in modules(package)
        if library in set(imported(path)) and not path.is_relative_to(door)
    ]


def test_no_drawer_files() -> None:
    every = [path for package in MAY_IMPORT for path in modules(package)]
    assert not [path for path in every if path.stem in DRAWERS or path.stem.endswith("_factory")]


def test_no_module_is_too_long_to_read() -> None:
    every = [path for package in MAY_IMPORT for path in modules(package)]
    long = [str(path) for path in every if len(path.read_text(encoding="utf-8").splitlines()) > 250]
    assert not long


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_every_module_says_what_lives_there(package: str) -> None:
    silent = [str(path) for path in modules(package) if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert not silent


def sentences(path: Path) -> Iterator[tuple[int, ast.expr]]:
    """The first argument of every error raised and everything printed, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            name = node.func.id
            if name == "print" or (name.endswith("Error") and name not in ("ValueError", "TypeError", "KeyError")):
                yield node.lineno, node.args[0]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_every_sentence_goes_through_the_catalogue(package: str) -> None:
    """A literal or an f-string handed straight to a user cannot be translated."""
    bare = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules(package)
        for line, sentence in sentences(path)
        if (isinstance(sentence, ast.Constant) and isinstance(sentence.value, str) and " " in sentence.value.strip())
        or (
            isinstance(sentence, ast.JoinedStr)
            and any(isinstance(part, ast.Constant) and str(part.value).strip(" \n:=[]/") for part in sentence.values)
        )
    ]
    assert not bare
