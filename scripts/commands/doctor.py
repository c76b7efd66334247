"""`doctor`: what is on this computer, what is wrong with it, and what to do. It changes nothing."""

import argparse
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from baselines.backend_choice import DEFAULT, chosen
from competition.cache import cache_dir
from competition.messages import _
from scripts.command_line import typed
from scripts.commands.clean import megabytes, sizes
from scripts.launcher import environment
from scripts.launcher.inventory import installed, normalized, required
from scripts.launcher.pythons import NEWEST, OLDEST

SUMMARY = _("what is on this computer, what is wrong with it, and what to do")
EXAMPLE = "python3 scripts/kit.py doctor"

# A training process was measured below 2 GiB; the system and a browser need as much again.
ENOUGH_MEMORY_GB = 3.5
ENOUGH_DISK_GB = 1.0
SHOWN_PACKAGES = 5


class Finding(NamedTuple):
    """One line of the table.

    Args:
        name: What was looked at.
        value: What was found.
        next_step: What to do about it; empty if all is well.
    """

    name: str
    value: str
    next_step: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How deep to look."""
    parser.add_argument("--deep", action="store_true", help=_("start Keras too and list what it can compute on (10 s)"))


def run(args: argparse.Namespace) -> int:
    """Look at everything and show it.

    Returns:
        0 if all is well, 1 if a line has a next step.
    """
    looks: list[Callable[[], Finding]] = [python, utf8, cores, memory, disk, packages, backend]
    looks += [gpu, albumentations, runs_folder, caches]
    findings = [look() for look in looks]
    if args.deep:
        findings.append(devices())
    show(findings)
    return int(any(finding.next_step for finding in findings))


def show(findings: list[Finding]) -> None:
    """Print the table and, below it, one line that says whether all is well."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", _("what"), _("found"), _("what to do")):
        table.add_column(heading, overflow="fold")
    for name, value, next_step in findings:
        table.add_row("[red]✗[/]" if next_step else "[green]✓[/]", name, plain(value), plain(next_step))
    console = Console()
    console.print(table)
    n_wrong = sum(bool(finding.next_step) for finding in findings)
    console.print(_("All is well.") if not n_wrong else _("To mend: {n}").format(n=n_wrong), highlight=False)


def plain(text: str) -> str:
    """Text in which a path's square brackets are not read as colours."""
    from rich.markup import escape

    return escape(text)


def python() -> Finding:
    """The Python that runs the commands."""
    place = (
        _("the kit's .venv") if environment.is_running() else _("yours (--here): {path}").format(path=sys.executable)
    )
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    value = f"{platform.python_version()} on {system}; {place}"
    is_supported = OLDEST <= sys.version_info[:2] <= NEWEST
    return Finding(
        "Python",
        value,
        "" if is_supported else _("install Python 3.13 from https://www.python.org/downloads/"),
    )


def utf8() -> Finding:
    """Whether text is UTF-8 everywhere, which Japanese names need on Windows."""
    if sys.flags.utf8_mode:
        return Finding("UTF-8", _("on"))
    return Finding("UTF-8", _("off"), _("start commands through scripts/kit.py, which switches it on"))


def cores() -> Finding:
    """How many CPU cores the kit may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding(_("CPU cores"), str(usable))


def memory() -> Finding:
    """How much memory the computer has."""
    gigabytes = memory_bytes() / 1e9
    enough = gigabytes >= ENOUGH_MEMORY_GB
    return Finding(
        _("memory"),
        f"{gigabytes:.1f} GB",
        "" if enough else _("close other programs while training, or use a free notebook (Colab, Kaggle)"),
    )


def memory_bytes() -> int:
    """The computer's memory, in bytes."""
    if sys.platform != "win32":
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    import ctypes

    # MEMORYSTATUSEX: its own size and the load in the first eight bytes, the whole memory in the second.
    status = (ctypes.c_ulonglong * 8)(64)
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return status[1]


