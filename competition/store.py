"""`ImageStore`: a contest's pictures, decoded once and kept on disk as plain arrays.

Decoding 60,000 files takes seconds, mapping an array that is there takes none. The store holds no labels and
changes no pixel beyond bringing it to size. What it keeps can be made again at any time; ``clean`` may delete
it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from competition import atomic
from competition.arrays import array_path, cache_writing, grey, write_header
from competition.cache import cache_dir
from competition.enlarged import Enlarged, Images
from competition.errors import DataError
from competition.first_look import Notes, first_look
from competition.images import Pictures, decode, resized
from competition.messages import _
from competition.parallel import in_threads
from competition.progress import track

# Goes up when the same bytes would decode to other pixels than before: old arrays are not taken for new.
_VERSION = 1
_INDEX = "index.json"


@dataclass(frozen=True, eq=False)
class ImageStore:
    """Pictures as arrays, by name.

    Args:
        pictures: Where they come from.
        ids: Their names, in the order of every array here.
        digests: A fingerprint of each picture's pixels; equal means exact twins. Empty if unreadable.
        shapes: Height and width of each as it came, int64 (n, 2); zeros if unreadable.
        native_size: The side all pictures came with, where all are small squares alike; else 0.
        reasons: Why a picture could not be read, by name. Such pictures are plain grey in ``images``.
        folder: Where the arrays are kept.
    """

    pictures: Pictures
    ids: tuple[str, ...]
    digests: tuple[str, ...]
    shapes: np.ndarray
    native_size: int
    reasons: Mapping[str, str]
    folder: Path

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The names of the pictures that could not be read."""
        return tuple(self.reasons)

    def images(self, size: int) -> np.ndarray:
        """All pictures as squares of one size; made at the first call, afterwards only mapped.

        Args:
            size: The side in pixels; see `competition.images.resized`.

        Returns:
            uint8 (n, size, size, 3), read-only and left on disk: what is not looked at takes no memory.

        Raises:
            InstallError: A picture cannot be read from its disk, or the cache cannot be written.
        """
        kept = array_path(self.folder, size)
        if not kept.exists():
            squares = in_threads(self._square_maker(size), range(len(self.ids)))
            note = _("Pictures at {size} px").format(size=size)
            with cache_writing(self.folder), atomic.replacing(kept) as fresh, fresh.open("wb") as file:
                write_header(file, len(self.ids), size)
                for square in track(squares, note, total=len(self.ids)):
                    file.write(square.data)
        return np.load(kept, mmap_mode="r")

    def shown(self, size: int) -> Images:
        """The same as `images`, but where small pictures are only enlarged, that is left to who looks at them.

        Args:
            size: The side in pixels.
        """
        originals = array_path(self.folder, self.native_size)
        if 0 < self.native_size < size and originals.exists() and not array_path(self.folder, size).exists():
            return Enlarged(originals, size)
        return self.images(size)

    def squares(self, ids: Sequence[str], size: int) -> np.ndarray:
        """A few pictures as squares, without making the array of all: uint8 (len(ids), size, size, 3)."""
        made = list(in_threads(self._square_maker(size), self.index(ids).tolist()))
        return np.array(made, dtype=np.uint8).reshape(len(made), size, size, 3)

    def subset(self, ids: Sequence[str]) -> "ImageStore":
        """The store of some of these pictures, in this order, without decoding any of them again."""
        rows = self.index(ids).tolist()
        folder = _folder(self.pictures, ids)
        if not (folder / _INDEX).exists():
            originals = array_path(self.folder, self.native_size)
            with cache_writing(folder):
                if self.native_size and originals.exists():
                    images = np.load(originals, mmap_mode="r")
                    with atomic.replacing(array_path(folder, self.native_size)) as fresh, fresh.open("wb") as file:
                        write_header(file, len(rows), self.native_size)
                        for row in rows:
                            file.write(images[row].data)
                notes = Notes(
                    digests=[self.digests[row] for row in rows],
                    shapes=self.shapes[rows].tolist(),
                    reasons={name: self.reasons[name] for name in ids if name in self.reasons},
                    native_size=self.native_size,
                )
                atomic.write_text(folder / _INDEX, json.dumps(notes))
        return _kept(self.pictures, tuple(ids), folder)

    @property
    def side(self) -> int:
        """The shorter side of a typical picture, in pixels."""
        return int(np.median(self.shapes.min(axis=1)))

    def index(self, ids: Sequence[str]) -> np.ndarray:
        """The rows of these pictures, int64 (len(ids),).

        Raises:
            DataError: A name is not in the store.
        """
        unknown = [name for name in ids if name not in self._rows]
        if unknown:
            raise DataError(_("{path} does not hold these pictures").format(path=self.pictures.path), unknown)
        return np.array([self._rows[name] for name in ids], dtype=np.int64)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.ids)}

    def _square_maker(self, size: int) -> Callable[[int], np.ndarray]:
        """What makes one row's square: from the small originals where they are kept, else from the file."""
        kept = array_path(self.folder, self.native_size)
        if self.native_size and kept.exists():
            originals = np.load(kept, mmap_mode="r")
            return lambda row: resized(originals[row], size)

        def square(row: int) -> np.ndarray:
            name = self.ids[row]
            if name in self.reasons:
                return grey(size)
            return resized(decode(self.pictures.read(name), name, at_least=size), size)

        return square


def open_store(pictures: Pictures, names: Sequence[str]) -> ImageStore:
    """The store of these pictures: made with a look at every one the first time, then found again.

    Args:
        pictures: From `competition.images.open_pictures`.
        names: Which of them, in the order the arrays shall have.

    Raises:
        DataError: A name is not among the pictures, or there is none at all.
        InstallError: A picture cannot be read from its disk, or the cache cannot be written.
    """
    ids = tuple(names)
    folder = _folder(pictures, ids)
    index = folder / _INDEX
    if not index.exists():
        missing = sorted(set(ids) - set(pictures.names))
        if missing:
            raise DataError(_("These pictures are not in {path}").format(path=pictures.path), missing)
        if not ids:
            raise DataError(_("{path} holds no pictures").format(path=pictures.path))
        with cache_writing(folder):
            # Written last: an index says that everything else is there.
            atomic.write_text(index, json.dumps(first_look(pictures, ids, folder)))
    return _kept(pictures, ids, folder)


def _folder(pictures: Pictures, ids: Sequence[str]) -> Path:
    """Where what is made of these pictures is kept; other pictures, or others of them, have another place."""
    key = hashlib.blake2b("\0".join((str(_VERSION), *ids)).encode(), digest_size=8).hexdigest()
    return cache_dir("pictures") / pictures.signature / key


def _kept(pictures: Pictures, ids: tuple[str, ...], folder: Path) -> ImageStore:
    notes: Notes = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    shapes = np.array(notes["shapes"], dtype=np.int64).reshape(len(ids), 2)
    return ImageStore(pictures, ids, tuple(notes["digests"]), shapes, notes["native_size"], notes["reasons"], folder)
