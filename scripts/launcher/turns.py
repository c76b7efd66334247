"""One launcher at a time: two windows that start the kit at once must not write into one ``.venv``."""

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Iterator

from scripts.launcher.failures import SetupError, _

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def turn(path: Path) -> Iterator[IO[str]]:
    """Wait until no other launcher holds the file, then hold it.

    The system lets go of it when the process ends, however it ends, so a killed start never locks others out.

    Raises:
        SetupError: If the folder cannot be written.
    """
    try:
        held = path.open("w")
    except OSError as error:
        raise SetupError(
            _(
                "The kit cannot write into its own folder {folder} ({reason}). "
                "Copy it into a folder of your own and start it there."
            ).format(folder=path.parent, reason=error.strerror)
        )
    with held:
        if not is_taken(held):
            print(_("Another start is installing; waiting for it to finish …"), file=sys.stderr)
            wait(held)
        yield held


if sys.platform == "win32":

    def is_taken(held: IO[str]) -> bool:
        """Take the file without waiting; whether that worked."""
        try:
            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def wait(held: IO[str]) -> None:
        """Take the file as soon as it is free."""
        while True:
            try:
                # LK_LOCK itself gives up after ten seconds.
                msvcrt.locking(held.fileno(), msvcrt.LK_LOCK, 1)
            except OSError:
                continue
            return

else:

    def is_taken(held: IO[str]) -> bool:
        """Take the file without waiting; whether that worked."""
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(held: IO[str]) -> None:
        """Take the file as soon as it is free."""
        fcntl.flock(held, fcntl.LOCK_EX)
