"""One process after the other: a lock that the system lets go of when its holder dies."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_POLL_S = 0.2

if sys.platform == "win32":
    import msvcrt

    def _taken(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _taken(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # A mounted drive may know no locks; going on without is better than not at all.
            return True
        return True


class Busy(Exception):  # noqa: N818 - what to make of it is the caller's affair
    """Another process holds the lock."""


@contextmanager
def turn(lock: Path, waits: bool = True) -> Iterator[None]:
    """Hold ``lock`` until the block ends, once no other process does.

    The file itself stays: removing it would let a third process lock a new file of the same name while
    the second still waits for the old one.

    Args:
        lock: A file beside what is guarded; made when missing.
        waits: Whether to wait for the other process.

    Raises:
        Busy: Another process holds it and this one does not wait.
    """
    with lock.open("ab") as file:
        while not _taken(file):
            if not waits:
                raise Busy
            time.sleep(_POLL_S)
        yield
