"""A whole contest out of raw photos: what is in it, what is not in it, and that it is there whole or not at all."""

import hashlib
import os
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from competition.dataset import open_contest, open_dataset
from competition.errors import ContestError, DataError, DiskError
from competition.preparing.plan import Plan
from competition.preparing.prepare import Summary, prepare
from competition.preparing.raw import raw_photos
from competition.solution import PRIVATE, PUBLIC, read_solution
from competition.tables import read_table
from tests.files import foldered
from tests.photos import MAKER, class_photos, everything_in, photo, scene, shaken

COUNTS = {"犬": 20, "cat": 14, "が": 10}
PLAN = Plan(name="pets", seed=1, format="jpeg", size=64)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    photos = class_photos(COUNTS)
    first = scene(500)
    for number in range(6):  # a burst: six shots of one dog within five seconds
        name = f"犬/IMG_{number:04d}.JPG"
        photos[name] = photo(np.roll(shaken(first, number), number, axis=1), f"2026:11:20 10:00:0{number}")
    photos["cat/copy of 3.JPG"] = photos["cat/IMG_0003.JPG"]
    photos["cat/saved again.JPG"] = photo(scene(21), quality=60)  # COUNTS: cat/IMG_0001 is scene 21
    return foldered(tmp_path_factory.mktemp("photos") / "raw", photos)


