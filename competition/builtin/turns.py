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
        return True


@contextmanager
def turn(lock: Path) -> Iterator[None]:
    """Wait until no other process holds ``lock``, then hold it until the block ends.

    The file itself stays: removing it would let a third process lock a new file of the same name while
    the second still waits for the old one.
    """
    with lock.open("ab") as file:
        while not _taken(file):
            time.sleep(_POLL_S)
        yield
