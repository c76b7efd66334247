"""Photos wherever an organizer has them: folders, zips, tables; and what is refused before any is opened."""

import unicodedata
from pathlib import Path

import pytest

from competition.errors import ContestError, DataError
from competition.preparing.raw import RawPhotos, raw_photos
from tests.files import foldered, noise, png, zipped

DATA = png(noise(0))


def found(raw: RawPhotos) -> dict[str, str]:
    return dict(zip(raw.names, raw.labels, strict=True))


def names_of(*names: str) -> dict[str, bytes]:
    return dict.fromkeys(names, DATA)


def test_a_folder_per_class_whatever_the_mac_made_of_its_name(tmp_path: Path) -> None:
    split = unicodedata.normalize("NFD", "が")
    raw = raw_photos(
        foldered(tmp_path, names_of(f"{split}/1.jpg", "10円/a.JPEG", "5円/deep/er/b.png", "5円/.DS_Store"))
    )
    assert found(raw) == {"10円/a.JPEG": "10円", "5円/deep/er/b.png": "5円", "が/1.jpg": "が"}
    assert raw.classes == ("5円", "10円", "が")
    assert raw.groups == ("", "", "")
    assert raw.read("が/1.jpg") == DATA


def test_one_folder_around_them_all_is_looked_through(tmp_path: Path) -> None:
    raw = raw_photos(foldered(tmp_path, names_of("photos/cat/1.jpg", "photos/dog/1.jpg")))
    assert found(raw) == {"photos/cat/1.jpg": "cat", "photos/dog/1.jpg": "dog"}


def test_inner_folders_are_groups_when_asked(tmp_path: Path) -> None:
    foldered(tmp_path, names_of("cat/tama/1.jpg", "cat/tama/2.jpg", "cat/3.jpg", "dog/1.jpg"))
    assert raw_photos(tmp_path, by_folder=True).groups == ("", "cat/tama", "cat/tama", "")


def test_zips_of_classes_and_a_zip_per_class_side_by_side(tmp_path: Path) -> None:
    zipped(tmp_path / "犬.zip", names_of("犬/1.jpg", "犬/2.jpg"))
    zipped(tmp_path / "from aki.zip", names_of("cat/1.jpg", "fox/1.jpg", "readme.txt"))
    raw = raw_photos(foldered(tmp_path, names_of("cat/1.jpg")))
    assert found(raw) == {
        "cat/1.jpg": "cat",
        "from aki.zip/cat/1.jpg": "cat",
        "from aki.zip/fox/1.jpg": "fox",
        "犬.zip/1.jpg": "犬",
        "犬.zip/2.jpg": "犬",
    }
    assert raw.notes == ("1 file is no photo and is left aside: from aki.zip/readme.txt",)


def test_one_zip_of_class_folders(tmp_path: Path) -> None:
    path = zipped(tmp_path / "all.zip", names_of("all/cat/1.jpg", "all/dog/1.jpg"))
    assert found(raw_photos(path)) == {"cat/1.jpg": "cat", "dog/1.jpg": "dog"}


def test_a_table_beside_the_photos_is_found(tmp_path: Path) -> None:
    foldered(tmp_path, names_of("day 1/a.jpg", "day 2/b.jpg", "day 2/c.jpg", "day 2/extra.jpg"))
    (tmp_path / "notes.csv").write_text("when,what\nmonday,rain\n", encoding="utf-8")
    (tmp_path / "ラベル.csv").write_bytes("写真,種類,個体\nc,犬,\nb.jpg,猫,タマ\na,猫,タマ\n".encode("cp932"))
    raw = raw_photos(tmp_path, label="種類", group="個体")
    assert found(raw) == {"day 1/a.jpg": "猫", "day 2/b.jpg": "猫", "day 2/c.jpg": "犬"}
    assert raw.groups == ("タマ", "タマ", "")
    assert raw.classes == ("犬", "猫")
    assert any("day 2/extra.jpg" in note or "extra.jpg" in note for note in raw.notes)


