"""Packages of the lock into a folder, for one kind of computer after the other, by pip, every hash checked.

What is in the folder already is not fetched again: the same command goes on where it stopped.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from competition.errors import InstallError
from competition.messages import _
from competition.progress import bar
from scripts.launcher.failures import pip_failure
from scripts.packing.machines import Target

# What pip writes when it turns to the next line of a lock.
_NEXT = re.compile(r"(?:Collecting|Processing) (\S+)")
_MB = 1e6


def download(wanted: Sequence[Target], lock: Path, folder: Path) -> dict[Target, float]:
    """Fill a folder.

    Args:
        wanted: The kinds of computer.
        lock: The kit's lock.
        folder: Where the packages go; made where it is not there.

    Returns:
        How many megabytes each kind of computer uses of the folder; most packages serve several.

    Raises:
        InstallError: A package is not there for a kind of computer, or could not be fetched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = lock.read_text(encoding="utf-8")
    lists = {target: target.locked(text) for target in wanted}
    n_packages = sum(len(re.findall("^[A-Za-z0-9]", lines, re.MULTILINE)) for lines in lists.values())
    sizes = {}
    with bar(_("Downloading"), n_packages, unit=_("packages")) as progress:
        for target, lines in lists.items():
            names = _fetched(target, lines, folder, progress)
            sizes[target] = sum((folder / name).stat().st_size for name in names) / _MB
    return sizes


def _fetched(target: Target, lines: str, folder: Path, progress: Any) -> list[str]:
    """The files of one kind of computer, all of them in the folder."""
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "lock.txt"
        listed.write_text(lines, encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-input"]
        command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", *target.pip_words()]
        command += ["--progress-bar", "off", "--dest", str(folder), "-r", str(listed)]
        said = []
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as pip:
            try:
                for line in pip.stdout or ():
                    said.append(line)
                    package = _NEXT.match(line)
                    if package:
                        progress.set_postfix_str(Path(package.group(1)).name)
                        progress.update()
            except BaseException:
                # Ctrl-C, mostly: what is whole in the folder stays there.
                pip.terminate()
                raise
    text = "".join(said)
    if pip.returncode:
        raise InstallError(_reason(target, text), hint=_("The same command goes on where it stopped."))
    saved = re.findall(r"(?:Saved|File was already downloaded) (.+\.whl)", text)
    return sorted({Path(name.strip()).name for name in saved})


def _reason(target: Target, said: str) -> str:
    missing = re.search(r"No matching distribution found for (\S+)", said)
    if missing:
        return _("There is no package {name} for {target}").format(name=missing.group(1), target=target.title)
    last = [line.strip() for line in said.splitlines() if line.strip()]
    return pip_failure(said) or _("The packages could not be fetched. pip said: {said}").format(
        said=last[-1] if last else ""
    )
