"""A place of work that tests of several commands share: a small contest and two quick runs on it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.cli import main
from tests import miniatures

TREE = ("--recipe", "tree", "--folds", "2")
FOREST = ("--recipe", "forest", "--folds", "2", "--n-trees", "5")


@dataclass(frozen=True)
class Desk:
    """Where a team works.

    Args:
        contest: A folder per class, four of them.
        runs: With the runs ``tree`` and ``forest``.
    """

    contest: Path
    runs: Path

    @property
    def place(self) -> Path:
        """The contest's own runs."""
        return self.runs / self.contest.name

    def kit(self, command: str, *words: str) -> int:
        """One command on this contest and these runs."""
        return main([command, str(self.contest), *words, "--runs", str(self.runs)])


@pytest.fixture(scope="session")
def first_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Trained once; nobody changes it."""
    folder = tmp_path_factory.mktemp("desk")
    desk = Desk(miniatures.write_class_folders(folder / "図形 shapes"), folder / "runs")
    assert desk.kit("train", *TREE) == 0
    assert desk.kit("train", *FOREST) == 0
    return desk


@pytest.fixture
def desk(first_desk: Desk, tmp_path: Path) -> Desk:
    """A copy to do with as one likes; its runs know the same contest."""
    shutil.copytree(first_desk.runs, tmp_path / "runs")
    return Desk(first_desk.contest, tmp_path / "runs")
