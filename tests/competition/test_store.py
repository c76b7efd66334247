"""The arrays that are kept of pictures: right, made once, and never half."""

import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from competition.cache import cache_dir
from competition.enlarged import Enlarged
from competition.errors import DataError, InstallError
from competition.images import open_pictures, resized
from competition.store import open_store
from tests.files import FOUR, foldered, noise, png, zipped

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_CACHE", str(tmp_path / "cache"))


def test_small_squares_are_kept_as_they_are(tmp_path: Path) -> None:
    pictures = open_pictures(zipped(tmp_path / "a.zip", FOUR))
    store = open_store(pictures, ["犬.png", "a.png"])
    assert store.ids == ("犬.png", "a.png")
    assert store.native_size == 8
    assert np.array_equal(store.images(8), [noise(2), noise(0)])
    assert np.array_equal(store.images(20), [resized(noise(2), 20), resized(noise(0), 20)])
    assert np.array_equal(store.squares(["a.png"], 5), [resized(noise(0), 5)])
    assert store.shapes.tolist() == [[8, 8], [8, 8]]
    assert store.index(["a.png", "犬.png"]).tolist() == [1, 0]
    with pytest.raises(ValueError, match="read-only"):
        store.images(8)[0] = 0


@pytest.mark.parametrize("other", [noise(9, 8, 6), noise(9, 12, 12), noise(9, 130, 130)])
def test_pictures_of_several_sizes_are_brought_to_one(tmp_path: Path, other: np.ndarray) -> None:
    path = foldered(tmp_path / "p", {**FOUR, "z.png": png(other)})
    store = open_store(open_pictures(path), ["a.png", "z.png"])
    assert store.native_size == 0
    assert store.shapes.tolist() == [[8, 8], list(other.shape[:2])]
    for size in (8, 5):
        assert np.array_equal(store.images(size), [resized(noise(0), size), resized(other, size)])


@pytest.mark.parametrize("where", ["0first.png", "b0middle.png", "zlast.png"])
def test_an_unreadable_picture_is_grey_and_nobody_s_twin(tmp_path: Path, where: str) -> None:
    path = zipped(tmp_path / "a.zip", {**FOUR, where: b"no picture", "empty.png": b""})
    names = sorted((*FOUR, where))
    store = open_store(open_pictures(path), names)
    row = names.index(where)
    assert store.unreadable == (where,)
    assert store.digests[row] == ""
    assert store.shapes[row].tolist() == [0, 0]
    assert (store.images(8)[row] == 128).all()
    assert (store.images(6)[row] == 128).all()
    assert np.array_equal(np.delete(store.images(8), row, axis=0)[0], noise(0))


def test_a_store_without_any_readable_picture_is_all_grey(tmp_path: Path) -> None:
    path = foldered(tmp_path / "p", {"a.png": b"?", "b.png": b"?"})
    store = open_store(open_pictures(path), ["a.png", "b.png"])
    assert store.unreadable == ("a.png", "b.png")
    assert (store.images(4) == 128).all()


def test_twins_share_a_digest(tmp_path: Path) -> None:
    store = open_store(
        open_pictures(foldered(tmp_path / "p", {**FOUR, "twin.png": FOUR["a.png"]})), ["twin.png", "a.png"]
    )
    assert len(set(store.digests)) == 1


def test_opened_again_nothing_is_decoded_or_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", FOUR)
    first = open_store(open_pictures(path), sorted(FOUR))
    pixels = np.array(first.images(12))

    def never(*_args: object) -> None:
        raise AssertionError("the zip was listed again")

    monkeypatch.setattr(zipfile, "ZipFile", never)
    again = open_store(open_pictures(path), open_pictures(path).names)
    assert again.digests == first.digests
    assert np.array_equal(again.images(12), pixels)


@pytest.mark.parametrize("kind", [foldered, zipped])
def test_changed_pictures_are_noticed(tmp_path: Path, kind: object) -> None:
    one = kind(tmp_path / "p", FOUR)  # type: ignore[operator]
    before = open_store(open_pictures(one), ["a.png"])
    kind(tmp_path / "p", {**FOUR, "a.png": png(noise(77))})  # type: ignore[operator]
    after = open_store(open_pictures(one), ["a.png"])
    assert before.digests != after.digests
    assert np.array_equal(after.images(8)[0], noise(77))


@pytest.mark.parametrize("extra", [{}, {"z.png": png(noise(9, 9, 20))}])
def test_a_subset_is_the_store_of_those_pictures(tmp_path: Path, extra: dict[str, bytes]) -> None:
    path = zipped(tmp_path / "a.zip", {**FOUR, **extra, "broken.png": b"?"})
    pictures = open_pictures(path)
    whole = open_store(pictures, pictures.names)
    ids = ["犬.png", *extra, "a.png"]
    part, fresh = whole.subset(ids), open_store(open_pictures(path), ids)
    assert part.ids == fresh.ids == tuple(ids)
    assert part.digests == fresh.digests
    assert part.unreadable == ()
    for size in (8, 5):
        expected = [resized(noise(9, 9, 20) if name == "z.png" else noise(seed_of(name)), size) for name in ids]
        assert np.array_equal(part.images(size), expected)


