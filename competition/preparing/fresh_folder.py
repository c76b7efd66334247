"""A folder that is there whole or not at all, with checksums of what is in it."""

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from competition import atomic
from competition.errors import DiskError
from competition.messages import _

CHECKSUMS = "checksums.txt"


@contextmanager
def fresh_folder(target: Path) -> Iterator[Path]:
    """A new folder to fill; it becomes ``target`` when the block ends well, and is gone when it does not.

    Raises:
        DiskError: ``target`` is there already, or the disk does not take it.
    """
    if target.exists() or target.is_symlink():
        raise DiskError(
            _("{folder} is there already; nothing in it is touched").format(folder=target),
            hint=_("Name another folder with --out, or move that one away."),
        )
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        beside.mkdir(parents=True)
        yield beside
        atomic.replace(beside, target)
    except OSError as error:
        raise DiskError(
            _("{folder} cannot be written: {reason}").format(folder=target, reason=error.strerror or error),
            hint=_("See whether the disk is full or write-protected, or name another folder."),
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_checksums(folder: Path) -> None:
    """Write the SHA-256 of every file right in a folder, as ``sha256sum --check`` reads them."""
    lines = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    atomic.write_text(folder / CHECKSUMS, "".join(lines))
