"""Contests whose files give nothing away, but for one thing that a test plants; in every layout that the kit knows."""

import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from competition.contest import Contest, DataFiles, SubmissionFormat
from competition.contest_page import PAGE, write_contest
from competition.solution import IGNORED, PRIVATE, PUBLIC, Solution, write_solution

CLASSES = ("cat", "dog", "犬", "owl")
N_TRAIN, N_TEST = 160, 80
LAYOUTS = ("signate", "kaggle", "folders", "page")
LEAKS = ("name", "size", "padding", "note", "date", "taken", "zip date", "format", "quality", "dimensions", "order")
_DAY_S = 86_400


@dataclass(frozen=True)
class File:
    """One picture's file."""

    name: str
    target: int
    data: bytes
    modified_s: int


def picture(rng: np.random.Generator, side: int = 24, busy: int = 60) -> Image.Image:
    """A smooth picture with some noise, as busy as is asked for."""
    coarse = rng.integers(0, 256, (6, 6, 3), dtype=np.uint8)
    pixels = np.asarray(Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC), np.int64)
    pixels = pixels + rng.integers(-busy, busy + 1, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def packed(image: Image.Image, target: int, leak: str) -> bytes:
    """The picture's file, which gives its class away by ``leak``."""
    file = io.BytesIO()
    if leak == "format" and target == 0:
        image.save(file, "PNG")
    elif leak == "note":
        note = PngInfo()
        note.add_text("Comment", "x" * (1 + 20 * target))
        image.save(file, "PNG", pnginfo=note)
    elif leak == "taken":
        exif = Image.Exif()
        exif[0x0132] = f"2026:05:{1 + target:02d} 12:00:00"
        image.save(file, "JPEG", exif=exif)
    else:
        image.save(file, "JPEG", quality=70 + 5 * target if leak == "quality" else 85)
    return file.getvalue() + b"\0" * (9 * target if leak == "padding" else 0)


def files(n: int, leak: str, seed: int) -> list[File]:
    """Pictures of all classes in an order that says nothing, unless it is the leak."""
    rng = np.random.default_rng(seed)
    targets = rng.permutation(np.arange(n) % len(CLASSES))
    if leak == "order":
        targets = np.sort(targets)
    made = []
    for place, target in enumerate(targets.tolist()):
        side = 20 + 4 * target if leak == "dimensions" else 24
        image = picture(rng, side, busy=10 + 40 * target if leak == "size" else 60)
        word = rng.bytes(4).hex()
        if leak == "order":
            word = f"{place:08d}"
        elif leak == "name":
            word = f"{word}_{'abcd'[target]}"
        days = target if leak in ("date", "zip date") else 0
        made.append(File(f"{word}.img", target, packed(image, target, leak), 1_750_000_000 + days * _DAY_S))
    return made


def write_files(place: Path, several: list[File]) -> None:
    """The files into a folder, or into a zip when the name says so, with their dates."""
    if place.suffix == ".zip":
        with zipfile.ZipFile(place, "w") as archive:
            for one in several:
                day = 15 + (one.modified_s - 1_750_000_000) // _DAY_S
                archive.writestr(zipfile.ZipInfo(one.name, (2025, 6, day, 12, 0, 0)), one.data)
        return
    for one in several:
        (place / one.name).parent.mkdir(parents=True, exist_ok=True)
        (place / one.name).write_bytes(one.data)
        os.utime(place / one.name, (one.modified_s, one.modified_s))


def leaky(folder: Path, layout: str, leak: str = "", clean_test: bool = False) -> tuple[Path, Path]:
    """A contest and its solution.

    Args:
        folder: Where they go; must not exist.
        layout: One of `LAYOUTS`; ``page`` is what `host new` writes, in ``public`` and ``private``.
        leak: One of `LEAKS`, or nothing.
        clean_test: Whether only the training part gives it away.

    Returns:
        What to audit, and the file with the hidden labels.
    """
    train, test = files(N_TRAIN, leak, 1), files(N_TEST, "" if clean_test else leak, 2)
    place = folder / "public" if layout == "page" else folder
    solution = folder / "private" / "solution.csv" if layout == "page" else folder.parent / f"{folder.name}.csv"
    place.mkdir(parents=True)
    end = ".zip" if layout == "signate" or leak == "zip date" else ""
    if layout == "folders":
        write_files(
            place / "train", [File(f"{CLASSES[f.target]}/{f.name}", f.target, f.data, f.modified_s) for f in train]
        )
    else:
        write_files(place / f"train{end}", train)
        table, separator = ("train_master.tsv", "\t") if layout == "signate" else ("train.csv", ",")
        rows = [("file_name", "label"), *((f.name, CLASSES[f.target]) for f in train)]
        (place / table).write_text("".join(separator.join(row) + "\n" for row in rows), encoding="utf-8")
    write_files(place / f"test{end}", test)
    sample = "".join(f"{f.name},0.25,0.25,0.25,0.25\n" for f in test)
    header = "" if layout == "signate" else ",".join(("id", *CLASSES)) + "\n"
    name = "sample_submit.csv" if layout == "signate" else "sample_submission.csv"
    (place / name).write_text(header + sample, encoding="utf-8")
    contest = Contest(
        "leaky",
        CLASSES,
        data=DataFiles(f"train{end}", f"test{end}", "train.csv", sample_submission="sample_submission.csv"),
        submission=SubmissionFormat(),
    )
    if layout == "page":
        write_contest(contest, place / PAGE)
    usage = tuple((PUBLIC, PRIVATE)[n % 2] for n in range(N_TEST))
    ids, targets = tuple(f.name for f in test), np.array([f.target for f in test])
    write_solution(Solution(ids, targets, usage), contest, solution)
    return folder, solution


def ignoring(solution: Solution, ids: set[str]) -> Solution:
    """The same solution, in which some pictures do not count."""
    usage = solution.usage or (PUBLIC,) * len(solution.ids)
    words = tuple(IGNORED if name in ids else word for name, word in zip(solution.ids, usage, strict=True))
    return Solution(solution.ids, solution.targets, words)
