"""Names and bytes from folders and zips alike; what lies in a folder."""

import os
import sys
from pathlib import Path

import pytest

from competition.errors import DataError
from competition.images import open_pictures
from tests.files import foldered, zipped


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("kind", [foldered, zipped])
def test_names_are_sorted_text_with_slashes(tmp_path: Path, kind: object) -> None:
    made = kind(tmp_path / "p", {"cat/b.png": b"", "cat/a.png": b"", "犬/ポチ.png": b"x"})  # type: ignore[operator]
    pictures = open_pictures(made)
    assert pictures.names == ("cat/a.png", "cat/b.png", "犬/ポチ.png")
    assert pictures.read("犬/ポチ.png") == b"x"


@pytest.mark.parametrize("kind", [foldered, zipped])
def test_what_systems_leave_behind_is_passed_over(tmp_path: Path, kind: object) -> None:
    junk = ("__MACOSX/._a.png", ".DS_Store", "Thumbs.db", "cat/desktop.ini", ".hidden/a.png")
    made = kind(tmp_path / "p", {"a.png": b"", **dict.fromkeys(junk, b"")})  # type: ignore[operator]
    assert open_pictures(made).names == ("a.png",)


@pytest.mark.parametrize("kind", [foldered, zipped])
def test_a_mac_s_decomposed_names_are_composed(tmp_path: Path, kind: object) -> None:
    made = kind(tmp_path / "p", {"か\u3099.png": b"ga", "b.png": b""})  # type: ignore[operator]
    pictures = open_pictures(made)
    assert pictures.names == ("b.png", "が.png")
    assert pictures.read("が.png") == b"ga"


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="file names there are always Unicode")
def test_a_folder_s_names_in_cp932_are_read(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "p") + b"/" + "犬.png".encode("cp932"))).write_bytes(b"!")
    pictures = open_pictures(tmp_path / "p")
    assert pictures.names == ("犬.png",)
    assert pictures.read("犬.png") == b"!"


def test_nothing_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nothing is there"):
        open_pictures(tmp_path / "no.zip")


def links_work(tmp_path: Path) -> bool:
    try:
        (tmp_path / "probe").symlink_to(tmp_path)
    except OSError:
        return False
    return True


def test_links_out_of_a_folder_are_refused_and_rings_passed_over(tmp_path: Path) -> None:
    if not links_work(tmp_path):
        pytest.skip("this system lets only administrators make links")
    folder = foldered(tmp_path / "p", {"cat/a.png": b"A"})
    (folder / "cat/ring").symlink_to(folder)
    (folder / "cat/b.png").symlink_to(folder / "cat/a.png")
    assert open_pictures(folder).names == ("cat/a.png", "cat/b.png")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "c.png").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(DataError, match="lead out of it: .*c.png"):
        open_pictures(folder)
