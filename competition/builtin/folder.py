"""Writing a built-in contest's folder: pictures, tables and page, always the same bytes for the same input.

Where the pictures come from is each contest's own business.
"""

import csv
import io
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from competition.contest_page import PAGE, read_contest
from competition.messages import _
from competition.progress import bar
from competition.zips import fixed_entry

# PNG's own packing at its quickest: a third larger than the best, several times as fast to write and read.
_PNG_LEVEL = 1


@dataclass(frozen=True)
class Part:
    """Some of a contest's pictures with their answers.

    Args:
        names: File names, sorted, each once.
        labels: The class name of each picture.
        images: uint8 (n, height, width, 3) RGB or (n, height, width) grey.
        groups: What each picture must stay together with; empty when each stands alone.
    """

    names: Sequence[str]
    labels: Sequence[str]
    images: np.ndarray
    groups: Sequence[str] = ()


def write_folder(folder: Path, page: Path, train: Part, test: Part) -> None:
    """Write everything a contest's folder holds, the test part's answers included.

    Args:
        folder: An empty folder that is there.
        page: The contest's ``contest.toml``; it is copied.
        train: The labelled pictures.
        test: The pictures to predict; their labels go into the solution only.
    """
    contest = read_contest(page)
    data, submission = contest.data, contest.submission
    n_pictures = len(train.names) + len(test.names)
    with bar(_("Writing {name}").format(name=contest.name), n_pictures, unit="img") as progress:
        for part, archive in ((train, data.train_images), (test, data.test_images)):
            with zipfile.ZipFile(folder / archive, "w", zipfile.ZIP_STORED) as pictures:
                for name, image in zip(part.names, part.images, strict=True):
                    pictures.writestr(fixed_entry(name), _png(image))
                    progress.update()
    header: tuple[str, ...] = (data.id_column, data.label_column)
    rows: Iterable[Sequence[str]] = zip(train.names, train.labels, strict=True)
    if data.group_column:
        header += (data.group_column,)
        rows = zip(train.names, train.labels, train.groups, strict=True)
    _write_csv(folder / data.train_table, header, rows)
    _write_csv(
        folder / data.solution,
        (submission.id_column, submission.label_column),
        zip(test.names, test.labels, strict=True),
    )
    uniform = [repr(1 / contest.n_classes)] * contest.n_classes
    _write_csv(
        folder / data.sample_submission,
        (submission.id_column, *contest.classes),
        ([name, *uniform] for name in test.names),
    )
    shutil.copyfile(page, folder / PAGE)


def _png(image: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG", compress_level=_PNG_LEVEL)
    return file.getvalue()


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
