"""A page as PDF, printed by the browser that is on this computer anyway: Chromium, Chrome or Edge."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from competition import atomic
from competition.errors import InstallError
from competition.messages import _

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
_LONGEST_S = 120


def browser() -> str | None:
    """Where a browser is that can print without a window; None where there is none."""
    named = next((found for name in _NAMES if (found := shutil.which(name))), None)
    return named or next((path for path in _ELSEWHERE if Path(path).is_file()), None)


def print_page(page: Path, out: Path) -> None:
    """Print a page into a PDF file, whole or not at all.

    Args:
        page: The HTML file.
        out: The PDF file.

    Raises:
        InstallError: There is no such browser, or it did not print.
    """
    found = browser()
    if found is None:
        raise InstallError(
            _("No Chromium, Chrome or Edge was found that could print {page}").format(page=page),
            hint=_("Open it in any browser and choose Print, Save as PDF."),
        )
    with tempfile.TemporaryDirectory() as profile, atomic.replacing(out) as fresh:
        command = [found, "--headless", "--disable-gpu", f"--user-data-dir={profile}", "--no-pdf-header-footer"]
        # Chromium refuses to fence itself in for the root user of a container; the page has no script to run.
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")
        command += [f"--print-to-pdf={fresh.resolve()}", page.resolve().as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_LONGEST_S, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failed(found, page, str(error)) from error
        if done.returncode or not fresh.exists() or not fresh.stat().st_size:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise _failed(found, page, lines[-1] if lines else str(done.returncode))


def _failed(found: str, page: Path, reason: str) -> InstallError:
    return InstallError(
        _("{browser} did not print {page} ({reason})").format(browser=found, page=page, reason=reason),
        hint=_("Open it in any browser and choose Print, Save as PDF."),
    )
