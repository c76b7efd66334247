"""Files are replaced whole or not at all."""

from pathlib import Path

import pytest

from competition import atomic
from competition.errors import DiskError


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "結果.txt"
    atomic.write_text(target, "old")
    with pytest.raises(RuntimeError), atomic.replacing(target) as fresh:
        fresh.write_text("half", encoding="utf-8")
        raise RuntimeError
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("mounted", [False, True])
def test_a_write_that_ends_well_replaces(tmp_path: Path, mounted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "is_mounted_drive", lambda folder: mounted)
    target = tmp_path / "new" / "a.txt"
    with atomic.replacing(target) as fresh:
        assert fresh.suffix == ".txt"
        assert (fresh.parent == target.parent) is not mounted
        fresh.write_text("whole\n", encoding="utf-8")
    assert target.read_text(encoding="utf-8") == "whole\n"
    assert list(target.parent.iterdir()) == [target]


def test_a_copy_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\x00\xff")
    atomic.copied(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"\x00\xff"


@pytest.mark.parametrize("place", ["folder", "file/a.txt"])
def test_where_no_file_can_be_is_said_and_nothing_is_left(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DiskError, match="cannot be written: "):
        atomic.write_text(tmp_path / place, "new")
    assert sorted(tmp_path.rglob("*")) == before
