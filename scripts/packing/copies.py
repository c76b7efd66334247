"""The kit and a contest as folders to hand out: without what only lies beside them, and without hidden labels."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from competition import atomic
from competition.contest import Contest, DataFiles
from competition.contest_page import PAGE, write_contest
from competition.filenames import is_junk

# What the kit consists of; runs, caches, environments and a student's own files may lie beside it.
_FOLDERS = ("augment", "baselines", "competition", "scripts", "submit", "tests")
_FILES = ("*.md", "LICENSE", "pyproject.toml", "requirements*.lock", "requirements*.txt")
_MADE_BY_PYTHON = "__pycache__"


def kit_files(root: Path) -> list[Path]:
    """Every file of the kit, relative to its folder, in a fixed order."""
    inside = (path for folder in _FOLDERS for path in (root / folder).rglob("*") if path.is_file())
    found = [*inside, *(path for pattern in _FILES for path in root.glob(pattern))]
    names = (path.relative_to(root) for path in found)
    return sorted(name for name in names if _MADE_BY_PYTHON not in name.parts and not any(map(is_junk, name.parts)))


def team_files(contest: Contest, folder: Path) -> list[Path]:
    """Every file of a contest that teams get, relative to its folder; the page itself is written anew.

    Args:
        contest: Its page names them; whatever else lies there, hidden labels above all, stays.
        folder: Where it lies.
    """
    named = [getattr(contest.data, key) for key in ("train_images", "test_images", "train_table", "label_table")]
    hidden = {folder / contest.data.solution, folder / PAGE}

    def below(name: str) -> Iterator[Path]:
        place = folder / name
        if name == ".":
            for known in dict.fromkeys((*contest.classes, *contest.label_ids)):
                yield from (folder / known).rglob("*")
        elif place.is_dir():
            yield from place.rglob("*")
        else:
            yield place

    places = [path for name in [*named, contest.data.sample_submission] if name for path in below(name)]
    places += folder.glob("README*.md")
    names = {path.relative_to(folder) for path in places if path.is_file() and path not in hidden}
    return sorted(name for name in names if not any(map(is_junk, name.parts)))


def copy_kit(root: Path, target: Path) -> int:
    """Copy the kit into a folder, in place of an older copy; how many bytes it has."""
    return _copied(root, kit_files(root), target)


def copy_contest(contest: Contest, folder: Path, target: Path) -> int:
    """Copy what teams get of a contest into a folder, in place of an older copy; how many bytes it has."""
    page = replace(contest, data=replace(contest.data, solution=DataFiles().solution))
    return _copied(folder, team_files(contest, folder), target, page)


def _copied(source: Path, names: list[Path], target: Path, page: Contest | None = None) -> int:
    """Copy files; the target is the old one until the new one is whole."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        for name in names:
            (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, unfinished / name)
        if page is not None:
            write_contest(page, unfinished / PAGE)
        shutil.rmtree(target, ignore_errors=True)
        atomic.replace(unfinished, target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
