"""Small pictures shown larger than they are kept: enlarged when they are looked at, never written to disk.

Sixty thousand pictures of 32 pixels are 180 megabytes; at 160 pixels they would be nearly 5 gigabytes, read again
in every epoch. Enlarging one takes a twentieth of a millisecond.
"""

from pathlib import Path
from typing import Any

import numpy as np

from competition.images import resized


class Enlarged:
    """An array of pictures at another size than its file's, made piece by piece.

    It is indexed as the array would be and can be sent to another process.

    Args:
        path: A ``.npy`` file, uint8 (n, side, side, 3).
        size: The side to show them at, in pixels.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> np.save(folder / "small.npy", np.zeros((5, 4, 4, 3), np.uint8))
    >>> Enlarged(folder / "small.npy", 8)[np.array([0, 3])].shape
    (2, 8, 8, 3)
    """

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.size = size
        self._originals = np.load(path, mmap_mode="r")

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """As the whole array would have it."""
        return (len(self), self.size, self.size, 3)

    def __len__(self) -> int:
        return len(self._originals)

    def __getitem__(self, rows: np.ndarray | int) -> np.ndarray:
        """One picture, uint8 (size, size, 3), or some, (len(rows), size, size, 3)."""
        if isinstance(rows, (int, np.integer)):
            return resized(self._originals[rows], self.size)
        made = np.empty((len(rows), self.size, self.size, 3), np.uint8)
        for place, row in enumerate(rows):
            made[place] = resized(self._originals[row], self.size)
        return made

    def __getstate__(self) -> dict[str, Any]:
        return {"path": self.path, "size": self.size}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]


Images = np.ndarray | Enlarged
