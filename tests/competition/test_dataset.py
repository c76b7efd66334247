"""A contest opened whole, and everything that can be wrong with one: named at once, or noted and left out."""

import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from competition import dataset as opened
from competition.contest import Contest, DataFiles
from competition.contest_page import write_contest
from competition.dataset import Dataset, open_contest, open_dataset
from competition.errors import ContestError, DataError
from competition.images import decode
from tests.miniatures import CLASSES, lines, png, train_pictures, unlabelled_pictures, write_pictures


def data(folder: Path) -> Dataset:
    return open_dataset(str(folder))


def rewritten(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def rezipped(folder: Path, changed: dict[str, bytes | None], part: str = "train") -> None:
    """Another zip with these pictures changed, added, or (None) left out."""
    labelled = {name: picture for name, (_label, picture) in train_pictures().items()}
    pictures = {**(labelled if part == "train" else unlabelled_pictures()), **changed}
    write_pictures(folder / f"{part}.zip", {name: picture for name, picture in pictures.items() if picture is not None})


def test_every_layout_gives_the_same_answers(signate_folder: Path, kaggle_folder: Path, class_folder: Path) -> None:
    for folder in (signate_folder, kaggle_folder, class_folder):
        it = data(folder)
        assert it.folder == folder
        assert len(it.labels.ids) == 24
        assert it.train.ids == it.labels.ids
        assert it.labels.groups is None
        assert it.notes == ()
        assert it.sight
        names = [it.contest.classes[number] for number in it.labels.targets]
        digits = [int(re.findall(r"\d+", name)[-1]) for name in it.labels.ids]
        assert names == [CLASSES[number % 4] for number in digits]
        expected = [decode(png(number, class_number=number % 4), "") for number in digits]
        assert np.array_equal(it.train.images(8), np.stack(expected))


def test_the_samples_ids_and_order_rule_the_test_part(kaggle_folder: Path) -> None:
    it = data(kaggle_folder)
    assert it.test is not None
    assert it.test.ids == ("0003", "0002", "0001", "0000")
    expected = [decode(png(1000 + number, class_number=number), "") for number in (3, 2, 1, 0)]
    assert np.array_equal(it.test.images(8), np.stack(expected))
    assert opened.submission_ids(it.contest, it.folder) == it.test.ids


def test_without_sample_the_pictures_names_are_the_ids(class_folder: Path) -> None:
    it = data(class_folder)
    assert it.test is not None
    assert it.test.ids == tuple(unlabelled_pictures())
    assert opened.submission_ids(it.contest, it.folder) == it.test.ids


def test_without_test_part(class_folder: Path) -> None:
    shutil.rmtree(class_folder / "test")
    it = data(class_folder)
    assert it.test is None
    with pytest.raises(ContestError, match="shapes has no test part"):
        opened.submission_ids(it.contest, it.folder)


def test_class_folders_at_the_top_leave_the_test_part_and_tables_alone(class_folder: Path) -> None:
    for label in CLASSES:
        (class_folder / "train" / label).rename(class_folder / label)
    (class_folder / "train").rmdir()
    write_pictures(class_folder / "runs" / "first", {"curve.png": png(5)})
    rows = [("id", "label"), *((name, "star") for name in unlabelled_pictures())]
    (class_folder / "sample_submission.csv").write_text(lines(rows), encoding="utf-8")
    it = data(class_folder)
    assert len(it.labels.ids) == 24
    assert it.labels.ids[0] == "circle/00.png"
    assert it.notes == ()
    assert it.contest.submission.kind == "label_name"


def test_groups_are_text_and_a_blank_one_stands_alone(kaggle_folder: Path) -> None:
    rows: list[tuple[object, ...]] = [("id", "label", "group")]
    for place, (name, (label, _picture)) in enumerate(train_pictures("{:04d}.png").items()):
        rows.append((name, label, "" if place > 21 else place // 2))
    (kaggle_folder / "train.csv").write_text(lines(rows), encoding="utf-8")
    groups = data(kaggle_folder).labels.groups
    assert groups is not None
    assert groups[:4] == ("0", "0", "1", "1")
    assert len(set(groups)) == 13


def test_fingerprint_notices_pixels_labels_groups_and_not_order(kaggle_folder: Path) -> None:
    table = kaggle_folder / "train.csv"
    first = data(kaggle_folder).fingerprint
    header, *rows = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    assert data(kaggle_folder).fingerprint == first
    rewritten(table, lambda text: text.replace("0000,circle", "0000,star"))
    second = data(kaggle_folder).fingerprint
    assert second != first
    rewritten(table, lambda text: text.replace("0000,star", "0000,circle"))
    (kaggle_folder / "train" / "0000.png").write_bytes(png(77))
    assert data(kaggle_folder).fingerprint not in (first, second)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_japanese_names_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    folder = tmp_path / "果物コンテスト"
    names = [f"りんご_{number}.png" for number in range(3)] + [f"バナナ_{number}.png" for number in range(3)]
    write_pictures(folder / "train.zip", {name: png(number) for number, name in enumerate(names)})
    rows = [("ファイル", "ラベル"), *((name, name[:3]) for name in names)]
    (folder / "train.csv").write_text(lines(rows, ";" if encoding == "cp932" else ","), encoding=encoding)
    it = data(folder)
    assert it.contest.name == "果物コンテスト"
    assert it.contest.classes == ("りんご", "バナナ")
    assert it.labels.ids == tuple(names)


def test_a_macs_split_accents_are_the_same_name(tmp_path: Path) -> None:
    split = unicodedata.normalize("NFD", "がぎ")
    write_pictures(tmp_path / "train", {f"{split}{number}.png": png(number) for number in range(4)})
    rows = [("id", "label"), *((f"がぎ{number}.png", "ab"[number % 2]) for number in range(4))]
    (tmp_path / "train.csv").write_text(lines(rows), encoding="utf-8")
    assert len(data(tmp_path).labels.ids) == 4


# ── problems ─────────────────────────────────────────────────────────────────────────────────────────────


def test_labels_without_picture(signate_folder: Path) -> None:
    rewritten(
        signate_folder / "train_master.tsv",
        lambda text: text + "".join(f"lost{n}.png\t4\n" for n in range(12)),
    )
    with pytest.raises(DataError, match="train_master.tsv names pictures that are not there") as raised:
        data(signate_folder)
    assert raised.value.offenders[0] == "lost0.png (line 26)"
    assert len(raised.value.offenders) == 12
    assert "… and 2 more (12 in all)" in str(raised.value)


def test_twins_of_an_id(signate_folder: Path) -> None:
    rewritten(signate_folder / "train_master.tsv", lambda text: text + "train_000.png\t10\ntrain_001\t4\n")
    with pytest.raises(DataError, match="names these pictures more than once") as raised:
        data(signate_folder)
    assert raised.value.offenders == ["train_000.png (lines 2, 26)", "train_001.png (lines 3, 27)"]


def test_unknown_classes(kaggle_folder: Path) -> None:
    (kaggle_folder / "contest.toml").unlink(missing_ok=True)
    contest = open_contest(str(kaggle_folder))[0]
    write_contest(contest, kaggle_folder / "contest.toml")
    rewritten(
        kaggle_folder / "train.csv",
        lambda text: text.replace("0000,circle", "0000,circel").replace("0001,square", "0001,"),
    )
    with pytest.raises(DataError, match="train.csv holds classes the contest does not have") as raised:
        data(kaggle_folder)
    assert raised.value.offenders == ["circel – did you mean circle? (line 2)", "(blank) (line 3)"]
    assert raised.value.hint == "The contest has: triangle, star, square, circle."


def test_empty_classes(signate_folder: Path, class_folder: Path) -> None:
    rewritten(signate_folder / "label_master.tsv", lambda text: text + "7\thexagon\n8\tpentagon\n")
    (signate_folder / "sample_submit.csv").unlink()
    with pytest.raises(DataError, match="These classes have no training picture: hexagon, pentagon"):
        data(signate_folder)
    (class_folder / "train" / "empty").mkdir()
    with pytest.raises(DataError, match="These classes have no training picture: empty"):
        data(class_folder)


def test_ids_that_a_spreadsheet_turned_to_numbers(kaggle_folder: Path) -> None:
    rewritten(kaggle_folder / "train.csv", lambda text: re.sub(r"^0+(\d)", r"\1", text, flags=re.MULTILINE))
    rewritten(
        kaggle_folder / "sample_submission.csv",
        lambda text: re.sub(r"^0+(\d)", r"\1", text, flags=re.MULTILINE),
    )
    with pytest.raises(DataError) as raised:
        data(kaggle_folder)
    text = str(raised.value)
    assert "A spreadsheet seems to have turned ids in train.csv to numbers; pictures are called 0000.png" in text
    assert "A spreadsheet seems to have turned ids in sample_submission.csv to numbers" in text
    assert "0 (line 2), 1 (line 3)" in text
    assert "with this column as text" in text


def test_the_samples_faults(signate_folder: Path) -> None:
    rewritten(signate_folder / "sample_submit.csv", lambda text: text + "test_000.png,1,0,0,0\nextra.png,1,0,0,0\n")
    with pytest.raises(DataError) as raised:
        data(signate_folder)
    text = str(raised.value)
    assert "sample_submit.csv names these pictures more than once: test_000.png (lines 1, 5)" in text
    assert "sample_submit.csv names pictures that are not there: extra.png (line 6)" in text


def test_all_kinds_of_problems_at_once(signate_folder: Path) -> None:
    rewritten(
        signate_folder / "train_master.tsv",
        lambda text: text.replace("\t30\n", "\t99\n") + "lost.png\t4\ntrain_000.png\t10\n",
    )
    with pytest.raises(DataError) as raised:
        data(signate_folder)
    assert str(raised.value) == (
        f"{signate_folder} cannot be used as it is:\n"
        "  - train_master.tsv names these pictures more than once: train_000.png (lines 2, 27)\n"
        "  - train_master.tsv names pictures that are not there: lost.png (line 26)\n"
        "  - train_master.tsv holds classes the contest does not have: 99 (6 lines, first line 4)\n"
        "    → The contest has: 2, 4, 10, 30.\n"
        "  - These classes have no training picture: star\n"
        "    → Add pictures, or take the classes out of the contest."
    )


def test_a_page_that_names_columns_and_files_which_are_not_there(signate_folder: Path) -> None:
    page = signate_folder / "contest.toml"
    contest = Contest("x", CLASSES, data=DataFiles(train_table="train_master.tsv", label_column="answer"))
    write_contest(contest, page)
    with pytest.raises(DataError, match="train_master.tsv has the columns file_name, label_id; it lacks: answer"):
        data(signate_folder)
    write_contest(Contest("x", CLASSES, data=DataFiles(train_images="nowhere")), page)
    with pytest.raises(DataError, match="nowhere"):
        data(signate_folder)
    write_contest(Contest("x", CLASSES, data=DataFiles(train_table="nowhere.csv")), page)
    with pytest.raises(DataError, match=r"nowhere.csv cannot be read"):
        data(signate_folder)


# ── notes ────────────────────────────────────────────────────────────────────────────────────────────────


def test_pictures_without_label_are_left_out_and_noted(signate_folder: Path) -> None:
    rezipped(signate_folder, {"new_a.png": png(91), "new_b.png": png(92)})
    it = data(signate_folder)
    assert it.notes == ("2 training pictures have no label and are left out: new_a.png, new_b.png",)
    assert len(it.labels.ids) == len(it.train.ids) == 24


def test_unreadable_pictures(signate_folder: Path) -> None:
    rezipped(signate_folder, {"train_003.png": b"no picture", "train_007.png": png(7)[:60]})
    rezipped(signate_folder, {"test_001.png": b""}, "test")
    it = data(signate_folder)
    assert it.notes == (
        "2 training pictures could not be read and are left out: train_003.png, train_007.png",
        "1 test picture could not be read; a grey one stands in for it: test_001.png",
    )
    assert it.train.ids == it.labels.ids
    assert len(it.labels.ids) == len(it.labels.targets) == 22
    # It has to be answered all the same.
    assert it.test is not None
    assert it.test.ids == tuple(unlabelled_pictures())
    assert it.test.images(8)[1].std() == 0


def test_a_file_that_is_no_picture_is_not_called_a_damaged_one(class_folder: Path) -> None:
    (class_folder / "train" / "star" / "notes.txt").write_text("seven arms?")
    (class_folder / "train" / "star" / "bad.png").write_bytes(b"broken")
    (class_folder / "train" / "loose.png").write_bytes(png(5))
    it = data(class_folder)
    assert it.notes == (
        "1 training picture has no label and is left out: loose.png",
        "1 training picture could not be read and is left out: star/bad.png",
        "1 file among the training pictures is no picture and is left out: star/notes.txt",
    )
    assert len(it.labels.ids) == 24


def test_a_class_that_is_only_unreadable_pictures(signate_folder: Path) -> None:
    rezipped(signate_folder, {f"train_{number:03d}.png": b"broken" for number in range(2, 24, 4)})
    with pytest.raises(DataError, match="These classes have no training picture: star"):
        data(signate_folder)


def test_test_pictures_outside_the_sample_are_noted(signate_folder: Path) -> None:
    rezipped(signate_folder, {"test_999.png": png(99)}, "test")
    it = data(signate_folder)
    assert it.notes == ("1 test picture is not in sample_submit.csv and is left out: test_999.png",)
    assert it.test is not None
    assert it.test.ids == tuple(unlabelled_pictures())


# ── where ────────────────────────────────────────────────────────────────────────────────────────────────


def test_unknown_contests_are_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ContestError) as raised:
        open_contest("emoji2")
    assert str(raised.value) == (
        "There is no contest 'emoji2': a folder or a built-in name was expected; did you mean emoji20?\n"
        "→ Built-in contests: emoji20, cifar100, mnist, fashion."
    )
    with pytest.raises(ContestError, match="There is no contest"):
        open_contest(str(tmp_path / "none"))


@pytest.mark.parametrize("where", ["~nobody-of-this-name", "a\0b", "train.zip"])
def test_odd_places(where: str) -> None:
    with pytest.raises(ContestError, match="There is no contest"):
        open_contest(where)


def test_ids_may_have_the_folder_before_them(kaggle_folder: Path) -> None:
    table = kaggle_folder / "train.csv"
    rewritten(table, lambda text: re.sub(r"^(\d+)", r"train/\1.png", text, flags=re.MULTILINE))
    assert data(kaggle_folder).labels.ids[0] == "0000.png"


def test_the_page_itself_means_its_folder(tmp_path: Path) -> None:
    write_contest(Contest("own", ("a", "b")), tmp_path / "contest.toml")
    assert open_contest(str(tmp_path / "contest.toml"))[1] == tmp_path


@pytest.mark.slow
def test_the_real_contest(contest108: Path) -> None:
    it = data(contest108)
    assert it.train.images(32).shape == (50_000, 32, 32, 3)
    assert np.bincount(it.labels.targets).tolist() == [2_500] * 20
    assert it.test is not None
    assert it.test.ids[-1] == "test_09999.png"
    assert it.notes == ()
