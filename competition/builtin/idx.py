"""IDX, the file format of MNIST and of data sets made in its image; and a contest made of four such files."""

import gzip
import math
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from competition.builtin.downloads import Archive, archives
from competition.builtin.folder import Part, write_folder
from competition.contest_page import read_contest
from competition.errors import DataError
from competition.messages import _

_UBYTE = 0x08
SIDE = 28


def read_idx(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    """The numbers in a gzipped IDX file of bytes.

    The shape is told, not believed: a file cannot ask for more memory than was expected of it.

    Args:
        path: The ``.gz`` file.
        shape: What it must hold.

    Returns:
        uint8, of that shape.

    Raises:
        DataError: It is cut short, or is no such file.
    """
    expected = struct.pack(f">HBB{len(shape)}I", 0, _UBYTE, len(shape), *shape)
    length = len(expected) + math.prod(shape)
    try:
        with gzip.open(path) as file:
            content = file.read(length + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(_("{path} is damaged ({error})").format(path=path, error=error)) from error
    if len(content) != length or not content.startswith(expected):
        raise DataError(
            _("{path} was expected to hold {shape} bytes in the IDX format, but does not").format(
                path=path, shape=" × ".join(str(n) for n in shape)
            )
        )
    return np.frombuffer(content, np.uint8, offset=len(expected)).reshape(shape)


def build_idx_contest(folder: Path, page: Path, files: Sequence[Archive], n_train: int, n_test: int) -> None:
    """Make a contest of 28×28 grey pictures.

    Args:
        folder: Where to; empty.
        page: The package's ``contest.toml``.
        files: Training pictures and labels, test pictures and labels.
        n_train: How many training pictures there are.
        n_test: How many test pictures.
    """
    contest = read_contest(page)
    train_images, train_labels, test_images, test_labels = archives(contest.name, files)

    def part(name: str, images: Path, labels: Path, n: int) -> Part:
        targets = read_idx(labels, (n,))
        if targets.max() >= contest.n_classes:
            raise DataError(_("{path} has labels that are no class").format(path=labels))
        return Part(
            [f"{name}_{number:05d}.png" for number in range(n)],
            [contest.classes[target] for target in targets],
            read_idx(images, (n, SIDE, SIDE)),
        )

    write_folder(
        folder,
        page,
        part("train", train_images, train_labels, n_train),
        part("test", test_images, test_labels, n_test),
    )