def disk() -> Finding:
    """How much room is left where runs are written."""
    free_gb = shutil.disk_usage(Path.cwd()).free / 1e9
    next_step = "" if free_gb >= ENOUGH_DISK_GB else _("free some: `{command}` helps").format(command=typed(["clean"]))
    return Finding(_("disk left"), f"{free_gb:.1f} GB", next_step)


def packages() -> Finding:
    """Whether the packages are the locked ones; in a Python of one's own, only whether none is missing."""
    found = installed()
    next_step = _("delete the folder .venv and start any command")
    if not environment.is_running():
        next_step = _("start any command with --here before it: it adds what it may")
        wanted = required((environment.ROOT / "requirements.txt").read_text(encoding="utf-8"))
        wrong = [_("{name} is missing").format(name=name) for name in wanted if name not in found]
        n_wanted = len(wanted)
    else:
        locked = dict(locked_versions(environment.LOCK.read_text(encoding="utf-8")))
        wrong = [
            _("{name} {found} instead of {locked}").format(
                name=name, found=found.get(name, _("missing")), locked=version
            )
            for name, version in locked.items()
            if found.get(name) != version
        ]
        n_wanted = len(locked)
    value = _("{n} of {n_wanted} as they should be").format(n=n_wanted - len(wrong), n_wanted=n_wanted)
    if not wrong:
        return Finding(_("packages"), value)
    shown = "; ".join(wrong[:SHOWN_PACKAGES]) + (" …" if len(wrong) > SHOWN_PACKAGES else "")
    return Finding(_("packages"), f"{value}: {shown}", next_step)


def locked_versions(lock: str) -> Iterator[tuple[str, str]]:
    """The packages a lock means for this computer, each with its version."""
    from packaging.markers import Marker

    for name, version, marker in re.findall(r"^([\w.-]+)==([^\s;]+)(?: ; (.*?))?(?: \\)?$", lock, re.MULTILINE):
        if not marker or Marker(marker).evaluate():
            yield normalized(name), version


def backend() -> Finding:
    """What Keras computes with and whether that is there, without starting it."""
    about, name = _("Keras's backend"), chosen()
    version = installed().get(name)
    if version:
        return Finding(about, f"{name} {version}")
    next_step = _("networks cannot be trained; start without --here")
    if name != DEFAULT:
        next_step = _("install it, or set the variable KERAS_BACKEND to {default}").format(default=DEFAULT)
    return Finding(about, _("{name} is missing").format(name=name), next_step)


def gpu() -> Finding:
    """Whether there is a graphics card to train on, as far as can be seen from outside."""
    has_driver = Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None
    return Finding(
        _("NVIDIA driver"),
        _("there (--deep says whether Keras uses it)") if has_driver else _("none; CPU"),
    )


def devices() -> Finding:
    """What Keras's backend itself finds to compute on. Starts it."""
    from baselines.quiet import quiet_stderr

    with quiet_stderr():
        from baselines.backend import devices as found

        names = found()
    return Finding(_("Keras computes on"), ", ".join(names))


def albumentations() -> Finding:
    """Whether albumentations is kept from asking the network at every start."""
    name = _("albumentations' network call")
    if os.environ.get("NO_ALBUMENTATIONS_UPDATE") == "1":
        return Finding(name, _("off"))
    return Finding(name, _("on"), _("start commands through scripts/kit.py, which switches it off"))


def runs_folder() -> Finding:
    """Whether runs can be written where the user stands."""
    here = Path.cwd()
    next_step = "" if os.access(here, os.W_OK) else _("go to a folder of your own (cd) and start the command there")
    return Finding(_("runs are written in"), str(here), next_step)


def caches() -> Finding:
    """What the caches hold, and whether they can be written."""
    folder = cache_dir()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    next_step = "" if os.access(existing, os.W_OK) else _("name a folder of your own in the variable KIT_CACHE")
    return Finding(_("caches"), f"{megabytes(sum(sizes(folder).values()))}, {folder}", next_step)
