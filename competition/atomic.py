"""Writing a file so that a reader, a crash or a full disk never meets half of it."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# On Windows a virus scanner or a file viewer may hold the target for a moment.
_REPLACE_TRIES = 10
_REPLACE_WAIT_S = 0.1


def replace(source: Path, target: Path) -> None:
    """Put ``source`` in the place of ``target`` in one step, trying again while Windows holds the target."""
    for attempt in range(_REPLACE_TRIES):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if os.name != "nt" or attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(_REPLACE_WAIT_S * (attempt + 1))


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A new name beside ``target`` to write to; it becomes ``target`` when the block ends well.

    Written to disk before it takes the name, so that a power cut leaves the old file or the new one.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # The suffix stays last: Keras and matplotlib choose the format by it.
    fresh = target.with_name(f".{target.stem}.{secrets.token_hex(4)}{target.suffix}")
    try:
        yield fresh
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """Write a UTF-8 text file in one step, with the same line ends on every system."""
    with replacing(target) as fresh:
        fresh.write_text(text, encoding="utf-8", newline="\n")
