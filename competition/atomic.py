"""Writing a file so that a reader, a crash or a full disk never meets half of it."""

import errno
import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from competition.errors import DiskError
from competition.messages import _

# On Windows a virus scanner or a file viewer may hold the target for a moment.
_REPLACE_TRIES = 10
_REPLACE_WAIT_S = 0.1


def replace(source: Path, target: Path) -> None:
    """Put ``source`` in the place of ``target`` in one step, trying again while Windows holds the target."""
    for attempt in range(_REPLACE_TRIES):
        try:
            source.replace(target)
            return
        except PermissionError:
            if os.name != "nt" or attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(_REPLACE_WAIT_S * (attempt + 1))


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A new name to write to; it becomes ``target`` when the block ends well.

    Written to disk before it takes the name, so that a power cut leaves the old file or the new one. On a
    mounted drive (Google Drive in Colab), where writing in pieces is slow and may be cut off, the file is
    made on the local disk, copied in one go, and read back.

    Raises:
        DiskError: The disk is full or write-protected, the target is a folder, or the copy on a mounted
            drive is not what was written, even at the second try.
    """
    # The suffix stays last: Keras and matplotlib choose the format by it.
    name = f".{target.stem}.{secrets.token_hex(4)}{target.suffix}"
    beside = target.with_name(name)
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        target.parent.mkdir(parents=True, exist_ok=True)
        if is_mounted_drive(target.parent):
            with tempfile.TemporaryDirectory() as local:
                yield Path(local) / name
                copied(Path(local) / name, beside)
        else:
            yield beside
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
        replace(beside, target)
    except OSError as error:
        raise DiskError(
            _("{file} cannot be written: {reason}").format(file=target, reason=error.strerror or error),
            hint=_("See whether the disk is full or write-protected, or name another file or folder."),
        ) from error
    finally:
        # Below a file, or on a disk that is gone, there is nothing to take away.
        with suppress(OSError):
            beside.unlink()


def copied(source: Path, target: Path) -> None:
    """Copy a file and read the copy back; try twice.

    Raises:
        DiskError: The copy differs.
    """
    for _attempt in range(2):
        shutil.copyfile(source, target)
        if _checksum(source) == _checksum(target):
            return
    raise DiskError(
        _("{file} could not be written: what was read back differs").format(file=target),
        hint=_("See whether the drive is full or was disconnected; nothing that was there is lost."),
    )


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache
def is_mounted_drive(folder: Path) -> bool:
    """Whether a folder lies on a drive that is mounted over the network by a helper program (FUSE).

    Linux lists its mounts in a file; elsewhere a synchronised folder is a local one to us.
    """
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return drive_kind(str(folder.resolve()), lines).startswith("fuse")


def drive_kind(folder: str, mounts: list[str]) -> str:
    """The file system a folder lies on, by the lines of ``/proc/mounts``; empty for the root's.

    >>> drive_kind("/content/drive/MyDrive/runs", ["overlay / overlay rw", "drive /content/drive fuse.drive rw"])
    'fuse.drive'
    >>> drive_kind("/content/drivers", ["drive /content/drive fuse.drive rw"])
    ''
    """
    best, kind = "/", ""
    for line in mounts:
        point, its_kind = (line.split(" ")[1:3] + ["", ""])[:2]
        # The kernel writes a blank in a name as \040.
        point = point.replace("\\040", " ")
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if inside and len(point) > len(best):
            best, kind = point, its_kind
    return kind


def write_text(target: Path, text: str) -> None:
    """Write a UTF-8 text file in one step, with the same line ends on every system."""
    with replacing(target) as fresh:
        fresh.write_text(text, encoding="utf-8", newline="\n")
