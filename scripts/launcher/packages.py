"""Packages into a Python with pip, with a line that says how far it is. Which packages, others decide."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import List, Optional

from scripts.launcher.failures import SetupError, _, pip_failure
from scripts.launcher.wheels import lacking, source

SHOWN_EVERY_S = 0.25
PRINTED_EVERY_S = 20  # where the line cannot be overwritten: a log file, a notebook

# What pip writes when it turns to the next line of a lock.
NEXT_PACKAGE = re.compile(r"^(?:Collecting|Processing|Ignoring|Requirement already)\b", re.MULTILINE)
UNPACKING = "Installing collected packages"


def install(python: Path, lock: Path, log: Path, held: int, wheels: Optional[Path] = None) -> None:
    """Install exactly what a lock says: wheels only, every hash checked, nothing resolved anew.

    Args:
        python: The interpreter that gets the packages.
        lock: The lock file.
        log: Where pip's own words go.
        held: The open file that keeps other launchers waiting. pip holds it too, so that they still wait
            when this process is killed and pip goes on.
        wheels: The folder that packages come from; None: the network.

    Raises:
        SetupError: With the reason, from what pip said.
    """
    n_locked = len(re.findall(r"^[\w.-]+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    # A user's setting that sends packages to their home would make every install into .venv fail.
    arguments = ["--no-user", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(lock)]
    run_pip(python, arguments, log, n_locked, held, wheels)


def run_pip(
    python: Path, arguments: List[str], log: Path, n_packages: int, held: int, wheels: Optional[Path] = None
) -> None:
    """Run ``pip install`` and show how far it is.

    Raises:
        SetupError: With the reason, from what pip said.
    """
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += [*source(wheels), *arguments]
    with log.open("wb") as sink:
        pip = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            pass_fds=() if os.name == "nt" else (held,),
        )
    try:
        watch(pip, python, log, n_packages)
    except KeyboardInterrupt:
        pip.terminate()
        pip.wait()
        raise
    if pip.returncode:
        raise SetupError(lacking(wheels, log_text(log)) or reason(log))


def reason(log: Path) -> str:
    """Why pip gave up, in one sentence."""
    text = log_text(log)
    lines = [line for line in text.splitlines() if line.strip()]
    unknown = _("The packages could not be installed. pip said: {said}. All its words: {log}")
    return pip_failure(text) or unknown.format(said=lines[-1] if lines else "", log=log)


def log_text(log: Path) -> str:
    """What pip wrote so far."""
    return log.read_bytes().decode("utf-8", "replace")


def is_unpacking(log: Path) -> bool:
    """Whether pip has begun to change the environment; before that it only downloads."""
    return UNPACKING in log_text(log)


def watch(pip: "subprocess.Popen[bytes]", python: Path, log: Path, n_packages: int) -> None:
    """Wait for pip, with a line on the terminal that says what it does, how far it is and since when."""
    start = time.monotonic()
    n_before = n_unpacked(python)
    can_overwrite = sys.stderr.isatty()
    printed_s = -float(PRINTED_EVERY_S)
    while True:
        try:
            pip.wait(SHOWN_EVERY_S)
        except subprocess.TimeoutExpired:
            pass
        elapsed_s = time.monotonic() - start
        line = stage(log_text(log), n_packages, n_unpacked(python) - n_before)
        line += "  {:d}:{:02d}".format(*divmod(int(elapsed_s), 60))
        if can_overwrite:
            print("\r{:<78}".format(line), end="", file=sys.stderr, flush=True)
        elif elapsed_s - printed_s >= PRINTED_EVERY_S or pip.returncode is not None:
            print(line, file=sys.stderr, flush=True)
            printed_s = elapsed_s
        if pip.returncode is not None:
            break
    if can_overwrite:
        print(file=sys.stderr)


def n_unpacked(python: Path) -> int:
    """How many packages lie in a virtual environment: pip unpacks them for minutes without a word."""
    patterns = [
        "lib/python*/site-packages/*.dist-info",
        "Lib/site-packages/*.dist-info",
    ]  # Windows: the second
    return sum(len(list(python.parent.parent.glob(pattern))) for pattern in patterns)


def stage(said: str, n_packages: int, n_new: int) -> str:
    r"""How far pip is, from what it wrote and from how many packages have come into the environment.

    >>> stage("Collecting numpy==2.4.6\n  Downloading numpy.whl\nCollecting pandas==3.1.1", 85, 0)
    'Downloading packages: 2 of 85'
    """
    installed = re.search(r"^Successfully installed (.*)", said, re.MULTILINE)
    if installed:
        return _("Packages installed: {n}").format(n=len(installed.group(1).split()))
    unpacking = re.search("^" + UNPACKING + ": (.*)", said, re.MULTILINE)
    if unpacking:
        n = len(unpacking.group(1).split(", "))
        return _("Unpacking packages: {done} of {n}").format(done=min(n_new, n), n=n)
    done = min(len(NEXT_PACKAGE.findall(said)), n_packages)
    # What lies in a folder is processed, not collected and downloaded.
    is_local = re.search("^Processing ", said, re.MULTILINE) and not re.search("^ +Downloading ", said, re.MULTILINE)
    words = _("Reading packages: {done} of {n}") if is_local else _("Downloading packages: {done} of {n}")
    return words.format(done=done, n=n_packages)
