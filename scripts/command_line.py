"""A command of the kit as it has to be typed. What its words mean is told in `scripts.cli`."""

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

_KIT = Path(__file__).resolve().with_name("kit.py")


def typed(words: Sequence[str]) -> str:
    """A command as it can be typed in the current folder, names with blanks in quotes.

    >>> typed(["submit", "emoji20", "cnn"]).endswith("kit.py submit emoji20 cnn")
    True
    """
    line = [_from_here(), *words]
    return "py " + subprocess.list2cmdline(line) if os.name == "nt" else "python3 " + shlex.join(line)


def _from_here() -> str:
    """The way to ``kit.py`` from the current folder."""
    try:
        return os.path.relpath(_KIT)
    except ValueError:  # no way leads from one drive of Windows to another
        return str(_KIT)