def test_a_subset_decodes_nothing_again(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", FOUR)
    whole = open_store(open_pictures(path), sorted(FOUR))
    path.unlink()
    assert np.array_equal(whole.subset(["が.png"]).images(8), [noise(3)])


def seed_of(name: str) -> int:
    """The seed of one of the four pictures."""
    return list(FOUR).index(name)


def test_missing_names_are_all_named(tmp_path: Path) -> None:
    pictures = open_pictures(zipped(tmp_path / "a.zip", FOUR))
    with pytest.raises(DataError) as caught:
        open_store(pictures, ["a.png", "x.png", "y.png"])
    assert caught.value.offenders == ["x.png", "y.png"]
    with pytest.raises(DataError, match="not hold these pictures: x.png"):
        open_store(pictures, ["a.png"]).index(["x.png"])


def test_no_pictures_are_said(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    with pytest.raises(DataError, match="holds no pictures"):
        open_store(open_pictures(tmp_path / "p"), [])


@pytest.mark.parametrize("kind", [foldered, zipped])
def test_a_store_travels_to_another_process(tmp_path: Path, kind: object) -> None:
    path = kind(tmp_path / "p", FOUR)  # type: ignore[operator]
    store = open_store(open_pictures(path), sorted(FOUR))
    sent = pickle.dumps(store)
    assert np.array_equal(pickle.loads(sent).images(9), store.images(9))


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = open_pictures(zipped(tmp_path / "a.zip", FOUR))
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("KIT_CACHE", str(tmp_path / "file"))
    with pytest.raises(InstallError, match="could not be kept"):
        open_store(pictures, ["a.png"])


_OPEN = """
import os, sys, time
from pathlib import Path
from competition import first_look, store
from competition.images import open_pictures
if sys.argv[2] == "die":
    whole = first_look.decode
    left = [150]
    def decode(*args, **settings):
        left[0] -= 1
        if not left[0]:
            os._exit(9)
        return whole(*args, **settings)
    first_look.decode = decode
pictures = open_pictures(Path(sys.argv[1]))
print(store.open_store(pictures, pictures.names).images(10).sum())
"""


def opening(path: Path, how: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", _OPEN, str(path), how], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def many(tmp_path: Path) -> tuple[Path, int]:
    members = {f"{n:03}.png": png(noise(n)) for n in range(300)}
    total = sum(int(resized(noise(n), 10).sum()) for n in range(300))
    return zipped(tmp_path / "many.zip", members), total


def test_a_first_opening_that_was_killed_leaves_nothing_to_be_taken_for_whole(tmp_path: Path) -> None:
    path, total = many(tmp_path)
    killed = opening(path, "die")
    killed.communicate()
    assert killed.returncode == 9
    assert not list(cache_dir("pictures").rglob("[!.]*.npy"))
    assert not list(cache_dir("pictures").rglob("index.json"))
    assert opening(path, "live").communicate()[0].strip() == str(total)


def test_two_processes_may_open_at_once(tmp_path: Path) -> None:
    path, total = many(tmp_path)
    both = [opening(path, "live"), opening(path, "live")]
    assert [process.communicate()[0].strip() for process in both] == [str(total)] * 2
    left = [file.name for file in cache_dir("pictures").rglob("*") if file.is_file()]
    assert sorted(left) == ["10.npy", "8.npy", "index.json", "names.json"]


def test_contest108_opens_quickly(contest108: Path, tmp_path: Path) -> None:
    import time

    start = time.process_time()
    stores = [open_store(p, p.names) for p in map(open_pictures, (contest108 / "train.zip", contest108 / "test.zip"))]
    first_s = time.process_time() - start
    start = time.process_time()
    again = [open_store(p, p.names) for p in map(open_pictures, (contest108 / "train.zip", contest108 / "test.zip"))]
    again_s = time.process_time() - start
    assert [store.shapes.shape[0] for store in again] == [50_000, 10_000]
    assert not any(store.unreadable for store in stores)
    # Processor time, so that a busy machine does not fail the test.
    assert first_s < 20
    assert again_s < 1


def test_a_disk_that_fails_is_said_and_not_kept(tmp_path: Path) -> None:
    folder = foldered(tmp_path / "p", FOUR)
    pictures = open_pictures(folder)
    (folder / "b.png").rename(folder / "away")
    with pytest.raises(InstallError, match="could not be read from its disk .*: b.png"):
        open_store(pictures, sorted(FOUR))
    (folder / "away").rename(folder / "b.png")
    assert open_store(pictures, sorted(FOUR)).unreadable == ()


def test_enlarged_pictures_are_those_of_the_array(tmp_path: Path) -> None:
    pictures = open_pictures(zipped(tmp_path / "a.zip", FOUR))
    store = open_store(pictures, pictures.names)
    shown = store.shown(12)
    assert isinstance(shown, Enlarged)
    sent = pickle.loads(pickle.dumps(shown))
    rows = np.array([1, 0, 1])
    whole = store.images(12)
    assert shown.shape == whole.shape
    np.testing.assert_array_equal(sent[rows], whole[rows])
    np.testing.assert_array_equal(sent[1], whole[1])
    # Not enlarged, or there already: the array itself.
    assert not isinstance(store.shown(8), Enlarged) and not isinstance(store.shown(12), Enlarged)
