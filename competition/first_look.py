"""The first look at a contest's pictures: each is decoded once, and everything worth knowing of it is noted.

What is noted is kept by `competition.store`.
"""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypedDict

import numpy as np

from competition import atomic
from competition.arrays import array_path, grey, write_header
from competition.errors import DataError
from competition.images import Pictures, decode, digest
from competition.messages import _
from competition.parallel import in_threads
from competition.progress import track

# Pictures of one size up to this are kept as they are; other sizes are made from them without decoding.
_SMALL = 128


class Notes(TypedDict):
    """What was noted, in the order of the pictures; the meaning of each is in `competition.store.ImageStore`."""

    digests: list[str]
    shapes: list[tuple[int, int]]
    reasons: dict[str, str]
    native_size: int


class _Look(NamedTuple):
    """What one look at a picture tells."""

    digest: str
    shape: tuple[int, int]
    reason: str
    small: np.ndarray | None  # its pixels, where it is a small square


class _Originals:
    """A file of every picture as it came, given up at the first that is no small square like those before."""

    def __init__(self, file: BinaryIO, n: int) -> None:
        self.size = 0  # the side all pictures so far share
        self.alike = True
        self._file, self._n, self._greys = file, n, 0

    def add(self, look: _Look) -> None:
        """The next picture; grey stands for one that could not be read."""
        if look.reason:
            self._greys += 1
        elif look.small is None or self.size not in (0, look.shape[0]):
            self.alike = False
        elif self.alike:
            if not self.size:
                self.size = look.shape[0]
                write_header(self._file, self._n, self.size)
            self.fill()
            self._file.write(look.small.data)

    def fill(self) -> None:
        """Write the greys that wait: before the first readable picture their size is not known."""
        self._file.write(grey(self.size).tobytes() * self._greys)
        self._greys = 0


def first_look(pictures: Pictures, ids: Sequence[str], folder: Path) -> Notes:
    """Look at every picture once; where all are small squares of one size, keep their pixels too.

    Args:
        pictures: Where they come from.
        ids: Which of them.
        folder: Where the pixels go; a look that is broken off leaves nothing there that could pass for whole.

    Raises:
        InstallError: A picture cannot be read from its disk.
    """

    def look(name: str) -> _Look:
        try:
            image = decode(pictures.read(name), name)
        except DataError as error:
            return _Look("", (0, 0), error.sentence, None)
        height, width = image.shape[:2]
        small = image if height == width <= _SMALL else None
        return _Look(digest(image), (height, width), "", small)

    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".originals.{secrets.token_hex(4)}.npy"
    looks: list[_Look] = []
    note = _("Reading {name}").format(name=pictures.path.name)
    try:
        with fresh.open("wb") as file:
            originals = _Originals(file, len(ids))
            for seen in track(in_threads(look, ids), note, total=len(ids)):
                originals.add(seen)
                looks.append(seen._replace(small=None))
            originals.fill()
            file.flush()
            os.fsync(file.fileno())
        native_size = originals.size if originals.alike else 0
        if native_size:
            atomic.replace(fresh, array_path(folder, native_size))
    finally:
        fresh.unlink(missing_ok=True)
        pictures.close()
    return {
        "digests": [seen.digest for seen in looks],
        "shapes": [seen.shape for seen in looks],
        "reasons": {name: seen.reason for name, seen in zip(ids, looks, strict=True) if seen.reason},
        "native_size": native_size,
    }
