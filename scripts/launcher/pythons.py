"""Which Python can run the kit: the one that runs now, or another that really starts. Installs none."""

import json
import os
import shutil
import subprocess
import sys
from typing import Iterator, List, NamedTuple, Optional

from scripts.launcher.failures import SetupError, _

OLDEST, NEWEST = (3, 11), (3, 13)
STARTS_WITHIN_S = 20

# Run by the candidate itself, which may be any Python from 2.7 on.
PROBE = """
import json, platform, sys
try:
    import ensurepip, venv
    has_venv = True
except ImportError:
    has_venv = False
base = getattr(sys, "_base_executable", sys.executable)  # a venv may be about to be replaced
print(json.dumps([base, sys.version_info[:2], sys.platform, platform.machine(),
                  sys.maxsize > 2 ** 32, has_venv]))
"""


class Python(NamedTuple):
    """One interpreter on this computer.

    Args:
        path: Where it is.
        version: Major and minor, such as ``[3, 12]``.
        system: As in ``sys.platform``.
        machine: As in ``platform.machine()``.
        is_64_bit: Whether it is a 64-bit program.
        has_venv: Whether it can make virtual environments (Debian ships that apart).
    """

    path: str
    version: List[int]
    system: str
    machine: str
    is_64_bit: bool
    has_venv: bool


def problem(python: Python) -> Optional[str]:
    """Why this Python cannot run the kit, in one sentence, or None if it can.

    >>> problem(Python("python3", [3, 12], "linux", "x86_64", True, True)) is None
    True
    """
    version = "{}.{}".format(*python.version)
    if not OLDEST <= tuple(python.version) <= NEWEST:
        return _(
            "The kit needs Python 3.11, 3.12 or 3.13; this is {version}, and no other was found. "
            "Install 3.13 from https://www.python.org/downloads/ and start again."
        ).format(version=version)
    if python.system == "darwin" and python.machine == "x86_64":
        return _(
            "TensorFlow has no package for Macs with an Intel processor, and this Python is made for one. "
            "Use a free notebook (Colab, Kaggle); on an Apple silicon Mac, install another Python."
        )
    if not python.is_64_bit:
        return _(
            "This is a 32-bit Python, and TensorFlow needs a 64-bit one. "
            "Install the 64-bit Python 3.13 from https://www.python.org/downloads/ and start again."
        )
    if not python.has_venv:
        return _(
            "Python {version} is here, but its venv module is missing. "
            "On Debian and Ubuntu: sudo apt install python{version}-venv"
        ).format(version=version)
    return None


def candidates() -> Iterator[List[str]]:
    """The commands that might start a Python, best first: the one running now, then the newest."""
    yield [sys.executable]
    versions = ["3.{}".format(minor) for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    if os.name == "nt":
        for version in versions:
            yield ["py", "-" + version]
    for name in ["python" + version for version in versions] + ["python3", "python"]:
        yield [name]
    found = output(["uv", "python", "find", "--no-python-downloads", ">=3.11,<3.14"])
    if found:
        yield [found]


def output(command: List[str]) -> Optional[str]:
    """What a command printed, or None where it is absent, fails or hangs (a shim may do any of these)."""
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        printed = subprocess.check_output(
            [program] + command[1:],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=STARTS_WITHIN_S,
            universal_newlines=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return printed.strip()


def probed(command: List[str]) -> Optional[Python]:
    """The Python behind a command, or None where none answers."""
    printed = output(command + ["-c", PROBE])
    try:
        return Python(*json.loads(printed)) if printed else None
    except (ValueError, TypeError):
        return None


def chosen() -> Python:
    """The first Python that can run the kit.

    Raises:
        SetupError: If none can; the reason is that of the best one found.
    """
    refused = []
    for command in candidates():
        python = probed(command)
        if python is None:
            continue
        reason = problem(python)
        if reason is None:
            return python
        refused.append((OLDEST <= tuple(python.version) <= NEWEST, reason))
    # A Python of the right version that lacks something is nearer to working than one of the wrong version.
    right_version = [reason for is_right, reason in refused if is_right]
    raise SetupError((right_version or [refused[0][1]])[0])
