"""What every test may ask for: contests in miniature, the real one where it is there, a cache of its own."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Tests read English sentences, whatever language the machine speaks; modules look theirs up when imported.
os.environ["KIT_LANGUAGE"] = "en"

from tests import miniatures  # noqa: E402

# The same examples every time, however busy the machine is, and nothing written into the tree.
settings.register_profile("kit", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("kit")


@pytest.fixture
def signate_folder(tmp_path: Path) -> Path:
    """A small contest as SIGNATE lays it out."""
    return miniatures.write_signate(tmp_path / "signate")


@pytest.fixture
def kaggle_folder(tmp_path: Path) -> Path:
    """A small contest as Kaggle lays it out."""
    return miniatures.write_kaggle(tmp_path / "kaggle")


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    """A small contest with a folder per class."""
    return miniatures.write_class_folders(tmp_path / "shapes")


@pytest.fixture(scope="session")
def contest108() -> Path:
    """The real contest that the kit is built for, where somebody has put it."""
    folder = Path(__file__).parents[2] / "shared" / "contest108"
    if not (folder / "train_master.tsv").is_file():
        pytest.skip(f"SIGNATE's contest 108 is not at {folder}: download it with SIGNATE's client to run this test")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A cache of the tests' own, so that they neither use nor fill the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