@pytest.fixture(scope="module")
def made(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    out = tmp_path_factory.mktemp("made") / "pets"
    return out, prepare(raw_photos(raw), PLAN, out)


def test_teams_can_open_it(made: tuple[Path, Summary]) -> None:
    dataset = open_dataset(str(made[0] / "public"))
    assert dataset.contest.classes == ("cat", "が", "犬")
    assert dataset.notes == ()
    assert dataset.test is not None
    assert (len(dataset.train.ids), len(dataset.test.ids)) == (len(made[1].prepared.train), len(made[1].prepared.test))
    assert len(dataset.train.ids) + len(dataset.test.ids) == sum(COUNTS.values()) + 2
    assert dataset.labels.groups is not None
    assert dataset.train.shapes.max() == 64


def test_the_solution_answers_exactly_the_test_part(made: tuple[Path, Summary]) -> None:
    contest, folder = open_contest(str(made[0] / "public"))
    solution = read_solution(made[0] / "private" / "solution.csv", contest)
    assert solution.ids == tuple(read_table(folder / "sample_submission.csv")["id"])
    for usage in (PUBLIC, PRIVATE):
        assert set(solution.labels(usage).targets.tolist()) == {0, 1, 2}


def test_every_picture_is_its_original_with_its_label(made: tuple[Path, Summary], raw: Path) -> None:
    from competition.images import decode, open_pictures

    out, summary = made
    back = read_table(out / "private" / "originals.csv")
    contest, _folder = open_contest(str(out / "public"))
    solution = read_solution(out / "private" / "solution.csv", contest)
    answers = dict(zip(solution.ids, (contest.classes[target] for target in solution.targets), strict=True))
    train = read_table(out / "public" / "train.csv")
    answers |= dict(zip(train["file_name"], train["label"], strict=True))
    parts = {part: open_pictures(out / "public" / f"{part}.zip") for part in ("train", "test")}
    assert sorted(back["original"]) == list(raw_photos(raw).names)
    for row in back.itertuples():
        assert answers[row.file_name] == row.label == row.original.partition("/")[0]
        assert row.file_name.startswith("train") == (row.usage == "Train")
        picture = decode(parts[row.file_name.partition("_")[0]].read(row.file_name), row.file_name).astype(int)
        source = decode((raw / row.original).read_bytes(), row.original)
        from PIL import Image

        shrunk = np.asarray(Image.fromarray(source).resize((64, 48), Image.Resampling.BICUBIC)).astype(int)
        assert np.abs(picture - shrunk).mean() < 6
    assert len(summary.left_out) == 0


def test_what_belongs_together_is_on_one_side(made: tuple[Path, Summary]) -> None:
    back = read_table(made[0] / "private" / "originals.csv").set_index("original")
    burst = [f"犬/IMG_{number:04d}.JPG" for number in range(6)]
    for group in (burst, ["cat/IMG_0003.JPG", "cat/copy of 3.JPG"], ["cat/IMG_0001.JPG", "cat/saved again.JPG"]):
        assert len(set(back.loc[group, "usage"])) == 1
        assert len(set(back.loc[group, "group"])) == 1
    assert made[1].prepared.n_together == (10, 3)


def test_nothing_public_tells_where_a_picture_came_from(made: tuple[Path, Summary], raw: Path) -> None:
    public = everything_in(made[0] / "public")
    originals = {name.rpartition("/")[2].rpartition(".")[0] for name in raw_photos(raw).names}
    for name, data in public.items():
        for trace in (*originals, MAKER, "Exif", "2026:11", "Public", "Private", str(raw)):
            assert trace.encode() not in data, (name, trace)
    for part in ("train", "test"):
        with zipfile.ZipFile(made[0] / "public" / f"{part}.zip") as archive:
            members = archive.infolist()
        assert [one.filename for one in members] == sorted(one.filename for one in members)
        assert {(one.date_time, one.external_attr, one.extra, one.comment) for one in members} == {
            ((1980, 1, 1, 0, 0, 0), 0o644 << 16, b"", b"")
        }
        assert [one.filename for one in members] == [f"{part}_{n:05d}.jpg" for n in range(1, len(members) + 1)]


def test_the_order_says_nothing_about_the_class(made: tuple[Path, Summary]) -> None:
    labels = read_table(made[0] / "public" / "train.csv")["label"].tolist()
    changes = sum(one != other for one, other in zip(labels, labels[1:], strict=False))
    assert changes > len(labels) / 3


def test_the_same_seed_makes_the_same_bytes_whenever_and_wherever(
    made: tuple[Path, Summary], raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    copied = tmp_path / "elsewhere"
    for path in sorted(raw.rglob("*.JPG"), reverse=True):
        target = copied / path.relative_to(raw)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        os.utime(target, (1_000_000_000, 1_000_000_000))
    prepare(raw_photos(copied), PLAN, tmp_path / "again")
    assert everything_in(tmp_path / "again") == everything_in(made[0])
    prepare(raw_photos(raw), replace(PLAN, seed=2), tmp_path / "other")
    other = everything_in(tmp_path / "other")
    for name in ("public/train.csv", "public/train.zip", "private/solution.csv"):
        assert other[name] != everything_in(made[0])[name]


def test_the_seed_alone_does_not_tell_how_it_was_shuffled(
    raw: Path, made: tuple[Path, Summary], tmp_path: Path
) -> None:
    """One raw file more, which teams cannot know of, and every name is drawn anew."""
    photos = everything_in(raw) | {"cat/one more.JPG": photo(scene(900))}
    prepare(raw_photos(foldered(tmp_path / "raw", photos)), PLAN, tmp_path / "out")
    tables = [read_table(folder / "private" / "originals.csv") for folder in (made[0], tmp_path / "out")]
    first, second = (dict(zip(table["original"], table["file_name"], strict=True)) for table in tables)
    assert sum(first[name] == second[name] for name in first) < len(first) / 4


def test_the_checksums_are_right(made: tuple[Path, Summary]) -> None:
    for part in ("public", "private"):
        files = everything_in(made[0] / part)
        lines = files.pop("checksums.txt").decode().splitlines()
        assert lines == [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in sorted(files.items())]


def test_teams_can_deal_as_many_folds_as_the_page_says(made: tuple[Path, Summary]) -> None:
    from competition.splits import made_split, with_folds

    dataset = open_dataset(str(made[0] / "public"))
    rules = dataset.contest.split
    split = made_split(dataset.labels, dataset.train.digests, "", rules.holdout, rules.seed)
    assert rules.n_folds == 5
    with_folds(split, dataset.labels, dataset.train.digests, rules.n_folds)


def test_a_folder_that_is_there_stays_as_it_is(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(DiskError, match="is there already"):
        prepare(raw_photos(raw), PLAN, tmp_path / "out")
    assert everything_in(tmp_path) == {"out/mine.txt": b"mine"}


def test_what_fails_leaves_nothing_behind(raw: Path, tmp_path: Path) -> None:
    bad = everything_in(raw) | {
        "cat/broken.JPG": b"\xff\xd8\xff\xe0 broken",
        "犬/twin.JPG": (raw / "cat/IMG_0002.JPG").read_bytes(),
    }
    photos = raw_photos(foldered(tmp_path / "raw", bad))
    (tmp_path / "work").mkdir()
    with pytest.raises(DataError) as caught:
        prepare(photos, PLAN, tmp_path / "work" / "out")
    assert "cat/broken.JPG (The file is not a picture the kit can read)" in str(caught.value)
    assert "several labels: cat/IMG_0002.JPG = 犬/twin.JPG" in str(caught.value)
    assert list((tmp_path / "work").iterdir()) == []
    with pytest.raises(ContestError, match="metric: beauty"):
        prepare(photos, replace(PLAN, metric="beauty"), tmp_path / "work" / "out")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskError):
        prepare(photos, replace(PLAN, leave_out=True), tmp_path / "file" / "out")


def test_ctrl_c_leaves_nothing_behind(raw: Path, tmp_path: Path) -> None:
    photos = raw_photos(raw)

    def read(name: str) -> bytes:
        if name == photos.names[20]:
            raise KeyboardInterrupt
        return photos.read(name)

    with pytest.raises(KeyboardInterrupt):
        prepare(replace(photos, read=read), PLAN, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of files")
@pytest.mark.parametrize("most_bytes", [10_000, 50_000])
def test_a_full_disk_leaves_nothing_behind(most_bytes: int, raw: Path, tmp_path: Path) -> None:
    import resource

    photos = raw_photos(raw)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, limits[1]))
    try:
        with pytest.raises(DiskError, match="cannot be written"):
            prepare(photos, PLAN, tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_used_is_left_out_and_listed_when_asked(raw: Path, tmp_path: Path) -> None:
    bad = everything_in(raw) | {
        "cat/broken.JPG": b"broken",
        "cat/phone.HEIC": b"ftypheic",
        "犬/twin.JPG": (raw / "cat/IMG_0002.JPG").read_bytes(),
    }
    photos = raw_photos(foldered(tmp_path / "raw", bad))
    summary = prepare(photos, replace(PLAN, leave_out=True), tmp_path / "out")
    listed = read_table(tmp_path / "out" / "private" / "left_out.csv")
    assert listed["original"].tolist() == ["cat/IMG_0002.JPG", "cat/broken.JPG", "cat/phone.HEIC", "犬/twin.JPG"]
    assert listed["reason"].tolist()[0] == "a twin has another label"
    assert set(summary.left_out) & set(summary.prepared.originals) == set()


@pytest.mark.parametrize("kind", ["label_name", "top_k"])
def test_a_contest_that_asks_for_names(kind: str, raw: Path, tmp_path: Path) -> None:
    prepare(raw_photos(raw), replace(PLAN, kind=kind, metric="accuracy"), tmp_path / "out")
    contest, folder = open_contest(str(tmp_path / "out" / "public"))
    assert (contest.submission.kind, contest.metric) == (kind, "accuracy")
    assert read_table(folder / "sample_submission.csv").columns.tolist() == ["id", "label"]
