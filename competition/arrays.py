"""The files that squares of pictures are kept in: their place, their header, what stands for a missing one.

What is put into them is decided in `competition.first_look` and `competition.store`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np

from competition.errors import DiskError, InstallError
from competition.messages import _

_GREY = 128


def array_path(folder: Path, size: int) -> Path:
    """Where the squares of one size are kept."""
    return folder / f"{size}.npy"


def grey(size: int) -> np.ndarray:
    """What stands for a picture that could not be read: neither dark nor bright."""
    return np.full((size, size, 3), _GREY, np.uint8)


def write_header(file: BinaryIO, n: int, size: int) -> None:
    """Begin a NumPy file to write row by row: mapped, a full disk would be a crash, not an error."""
    header = {"descr": "|u1", "fortran_order": False, "shape": (n, size, size, 3)}
    np.lib.format.write_array_header_1_0(file, header)


@contextmanager
def cache_writing(folder: Path) -> Iterator[None]:
    """Turn a full or locked disk into an InstallError that says where and what to do."""
    try:
        yield
    except (OSError, DiskError) as error:
        reason = error.sentence if isinstance(error, DiskError) else error.strerror or error
        raise InstallError(
            _("The decoded pictures could not be kept in {folder} ({error})").format(folder=folder, error=reason),
            hint=_("Free some disk space (clean frees old caches), or set KIT_CACHE to a folder elsewhere."),
        ) from error
