"""Freeing the caches: shown first, deleted only on a yes, and nothing else is touched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.commands import clean

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with two parts, in a folder in which other things lie too."""
    folder = tmp_path / "competition-kit"
    for file, n_bytes in {
        "pictures/名前/a.npy": 2_000_000,
        "downloads/b.tar.gz": 500_000,
        "holiday.jpg": 9,
    }.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(bytes(n_bytes))
    monkeypatch.setenv("KIT_CACHE", str(tmp_path))
    return folder


def cleaned(*flags: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "import sys; from scripts import cli; sys.exit(cli.main(sys.argv[1:]))"]
    return subprocess.run(
        [*command, "clean", *flags],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )


def test_sizes_are_shown_and_nothing_goes_without_a_yes(cache: Path) -> None:
    done = cleaned()
    assert "2.0 MB" in done.stdout
    assert "2.5 MB  in all" in done.stdout
    assert "--yes" in done.stdout
    assert (cache / "pictures" / "名前" / "a.npy").exists()


def test_yes_frees_the_caches_and_only_them(cache: Path) -> None:
    cleaned("--yes")
    assert [path.name for path in cache.iterdir()] == ["holiday.jpg"]
    assert "nothing to free" in cleaned("--yes").stdout


def test_what_a_link_points_to_stays(cache: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "photo.png").write_bytes(b"x" * 1000)
    try:
        (cache / "contests").symlink_to(mine, target_is_directory=True)
        (cache / "pictures" / "link").symlink_to(mine, target_is_directory=True)
    except OSError:
        pytest.skip("this Windows account may not make links")
    assert sum(clean.sizes(cache).values()) < 2_501_000
    cleaned("--yes")
    assert (mine / "photo.png").exists()
    assert not (cache / "contests").is_symlink()
