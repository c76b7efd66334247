"""Contests in miniature, written to a folder: one for each layout, 4 classes × 6 pictures of 8 × 8.

The fixtures `signate_folder`, `kaggle_folder` and `class_folder` (`conftest.py`) hand them to any test; a test
that wants another number or another flaw calls these functions itself.
"""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

CLASSES = ("circle", "square", "star", "triangle")
N_PER_CLASS = 6
N_TEST = 4


def png(seed: int, size: int = 8, class_number: int = 0) -> bytes:
    """A small picture that is different for every seed, of a colour that tells its class."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 80, (size, size, 3), dtype=np.uint8)
    pixels[..., class_number % 3] += np.uint8(120 + 40 * (class_number // 3))
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def write_pictures(place: Path, pictures: dict[str, bytes], top: str = "") -> None:
    """Pictures into a folder, or into a zip (below a folder ``top``) when the name says so."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.suffix == ".zip":
        with zipfile.ZipFile(place, "w") as archive:
            for name, data in pictures.items():
                archive.writestr(top + name, data)
        return
    for name, data in pictures.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)


def train_pictures(pattern: str = "train_{:03d}.png") -> dict[str, tuple[str, bytes]]:
    """Name → (class, picture): 4 classes × 6 pictures, the classes taking turns."""
    n = len(CLASSES) * N_PER_CLASS
    return {pattern.format(i): (CLASSES[i % 4], png(i, class_number=i % 4)) for i in range(n)}


def unlabelled_pictures(pattern: str = "test_{:03d}.png") -> dict[str, bytes]:
    """Name → picture, one of each class."""
    return {pattern.format(i): png(1000 + i, class_number=i % 4) for i in range(N_TEST)}


def lines(rows: Sequence[Sequence[object]], separator: str = ",") -> str:
    """Rows as the text of a table."""
    return "".join(separator.join(map(str, row)) + "\n" for row in rows)


def write_signate(folder: Path) -> Path:
    """A contest as SIGNATE lays it out; label ids 10, 2, 30, 4 stand for the classes in alphabetical order."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = dict(zip(CLASSES, (10, 2, 30, 4), strict=True))
    train, test = train_pictures(), unlabelled_pictures()
    write_pictures(folder / "train.zip", {name: data for name, (_label, data) in train.items()}, "train/")
    write_pictures(folder / "test.zip", test, "test/")
    rows: list[Sequence[object]] = [("file_name", "label_id")]
    rows += [(name, ids[label]) for name, (label, _data) in train.items()]
    (folder / "train_master.tsv").write_text(lines(rows, "\t"), encoding="utf-8")
    names = [("label_id", "label_name"), *((number, name) for name, number in ids.items())]
    (folder / "label_master.tsv").write_text(lines(names, "\t"), encoding="utf-8")
    (folder / "sample_submit.csv").write_text(lines([(name, *[0.25] * 4) for name in test]), encoding="utf-8")
    return folder


def write_kaggle(folder: Path) -> Path:
    """A contest as Kaggle lays it out; ids without extension, a column per class in an order of its own."""
    train, test = train_pictures("{:04d}.png"), unlabelled_pictures("{:04d}.png")
    write_pictures(folder / "train", {name: data for name, (_label, data) in train.items()})
    write_pictures(folder / "test", test)
    rows: list[Sequence[object]] = [("id", "shape")]
    rows += [(name.removesuffix(".png"), label) for name, (label, _data) in train.items()]
    (folder / "train.csv").write_text(lines(rows), encoding="utf-8")
    sample: list[Sequence[object]] = [("id", *reversed(CLASSES))]
    # Not in the order of the names: the sample's order is the one that counts.
    sample += [(name.removesuffix(".png"), *[0.25] * 4) for name in reversed(test)]
    (folder / "sample_submission.csv").write_text(lines(sample), encoding="utf-8")
    return folder


def write_class_folders(folder: Path) -> Path:
    """A contest whose labels are the names of folders: train/<class>/ and test/."""
    train = train_pictures("{:02d}.png")
    write_pictures(folder / "train", {f"{label}/{name}": data for name, (label, data) in train.items()})
    write_pictures(folder / "test", unlabelled_pictures())
    return folder
