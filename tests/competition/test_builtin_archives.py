"""Archives from elsewhere: fetched or brought along, checked, read without trusting them.

No network is needed: a server on loopback serves small stand-ins in the same binary forms.
"""

import csv
import gzip
import hashlib
import io
import struct
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from competition import builtin
from competition.builtin import cifar100, fashion
from competition.builtin.downloads import Archive, archives
from competition.builtin.idx import build_idx_contest, read_idx
from competition.contest_page import PAGE, read_contest
from competition.errors import ContestError, DataError

PACKAGE = Path(builtin.__file__).parent


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("KIT_DATA", raising=False)
    return tmp_path / "cache" / "competition-kit"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------- binary forms


def idx(values: np.ndarray) -> bytes:
    return gzip.compress(struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.tobytes())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=3), st.integers(0, 2**32 - 1))
def test_idx_round_trip(tmp_path_factory: pytest.TempPathFactory, shape: list[int], seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    path = tmp_path_factory.mktemp("idx") / "values.gz"
    path.write_bytes(idx(values))
    assert np.array_equal(read_idx(path, tuple(shape)), values)


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip at all",
        idx(np.zeros((3, 2), np.uint8))[:-9],
        idx(np.zeros((3, 3), np.uint8)),
        idx(np.zeros(6, np.uint8)),
        gzip.compress(gzip.decompress(idx(np.zeros((3, 2), np.uint8))) + b"more"),
        gzip.compress(gzip.decompress(idx(np.zeros((3, 2), np.uint8)))[:-1]),
        gzip.compress(b""),
        b"",
    ],
)
def test_a_file_that_is_not_the_idx_expected_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "values.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match="values.gz"):
        read_idx(path, (3, 2))


def tar_gz(contents: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def cifar_records(superclasses: np.ndarray, images: np.ndarray) -> bytes:
    planes = images.transpose(0, 3, 1, 2).reshape(len(images), -1)
    kinds = superclasses * 5
    return np.column_stack([superclasses, kinds, planes]).astype(np.uint8).tobytes()


def test_cifar_members_are_taken_by_exact_name_and_length(tmp_path: Path) -> None:
    path = tmp_path / "cifar.tar.gz"
    path.write_bytes(
        tar_gz({"../train.bin": b"evil", "/c/train.bin": b"evil", "c/train.bin": b"good", "c/other.bin": b""})
    )
    assert cifar100.members(path, {"c/train.bin": 4}) == {"c/train.bin": b"good"}
    with pytest.raises(DataError, match=r"c/train\.bin"):
        cifar100.members(path, {"c/train.bin": 5})
    assert [entry.name for entry in tmp_path.iterdir()] == ["cifar.tar.gz"]


@pytest.mark.parametrize("content", [b"", b"not a tar", tar_gz({"c/train.bin": bytes(range(256)) * 40})[:-60]])
def test_a_damaged_tar_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cifar.tar.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"cifar\.tar\.gz"):
        cifar100.members(path, {"c/train.bin": 256 * 40})


# ---------------------------------------------------------------- fetching


