"""The kit's own ``.venv``: whether it is complete, and making it so. ``packages`` puts things into it.

``.venv/installed.txt`` says for which Python and which locks it was filled. It is written last: a start that
was killed half-way leaves ``unfinished`` there, and the next one begins anew.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, Optional

from scripts.launcher import packages, pythons
from scripts.launcher.failures import SetupError, _, pip_failure
from scripts.launcher.turns import turn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.txt"
TURN = ROOT / ".venv.lock"
LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
UNFINISHED = ["unfinished"]

# Measured on Linux: 2.8 GB of packages and 0.9 GB of downloads, which pip keeps for next time.
NEEDED_GB = 4


def is_running() -> bool:
    """Whether the Python that runs this is the one in ``.venv``."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def stamp() -> List[str]:
    """What ``.venv`` was filled for, a line each; nothing if it is absent or somebody else made it."""
    try:
        return STAMP.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def write_stamp(lines: List[str]) -> None:
    """Replace the stamp in one step, so that a reader sees the old one or the new one."""
    beside = STAMP.with_suffix(".tmp")
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(str(beside), str(STAMP))


def entry(lock: Path) -> str:
    """The stamp's line for a lock: its name and what is in it."""
    return "{} {}".format(lock.name, hashlib.sha256(lock.read_bytes()).hexdigest())


def venv_version() -> str:
    """The version of the Python that ``.venv`` was made for, such as ``3.12``."""
    made_for = re.search(r"^version\w*\s*=\s*(\d+\.\d+)", (VENV / "pyvenv.cfg").read_text("utf-8"), re.MULTILINE)
    return made_for.group(1) if made_for else ""


def is_ready(lock: Path = LOCK) -> bool:
    """Whether ``.venv`` holds what the lock says. Takes a millisecond, because every start asks.

    From inside ``.venv`` its Python is compared too: a system upgrade can swap it underneath.
    """
    lines = stamp()
    is_filled = entry(lock) in lines and PYTHON.exists()
    return is_filled and (not is_running() or "Python {}.{}".format(*sys.version_info[:2]) in lines)


def is_reusable() -> bool:
    """Whether packages can be put into the ``.venv`` that is there (an editor may have made it)."""
    if stamp() == UNFINISHED:
        return False
    python = pythons.probed([str(PYTHON)])
    if python is None or pythons.problem(python) is not None:
        return False
    return pythons.output([str(PYTHON), "-m", "pip", "--version"]) is not None


def prepare(wheels: Optional[Path] = None) -> None:
    """Make ``.venv`` with everything that is locked; a second start meanwhile waits and finds it done.

    Args:
        wheels: The folder that packages come from; None: the network.

    Raises:
        SetupError: With the reason why that cannot be.
    """
    with turn(TURN) as held:
        if is_ready():
            return
        python = None if is_reusable() else pythons.chosen()
        validate_disk()
        announced = (
            _("Setting up {folder}, once: about 0.9 GB to download, 3 GB on disk.")
            if wheels is None
            else _("Setting up {folder}, once, from {wheels}: 3 GB on disk.")
        )
        print(announced.format(folder=VENV, wheels=wheels), file=sys.stderr)
        if python is not None:
            make(python)
        install(LOCK, held.fileno(), wheels)


def add_test_packages() -> None:
    """Put what only the tests need into the ``.venv`` that is running.

    Raises:
        SetupError: With the reason why that cannot be.
    """
    with turn(TURN) as held:
        if not is_ready(TEST_LOCK):
            install(TEST_LOCK, held.fileno())


def validate_disk() -> None:
    """Find out before an hour's download, not after it.

    Raises:
        SetupError: If the packages will not fit.
    """
    free_gb = shutil.disk_usage(str(ROOT)).free / 1e9
    if free_gb < NEEDED_GB:
        raise SetupError(
            _(
                "The kit's packages need {needed} GB of disk; {free:.1f} GB are left. Free some space and start again."
            ).format(needed=NEEDED_GB, free=free_gb)
        )


def make(python: pythons.Python) -> None:
    """Make an empty ``.venv``, clearing away what is there.

    Raises:
        SetupError: If that Python cannot.
    """
    made = subprocess.run(
        [python.path, "-m", "venv", "--clear", str(VENV)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if made.returncode:
        said = made.stdout.decode("utf-8", "replace").strip()
        unknown = _("The folder {folder} could not be made: {reason}")
        last = said.splitlines()[-1] if said else ""
        raise SetupError(pip_failure(said) or unknown.format(folder=VENV, reason=last))


def install(lock: Path, held: int, wheels: Optional[Path] = None) -> None:
    """Fill ``.venv`` from one lock and stamp it.

    Raises:
        SetupError: With the reason why that cannot be.
    """
    try:
        fill(lock, held, wheels)
    except OSError as error:
        raise SetupError(
            _("The kit's folder {folder} could not be written: {reason}. Free some space and start again.").format(
                folder=VENV, reason=error.strerror
            )
        )


def fill(lock: Path, held: int, wheels: Optional[Path]) -> None:
    """Install and stamp.

    A failure before anything was changed (no network, mostly) puts the old stamp back: what worked goes on
    working. After that, or when it is killed, ``unfinished`` stays and the next start makes everything anew.
    """
    before = stamp()
    write_stamp(UNFINISHED)
    log = VENV / "install.log"
    try:
        packages.install(PYTHON, lock, log, held, wheels)
    except (SetupError, KeyboardInterrupt):
        if not packages.is_unpacking(log):
            write_stamp(before)
        raise
    others = [line for line in before if line.startswith("requirements") and line.split()[0] != lock.name]
    write_stamp(["Python " + venv_version()] + others + [entry(lock)])
