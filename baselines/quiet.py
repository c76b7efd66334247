"""Keeping a library's start-up chatter away from people, unless it explains a failure."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Swallow what native code writes to standard error in this block; show it if the block fails.

    TensorFlow announces missing graphics drivers from C++ while it is imported, before any of its
    switches is read, so the file descriptor itself has to be turned aside.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        failed = True
        try:
            yield
            failed = False
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            if failed:
                aside.seek(0)
                os.write(2, aside.read())
