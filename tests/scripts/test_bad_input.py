"""Folders as they come from people: each flaw is handled, or all its offenders are named in a sentence."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scripts.cli import main
from tests import miniatures


def rewritten(path: Path, *changes: tuple[str, str], encoding: str = "utf-8") -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_bytes(text.encode(encoding))


def with_members(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def label_without_picture(folder: Path) -> None:
    for name in ("0000.png", "0005.png"):
        (folder / "train" / name).unlink()


def unknown_class(folder: Path) -> None:
    rewritten(folder / "train.csv", ("0003,triangle", "0003,hexagon"), ("0002,star", "0002,sta"))


def blank_label(folder: Path) -> None:
    rewritten(folder / "train.csv", ("0003,triangle", "0003,"))


def twin_ids(folder: Path) -> None:
    rewritten(folder / "train.csv", ("0023,triangle\n", "0023,triangle\n0001,square\n0002,circle\n"))


def picture_of_the_test_part_gone(folder: Path) -> None:
    (folder / "test" / "0002.png").unlink()


def ids_as_numbers(folder: Path) -> None:
    lines = (folder / "train.csv").read_text(encoding="utf-8").splitlines()
    (folder / "train.csv").write_text("\r\n".join([lines[0], *(f"{int(a[:4])}{a[4:]}" for a in lines[1:])]))


def empty_table(folder: Path) -> None:
    (folder / "train.csv").write_bytes(b"")


def workbook(folder: Path) -> None:
    (folder / "train.csv").write_bytes(b"PK\x03\x04" + bytes(200))


KAGGLE: dict[Callable[[Path], None], str] = {
    label_without_picture: "train.csv names pictures that are not there: 0000 (line 2), 0005 (line 7)",
    unknown_class: "are not the same classes: hexagon (only in the labels), sta (only in the labels)",
    blank_label: "train.csv holds classes the contest does not have: (blank) (line 5)",
    twin_ids: "more than once: 0001.png (lines 3, 26), 0002.png (lines 4, 27)",
    picture_of_the_test_part_gone: "sample_submission.csv names pictures that are not there: 0002 (line 3)",
    ids_as_numbers: "A spreadsheet seems to have turned ids in train.csv to numbers; pictures are called 0000.png: 0 (line 2)",
    empty_table: "train.csv is empty",
    workbook: "train.csv is not a table",
}


def climbing(folder: Path) -> None:
    with_members(folder / "train.zip", {"../../evil.png": b"", "/abs.png": b"", "C:\\x.png": b""})


def no_zip(folder: Path) -> None:
    (folder / "train.zip").write_bytes(b"PK no zip")


def half_a_zip(folder: Path) -> None:
    data = (folder / "train.zip").read_bytes()
    (folder / "train.zip").write_bytes(data[: len(data) // 2])


SIGNATE: dict[Callable[[Path], None], str] = {
    climbing: "or are written for another system: ../../evil.png, /abs.png, C:\\x.png",
    no_zip: "train.zip is not a whole zip file",
    half_a_zip: "train.zip is not a whole zip file",
}


def refused(folder: Path, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.rglob("*"))
    assert main(["inspect", str(folder), "--out", str(folder.parent / "sheet.png")]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said
    assert sorted(folder.rglob("*")) == before
    assert not (folder.parent / "sheet.png").exists()


@pytest.mark.parametrize("flaw", KAGGLE, ids=lambda flaw: flaw.__name__)
def test_a_flaw_in_kaggles_layout_is_named(
    flaw: Callable[[Path], None], kaggle_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flaw(kaggle_folder)
    refused(kaggle_folder, KAGGLE[flaw], capsys)


@pytest.mark.parametrize("flaw", SIGNATE, ids=lambda flaw: flaw.__name__)
def test_a_flaw_in_signates_layout_is_named(
    flaw: Callable[[Path], None], signate_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flaw(signate_folder)
    refused(signate_folder, SIGNATE[flaw], capsys)


def test_ids_as_numbers_are_one_problem_not_two(kaggle_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids_as_numbers(kaggle_folder)
    refused(kaggle_folder, "(24 in all)", capsys)
    main(["inspect", str(kaggle_folder)])
    assert "no training picture" not in capsys.readouterr().err


def test_an_empty_class_and_too_few_pictures(class_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (class_folder / "train" / "hexagon").mkdir()
    refused(class_folder, "These classes have no training picture: hexagon", capsys)
    (class_folder / "train" / "hexagon").rmdir()
    for picture in sorted((class_folder / "train" / "star").iterdir())[3:]:
        picture.unlink()
    runs = class_folder.parent / "runs"
    assert main(["train", str(class_folder), "--recipe", "tree", "--folds", "5", "--runs", str(runs)]) == 2
    said = capsys.readouterr().err
    assert "star" in said
    assert "→ Use fewer folds with --folds" in said
    assert not runs.exists()


def looked_at(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["inspect", str(folder), "--out", str(folder.parent / "sheet.png")]) == 0
    # One line: where it is wrapped depends on the terminal.
    return " ".join(capsys.readouterr().out.split())


def test_unreadable_pictures_and_bombs_are_left_out_and_named(
    kaggle_folder: Path, signate_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = kaggle_folder / "train" / "0000.png"
    whole.write_bytes(whole.read_bytes()[:60])
    (kaggle_folder / "train" / "0001.png").write_bytes(b"hello")
    (kaggle_folder / "train" / "extra.png").write_bytes(miniatures.png(99))
    (kaggle_folder / "test" / "0002.png").write_bytes(b"")
    said = looked_at(kaggle_folder, capsys)
    assert "22 pictures" in said
    assert "0000.png, 0001.png" in said
    assert "extra.png" in said
    assert "a grey one stands in for it: 0002" in said
    pictures = {f"train/{name}": data for name, (_label, data) in miniatures.train_pictures().items()}
    (signate_folder / "train.zip").unlink()
    with_members(signate_folder / "train.zip", {**pictures, "train/train_000.png": bytes(100_000_000)})
    assert "train_000.png" in looked_at(signate_folder, capsys)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16"])
def test_tables_out_of_a_spreadsheet(encoding: str, kaggle_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = (("circle", "円"), ("star", "星印"), (",", ";"), ("\n", "\r\n"))
    rewritten(kaggle_folder / "train.csv", *names, encoding=encoding)
    rewritten(kaggle_folder / "sample_submission.csv", *names, ("0.25", "0,25"), encoding=encoding)
    said = looked_at(kaggle_folder, capsys)
    assert "24 pictures in train and 4 in test, 4 classes" in said
    assert "円" in said


def saved(image: Image.Image, name: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, name, **options)  # type: ignore[arg-type]
    return file.getvalue()


def test_every_kind_of_picture(class_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grey = np.random.default_rng(0).integers(0, 255, (9, 7), dtype=np.uint8)
    colour = Image.fromarray(np.dstack([grey] * 3))
    turned = colour.getexif()
    turned[0x112] = 6
    odd = {
        "灰色.png": saved(Image.fromarray(grey), "PNG"),
        "RGBA.png": saved(Image.fromarray(np.dstack([grey] * 4)), "PNG"),
        "16 bit.png": saved(Image.fromarray(grey.astype(np.uint16) * 257), "PNG"),
        "1 bit.png": saved(Image.fromarray(grey > 99), "PNG"),
        "cmyk.jpg": saved(Image.merge("CMYK", [Image.fromarray(grey)] * 4), "JPEG"),
        "turned.jpg": saved(colour, "JPEG", exif=turned),
        "palette.gif": saved(colour.convert("P"), "GIF"),
        "point.png": saved(Image.new("RGB", (1, 1), "red"), "PNG"),
        "line.png": saved(Image.new("RGB", (1, 900), "blue"), "PNG"),
    }
    for name, data in odd.items():
        (class_folder / "train" / "circle" / name).write_bytes(data)
    said = looked_at(class_folder, capsys)
    assert f"{24 + len(odd)} pictures in train" in said
    assert "could not be read" not in said
    assert "1 × 1 to" in said


@pytest.mark.slow
def test_a_picture_as_large_as_a_poster(class_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = saved(Image.new("RGB", (12_000, 9_000), "green"), "PNG")
    (class_folder / "train" / "circle" / "poster.png").write_bytes(data)
    assert "to 12000 × 9000 pixels" in looked_at(class_folder, capsys)
