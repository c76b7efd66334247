"""The contests that come with the kit: always the same, fair, and made whole or not at all."""

import csv
import hashlib
import io
import os
import platform
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from competition.builtin import BUILTIN, built, emoji20
from competition.builtin.emoji20.artists import codes_by_class
from competition.builtin.folder import Part
from competition.contest_page import PAGE, read_contest
from competition.errors import ContestError, InstallError

PACKAGE = Path(emoji20.__file__).parents[1]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("KIT_DATA", raising=False)
    return tmp_path / "cache" / "competition-kit"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------- emoji20


@pytest.fixture(scope="module")
def emoji_parts() -> tuple[Part, Part]:
    return emoji20.train_and_test()


@pytest.fixture(scope="module")
def emoji_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield built("emoji20")


def test_emoji20_is_always_the_same(emoji_parts: tuple[Part, Part]) -> None:
    checksum = emoji20.pixels_checksum(emoji_parts)
    if sys.platform == "linux" and platform.machine() == "x86_64":
        assert checksum == emoji20.PIXELS
    # Elsewhere the rasteriser may round a shade differently; names, labels and sources were checked already.
    assert np.concatenate([part.images for part in emoji_parts]).mean() == pytest.approx(200.807, abs=0.02)


def test_emoji20_refuses_other_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emoji20, "SOURCES", "0" * 64)
    with pytest.raises(InstallError, match="other pictures"):
        built("emoji20")


def test_emoji20_has_its_classes_in_both_parts(emoji_parts: tuple[Part, Part]) -> None:
    train, test = emoji_parts
    classes = read_contest(PACKAGE / "emoji20" / PAGE).classes
    counts = Counter([*train.labels, *test.labels])
    assert tuple(codes_by_class()) == classes
    assert counts.total() == 1738
    assert {name: counts[name] for name in ("face", "hand", "mammal", "flag", "heart")} == {
        "face": 258,
        "hand": 86,
        "mammal": 132,
        "flag": 104,
        "heart": 50,
    }
    assert set(train.labels) == set(test.labels) == set(classes)
    hidden = Counter(test.labels)
    assert all(0.17 < hidden[name] / counts[name] < 0.23 for name in classes)


def test_emoji20_keeps_both_drawings_of_an_emoji_on_one_side(emoji_parts: tuple[Part, Part]) -> None:
    train, test = emoji_parts
    assert not set(train.groups) & set(test.groups)
    assert set(Counter([*train.groups, *test.groups]).values()) == {2}


def test_emoji20_has_no_twins_and_white_corners(emoji_parts: tuple[Part, Part]) -> None:
    images = np.concatenate([part.images for part in emoji_parts])
    assert images.shape == (1738, 72, 72, 3)
    assert len({hashlib.sha256(image.tobytes()).digest() for image in images}) == len(images)
    assert np.mean(images[:, 0, 0] == 255) > 0.97


def test_emoji20_names_give_nothing_away(emoji_parts: tuple[Part, Part]) -> None:
    train, test = emoji_parts
    by_name = dict(zip([*train.names, *test.names], [*train.labels, *test.labels], strict=True))
    in_order = [by_name[f"emoji_{number:04d}.png"] for number in range(1, 1739)]
    neighbours = np.mean([a == b for a, b in zip(in_order, in_order[1:], strict=False)])
    by_chance = sum((n / 1738) ** 2 for n in Counter(in_order).values())
    assert neighbours == pytest.approx(by_chance, abs=0.03)


def test_the_folder_agrees_with_itself(emoji_folder: Path, emoji_parts: tuple[Part, Part]) -> None:
    train, test = emoji_parts
    contest = read_contest(emoji_folder / PAGE)
    table = rows(emoji_folder / contest.data.train_table)
    assert [row["file_name"] for row in table] == list(train.names)
    assert [row["label"] for row in table] == list(train.labels)
    assert [row["group"] for row in table] == list(train.groups)
    solution = rows(emoji_folder / contest.data.solution)
    assert [row["id"] for row in solution] == list(test.names)
    assert [row["label"] for row in solution] == list(test.labels)
    sample = rows(emoji_folder / contest.data.sample_submission)
    assert [row["id"] for row in sample] == list(test.names)
    assert tuple(sample[0])[1:] == contest.classes
    assert set(list(sample[0].values())[1:]) == {"0.05"}
    for part, name in ((train, contest.data.train_images), (test, contest.data.test_images)):
        with zipfile.ZipFile(emoji_folder / name) as pictures:
            assert pictures.namelist() == sorted(part.names) == list(part.names)
            assert {(entry.date_time, entry.compress_type) for entry in pictures.infolist()} == {
                ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
            }
            drawn = np.asarray(Image.open(io.BytesIO(pictures.read(part.names[7]))))
            assert np.array_equal(drawn, part.images[7])


# ---------------------------------------------------------------- making a folder


def test_pages_can_be_read() -> None:
    for name in BUILTIN:
        contest = read_contest(PACKAGE / name / PAGE)
        assert contest.name == name
        assert contest.licence
        assert contest.data.solution


def test_an_unknown_name_is_named() -> None:
    with pytest.raises(ContestError, match="emoji21"):
        built("emoji21")


def test_a_failed_making_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(folder: Path) -> None:
        (folder / "train.zip").write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(emoji20, "build", cut)
    with pytest.raises(KeyboardInterrupt):
        built("emoji20")
    assert [path.name for path in (cache / "contests").iterdir() if path.is_dir()] == []


def test_a_killed_making_is_made_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = (
        "import time; from competition.builtin import built, emoji20\n"
        "def build(folder): (folder / 'train.zip').write_bytes(b'half'); print(flush=True); time.sleep(60)\n"
        "emoji20.build = build; built('emoji20')"
    )
    command = [sys.executable, "-c", endless]
    with subprocess.Popen(command, cwd=PACKAGE.parents[1], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    monkeypatch.setattr(emoji20, "build", lambda folder: (folder / PAGE).write_bytes(b""))
    assert [path.name for path in built("emoji20").iterdir()] == [PAGE]


def test_old_leftovers_are_swept_and_young_ones_left(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, young = cache / "contests" / ".emoji20-1.old", cache / "contests" / ".emoji20-1.young"
    for left in (old, young):
        left.mkdir(parents=True)
    os.utime(old, (time.time() - 200_000,) * 2)
    monkeypatch.setattr(emoji20, "build", lambda folder: None)
    built("emoji20")
    assert young.is_dir()
    assert not old.exists()


def test_two_at_once_make_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def slow(folder: Path) -> None:
        made.append(folder)
        time.sleep(0.3)
        (folder / PAGE).write_text("", encoding="utf-8")

    monkeypatch.setattr(emoji20, "build", slow)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(built, ["emoji20", "emoji20"])
    assert first == second
    assert len(made) == 1
    assert [path.name for path in first.iterdir()] == [PAGE]


def test_a_cache_that_cannot_be_written_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("KIT_CACHE", str(tmp_path / "file"))
    with pytest.raises(InstallError, match="KIT_CACHE"):
        built("emoji20")
