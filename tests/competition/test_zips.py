"""Zips as they come from elsewhere: odd names, locks, bombs, damage."""

import struct
import tempfile
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition import zips
from competition.errors import DataError, KitError
from competition.images import open_pictures
from competition.store import open_store
from tests.files import FOUR, noise, png, renamed, zipped


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_japanese_names_of_unsaid_encoding_are_read(tmp_path: Path, encoding: str) -> None:
    raw = "表示ソ.png".encode(encoding)  # in CP932 two of these hold the byte of a backslash
    path = zipped(tmp_path / "a.zip", {"x" * len(raw): b"!", "b.png": b""})
    pictures = open_pictures(renamed(path, b"x" * len(raw), raw, flags=0))
    assert pictures.names == ("b.png", "表示ソ.png")
    assert pictures.read("表示ソ.png") == b"!"


def test_the_folder_that_holds_all_of_a_zip_is_dropped(tmp_path: Path) -> None:
    one = zipped(tmp_path / "train.zip", {"train/": b"", "train/b.png": b"B", "train/a.png": b"A", "__MACOSX/x": b""})
    pictures = open_pictures(one)
    assert pictures.names == ("a.png", "b.png")
    assert pictures.read("b.png") == b"B"
    classes = zipped(tmp_path / "classes.zip", {"train/cat/a.png": b"", "train/dog/a.png": b""})
    assert open_pictures(classes).names == ("cat/a.png", "dog/a.png")


CLIMBING = ["../up.png", "a/../../up.png", "/etc/up.png", "C:/up.png", "\\\\host\\up.png", "a\\up.png"]


def test_every_path_that_climbs_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"good.png": b"", **dict.fromkeys(CLIMBING, b"!")})
    with pytest.raises(DataError) as caught:
        open_pictures(path)
    assert sorted(caught.value.offenders) == sorted(CLIMBING)
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["a.zip"]


def test_a_name_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.png", b"1")
        archive.writestr("a.png", b"2")
    with pytest.raises(DataError, match="more than once: a.png"):
        open_pictures(path)


def test_a_locked_zip_is_said(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.png": b"!", "b.png": b"!"})
    with pytest.raises(DataError, match="password: a.png, b.png"):
        open_pictures(renamed(path, b"", b"", flags=1))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and then nothing", "猫".encode() * 99])
def test_what_is_no_zip_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(DataError, match="not a whole zip"):
        open_pictures(tmp_path / "a.zip")


def test_a_zip_cut_short_is_said(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", FOUR)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match="not a whole zip"):
        open_pictures(path)


def test_a_method_that_unpacks_without_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="other than the usual"):
        open_pictures(zipped(tmp_path / "a.zip", {"a.png": b"!"}, zipfile.ZIP_BZIP2))


def test_bombs_and_giants_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_FILE_BYTES", 4 * 2**20)
    path = zipped(tmp_path / "a.zip", {"giant.png": bytes(5 * 2**20), "bomb.png": bytes(3 * 2**20), **FOUR})
    store = open_store(open_pictures(path), open_pictures(path).names)
    assert store.unreadable == ("bomb.png", "giant.png")
    assert "unpacks to over 200 times" in store.reasons["bomb.png"]
    assert "bigger than 4 MB" in store.reasons["giant.png"]


def test_a_member_that_unpacks_to_more_than_it_claims_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.png": bytes(10_000), "b.png": png(noise(1))})
    renamed(path, struct.pack("<I", 10_000), struct.pack("<I", 100))
    store = open_store(open_pictures(path), ["a.png", "b.png"])
    assert store.unreadable == ("a.png",)


def test_a_bomb_that_claims_to_be_small_is_not_unpacked_either(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.png": bytes(50_000_000)})
    renamed(path, struct.pack("<I", 50_000_000), struct.pack("<I", 1000))
    pictures = open_pictures(path)
    tracemalloc.start()
    try:
        with pytest.raises(DataError):
            pictures.read("a.png")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_damaged_member_does_not_hide_the_others(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", FOUR, zipfile.ZIP_STORED)
    renamed(path, FOUR["b.png"][40:60], bytes(20))
    store = open_store(open_pictures(path), sorted(FOUR))
    assert store.unreadable == ("b.png",)
    assert "damaged inside its zip" in store.reasons["b.png"]


@given(st.data())
def test_a_zip_with_any_bytes_changed_raises_nothing_else(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = zipped(Path(folder) / "a.zip", {"t/a.png": FOUR["a.png"], "t/犬.png": b"x" * 50})
        raw = bytearray(path.read_bytes())
        for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=5)):
            raw[place] = data.draw(st.integers(0, 255))
        path.write_bytes(bytes(raw))
        with suppress(KitError):
            pictures = open_pictures(path)
            try:
                for name in pictures.names:
                    with suppress(KitError):
                        pictures.read(name)
            finally:
                pictures.close()
