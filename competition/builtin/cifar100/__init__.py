"""`cifar100`: 60,000 small photos in twenty groups of five kinds, from their author's archive.

Alex Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009. The binary form is read, never
the pickled one. The classes are the twenty superclasses; the hundred kinds stay unused. The pictures to
predict are the data set's own test part, whose answers everybody can look up: for lessons, not for prizes.
"""

import gzip
import tarfile
import zlib
from pathlib import Path

import numpy as np

from competition.builtin.downloads import Archive, archives
from competition.builtin.folder import Part, write_folder
from competition.contest_page import PAGE, read_contest
from competition.errors import DataError
from competition.messages import _

VERSION = 1

ARCHIVE = Archive(
    "cifar-100-binary.tar.gz",
    "03b5dce01913d631647c71ecec9e9cb8",
    168_513_733,
    ("https://www.cs.toronto.edu/~kriz",),
)
SIDE = 32
# A superclass, a kind, then all of red, all of green, all of blue.
RECORD_BYTES = 2 + 3 * SIDE * SIDE


def members(path: Path, sizes: dict[str, int]) -> dict[str, bytes]:
    """The contents of some files in a ``.tar.gz``, found by their exact names; nothing is unpacked to disk.

    Args:
        path: The archive.
        sizes: The length each file must have, in bytes, so that an archive cannot ask for more memory.

    Raises:
        DataError: The archive is damaged, or a file is missing or has another length.
    """
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                if sizes.get(member.name) == member.size and (file := archive.extractfile(member)):
                    found[member.name] = file.read()
                if len(found) == len(sizes):
                    break
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(_("{path} is damaged ({error})").format(path=path, error=error)) from error
    if missing := [name for name in sizes if name not in found]:
        raise DataError(_("{path} does not hold these files in their full length").format(path=path), missing)
    return found


def superclasses_and_images(records: bytes) -> tuple[np.ndarray, np.ndarray]:
    """The superclass numbers, uint8 (n,), and the pictures, uint8 (n, 32, 32, 3), of a binary file.

    >>> red = bytes([7, 35] + [255] * 1024 + [0] * 2048)
    >>> numbers, images = superclasses_and_images(red)
    >>> numbers.tolist(), images[0, 31, 31].tolist()
    ([7], [255, 0, 0])
    """
    table = np.frombuffer(records, np.uint8).reshape(-1, RECORD_BYTES)
    return table[:, 0], table[:, 2:].reshape(-1, 3, SIDE, SIDE).transpose(0, 2, 3, 1)


def build_from(folder: Path, archive: Archive, n_train: int, n_test: int) -> None:
    """Make the contest's folder from an archive with so many pictures."""
    page = Path(__file__).with_name(PAGE)
    contest = read_contest(page)
    (path,) = archives(contest.name, [archive])
    counts = {"train": n_train, "test": n_test}
    contents = members(path, {f"cifar-100-binary/{name}.bin": n * RECORD_BYTES for name, n in counts.items()})

    def part(name: str) -> Part:
        targets, images = superclasses_and_images(contents[f"cifar-100-binary/{name}.bin"])
        if targets.max() >= contest.n_classes:
            raise DataError(_("{path} has labels that are no class").format(path=path))
        names = [f"{name}_{number:05d}.png" for number in range(counts[name])]
        return Part(names, [contest.classes[target] for target in targets], images)

    write_folder(folder, page, part("train"), part("test"))


def build(folder: Path) -> None:
    """Make the contest's folder."""
    build_from(folder, ARCHIVE, n_train=50_000, n_test=10_000)