class Shelf(ThreadingHTTPServer):
    """Serves ``files`` with ranges on loopback; ``cuts`` are lengths after which answers break off."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Clerk)
        self.files = files
        self.cuts: list[int] = []
        self.ranges = True
        self.asked: list[str | None] = []

    @property
    def place(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/data"


class Clerk(BaseHTTPRequestHandler):
    server: Shelf

    def do_GET(self) -> None:  # noqa: N802 - the name http.server looks for
        asked = self.headers.get("Range")
        self.server.asked.append(asked)
        content = self.server.files.get(self.path.removeprefix("/data/"))
        if content is None:
            self.send_error(404)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.server.ranges else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        end = start + self.server.cuts.pop(0) if self.server.cuts else len(content)
        self.wfile.write(content[start:end])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with Shelf({}) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def archive_of(content: bytes, *places: str, name: str = "big.gz") -> Archive:
    return Archive(name, hashlib.md5(content).hexdigest(), len(content), places)


CONTENT = np.random.default_rng(0).bytes(700_000)


def test_a_file_is_fetched_once(shelf: Shelf, cache: Path) -> None:
    shelf.files["big.gz"] = CONTENT
    wanted = [archive_of(CONTENT, shelf.place)]
    (path,) = archives("mnist", wanted)
    assert path == cache / "downloads" / "mnist" / "big.gz"
    assert path.read_bytes() == CONTENT
    assert archives("mnist", wanted) == [path]
    assert len(shelf.asked) == 1
    assert [entry.name for entry in path.parent.iterdir()] == ["big.gz"]


def test_a_cut_download_goes_on_where_it_stopped(shelf: Shelf) -> None:
    shelf.files["big.gz"] = CONTENT
    shelf.cuts = [300_000, 300_000]
    (path,) = archives("mnist", [archive_of(CONTENT, shelf.place)])
    assert path.read_bytes() == CONTENT
    starts = [int(str(asked).removeprefix("bytes=").removesuffix("-")) for asked in shelf.asked]
    assert starts[0] == 0
    assert 200_000 < starts[1] <= 300_000
    assert starts[1] + 200_000 < starts[2] <= starts[1] + 300_000


def test_the_next_start_goes_on_too(shelf: Shelf, cache: Path) -> None:
    shelf.files["big.gz"] = CONTENT
    shelf.cuts = [400_000, 0]
    wanted = [archive_of(CONTENT, shelf.place)]
    with pytest.raises(ContestError, match="broken"):
        archives("mnist", wanted)
    kept = (cache / "downloads" / "mnist" / "big.gz.part").stat().st_size
    assert 300_000 < kept <= 400_000
    (path,) = archives("mnist", wanted)
    assert path.read_bytes() == CONTENT
    assert shelf.asked[-1] == f"bytes={kept}-"


def test_a_server_without_ranges_starts_over(shelf: Shelf) -> None:
    shelf.files["big.gz"] = CONTENT
    shelf.ranges = False
    shelf.cuts = [400_000]
    (path,) = archives("mnist", [archive_of(CONTENT, shelf.place)])
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("sent", [CONTENT[::-1], CONTENT + b"and more", CONTENT * 3])
def test_another_file_is_refused_or_cut_to_the_right_one(shelf: Shelf, cache: Path, sent: bytes) -> None:
    shelf.files["big.gz"] = sent
    wanted = [archive_of(CONTENT, shelf.place)]
    if sent.startswith(CONTENT):
        assert archives("mnist", wanted)[0].read_bytes() == CONTENT
    else:
        with pytest.raises(ContestError, match="checksum differs"):
            archives("mnist", wanted)
        assert list((cache / "downloads" / "mnist").iterdir()) == []


def test_the_next_place_is_tried(shelf: Shelf) -> None:
    shelf.files["big.gz"] = CONTENT
    wanted = archive_of(CONTENT, f"{shelf.place}/gone", "http://127.0.0.1:9/closed", shelf.place)
    assert archives("mnist", [wanted])[0].read_bytes() == CONTENT


def test_no_network_says_what_to_put_where(shelf: Shelf, cache: Path) -> None:
    shelf.files["first.gz"] = b"here"
    closed = "http://127.0.0.1:9"
    wanted = [
        archive_of(b"here", shelf.place, name="first.gz"),
        archive_of(CONTENT, closed, name="second.gz"),
        archive_of(CONTENT[1:], closed, name="third.gz"),
    ]
    with pytest.raises(ContestError) as caught:
        archives("mnist", wanted)
    text = str(caught.value)
    assert "no connection" in text
    assert caught.value.offenders == ["second.gz (700,000 bytes)", "third.gz (699,999 bytes)"]
    assert str(cache / "downloads" / "mnist") in text
    assert "KIT_DATA" in text


def test_404_is_said(shelf: Shelf) -> None:
    with pytest.raises(ContestError, match="404"):
        archives("mnist", [archive_of(CONTENT, shelf.place)])


@pytest.mark.parametrize("below", [".", "mnist"])
def test_the_users_own_folder_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str) -> None:
    own = tmp_path / "手元" / below / "big.gz"
    own.parent.mkdir(parents=True)
    own.write_bytes(CONTENT)
    monkeypatch.setenv("KIT_DATA", str(tmp_path / "手元"))
    (path,) = archives("mnist", [archive_of(CONTENT)])
    assert path.samefile(own)


def test_a_wrong_file_of_the_users_is_named_and_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "big.gz"
    own.write_bytes(CONTENT[::-1])
    monkeypatch.setenv("KIT_DATA", str(tmp_path))
    with pytest.raises(ContestError) as caught:
        archives("mnist", [archive_of(CONTENT, "http://127.0.0.1:9")])
    assert str(own) in str(caught.value)
    assert own.read_bytes() == CONTENT[::-1]


# ---------------------------------------------------------------- whole contests from stand-ins


def test_an_idx_contest_is_made_from_its_four_files(shelf: Shelf, tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    images = draw.integers(0, 256, (15, 28, 28), dtype=np.uint8)
    labels = draw.integers(0, 10, 15, dtype=np.uint8)
    contents = [idx(images[:10]), idx(labels[:10]), idx(images[10:]), idx(labels[10:])]
    names = [archive.name for archive in fashion.ARCHIVES]
    shelf.files = dict(zip(names, contents, strict=True))
    files = [archive_of(content, shelf.place, name=name) for name, content in shelf.files.items()]
    folder = tmp_path / "fashion"
    folder.mkdir()
    page = PACKAGE / "fashion" / PAGE
    build_idx_contest(folder, page, files, n_train=10, n_test=5)
    contest = read_contest(folder / PAGE)
    assert [row["label"] for row in rows(folder / "train.csv")] == [contest.classes[n] for n in labels[:10]]
    assert [row["label"] for row in rows(folder / "solution.csv")] == [contest.classes[n] for n in labels[10:]]
    with zipfile.ZipFile(folder / "test.zip") as pictures:
        drawn = np.asarray(Image.open(io.BytesIO(pictures.read("test_00004.png"))))
    assert np.array_equal(drawn, images[14])


def test_labels_that_are_no_class_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    contents = [idx(np.zeros((1, 28, 28), np.uint8)), idx(np.array([10], np.uint8))] * 2
    files = [archive_of(content, shelf.place, name=f"{n}.gz") for n, content in enumerate(contents)]
    shelf.files = {file.name: content for file, content in zip(files, contents, strict=True)}
    with pytest.raises(DataError, match="no class"):
        build_idx_contest(tmp_path, PACKAGE / "mnist" / PAGE, files, n_train=1, n_test=1)


def test_cifar100_is_made_from_its_archive(shelf: Shelf, tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    images = draw.integers(0, 256, (50, 32, 32, 3), dtype=np.uint8)
    superclasses = np.arange(50, dtype=np.uint8) % 20
    content = tar_gz(
        {
            "cifar-100-binary/test.bin": cifar_records(superclasses[40:], images[40:]),
            "cifar-100-binary/train.bin": cifar_records(superclasses[:40], images[:40]),
        }
    )
    shelf.files[cifar100.ARCHIVE.name] = content
    archive = archive_of(content, shelf.place, name=cifar100.ARCHIVE.name)
    folder = tmp_path / "cifar100"
    folder.mkdir()
    cifar100.build_from(folder, archive, n_train=40, n_test=10)
    classes = read_contest(folder / PAGE).classes
    assert [row["label"] for row in rows(folder / "train.csv")] == [*classes, *classes]
    with zipfile.ZipFile(folder / "train.zip") as pictures:
        drawn = np.asarray(Image.open(io.BytesIO(pictures.read("train_00003.png"))))
    assert np.array_equal(drawn, images[3])