def test_a_table_elsewhere_for_photos_in_a_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "photos.zip", names_of("photos/a.jpg", "photos/b.jpg"))
    (tmp_path / "labels.tsv").write_text("file_name\tlabel\na.jpg\tcat\nb.jpg\tdog\n", encoding="utf-8")
    assert found(raw_photos(path, tmp_path / "labels.tsv")) == {"a.jpg": "cat", "b.jpg": "dog"}


def test_faults_between_table_and_photos_are_named_together(tmp_path: Path) -> None:
    foldered(tmp_path, names_of("a.jpg", "b.jpg", "c.jpg"))
    (tmp_path / "t.csv").write_text("file,label\na,cat\nb,dog\nb,dog\nc,\nd,cat\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        raw_photos(tmp_path)
    text = str(caught.value)
    assert "names these pictures more than once: b.jpg (lines 3, 4)" in text
    assert "names pictures that are not there: d (line 6)" in text
    assert "(blank) (line 5)" in text


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    foldered(tmp_path, names_of("a.jpg", "b.jpg"))
    (tmp_path / "t.csv").write_text("file,label\na,cat\nb,dog\n", encoding="utf-8")
    with pytest.raises(DataError, match="has the columns file, label; it lacks: coin"):
        raw_photos(tmp_path, group="coin")
    with pytest.raises(DataError, match="it lacks: kind"):
        raw_photos(tmp_path, label="kind")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("notes.txt",), "holds no photos: notes.txt"),
        (("a.jpg", "b.jpg"), "At least two classes were expected in .+, 0 came"),
        (("cat/a.jpg",), "At least two classes were expected"),
        (("train/a.jpg", "Test/b.jpg"), "are parts, not classes: Test, train"),
    ],
)
def test_where_no_classes_can_be_told(names: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ContestError, match=sentence):
        raw_photos(foldered(tmp_path, names_of(*names)))


def test_columns_without_a_table(tmp_path: Path) -> None:
    foldered(tmp_path, names_of("cat/a.jpg", "dog/b.jpg"))
    with pytest.raises(ContestError, match="no column to mean: --group"):
        raw_photos(tmp_path, group="coin")


def test_folders_as_groups_beside_a_table(tmp_path: Path) -> None:
    foldered(tmp_path, names_of("x/a.jpg", "y/b.jpg"))
    (tmp_path / "t.csv").write_text("file,label\na,cat\nb,dog\n", encoding="utf-8")
    with pytest.raises(ContestError, match="folders have no say; this does not go with it: --group-folders"):
        raw_photos(tmp_path, by_folder=True)


def test_two_tables_that_name_the_photos(tmp_path: Path) -> None:
    foldered(tmp_path, names_of("a.jpg", "b.jpg"))
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("file,label\na,cat\nb,dog\n", encoding="utf-8")
    with pytest.raises(ContestError, match="Several tables in .+ name its photos: one.csv, two.csv"):
        raw_photos(tmp_path)
    assert len(raw_photos(tmp_path, tmp_path / "two.csv").names) == 2


def test_an_empty_folder_is_a_class_and_loose_photos_are_none(tmp_path: Path) -> None:
    foldered(tmp_path, names_of("cat/a.jpg", "dog/b.jpg", "loose.jpg"))
    (tmp_path / "fox").mkdir()
    raw = raw_photos(tmp_path)
    assert raw.classes == ("cat", "dog", "fox")
    assert raw.notes == ("1 photo lies in no class's folder and is left aside: loose.jpg",)


def test_a_hostile_zip_is_not_touched(tmp_path: Path) -> None:
    zipped(tmp_path / "evil.zip", names_of("cat/a.jpg", "../../dog/b.jpg"))
    with pytest.raises(DataError, match="lead out of it"):
        raw_photos(foldered(tmp_path, names_of("cat/a.jpg", "dog/b.jpg")))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    raw = foldered(tmp_path / "raw", names_of("cat/a.jpg", "dog/b.jpg"))
    (tmp_path / "secret.jpg").write_bytes(DATA)
    (raw / "cat" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    with pytest.raises(DataError, match="links that lead out of it"):
        raw_photos(raw)
