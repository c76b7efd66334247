r"""Start here: ``python3 scripts/kit.py COMMAND`` (on Windows ``py scripts\kit.py COMMAND``).

This file finds a Python, has it make ``.venv`` with all packages the first time, and runs the command in
it, so nobody activates anything. The commands live in ``commands/``, the set-up in ``launcher/``.

``--here`` before the command uses the running Python instead and adds only what is missing; on Colab and
Kaggle that is the default. ``--language ja`` (or ``en``), there or anywhere behind it, chooses the language;
``--wheels DIR`` installs from a folder that `host pack` filled, without a network.

Standard library only, in the grammar of Python 3.6: see ``launcher/__init__.py``.
"""

import os
import sys
from pathlib import Path
from typing import List

ROOT = Path(__file__).resolve().parent.parent
# The kit is not installed: its root goes first on the path, in place of this file's folder. A PYTHONPATH
# would do the same, but reach every other Python that is started from here.
sys.path[:] = [str(ROOT)] + [entry for entry in sys.path if entry not in (str(ROOT), str(ROOT / "scripts"))]

from scripts.launcher.language import parted  # noqa: E402


def set_environment() -> None:
    """Say what must be known before the heavy packages are imported, here and in every worker."""
    os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"  # it asks the network for its newest version at import
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's greetings bury what a command says
    os.environ["PYTHONUTF8"] = "1"  # on a Japanese Windows, files and pipes would be CP932


def main(argv: List[str]) -> int:
    """Run one command line and return its exit code."""
    language, words = parted(argv)
    if language:
        os.environ["KIT_LANGUAGE"] = language
    # Only now: modules look sentences up while they are imported.
    from scripts.launcher.failures import SetupError, _

    try:
        return ended(argv, words)
    except SetupError as error:
        print("\n{}".format(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\n" + _("Stopped. The same command starts it again."), file=sys.stderr)
        return 130


def ended(argv: List[str], words: List[str]) -> int:
    """The exit code of a command line, once it has ended; ``--language`` is not among its words.

    The set-up runs in whatever Python was called; then this file is started once more in the right one.
    """
    from scripts.launcher import environment, notebook, wheels

    folder, words = wheels.parted(words)
    asked_here = words[:1] == ["--here"]
    is_here = asked_here or notebook.is_notebook()
    set_environment()
    if not is_here and not environment.is_ready():
        environment.prepare(wheels.validated(folder))
    is_utf8 = bool(getattr(sys.flags, "utf8_mode", False))  # Python 3.6 has no such flag
    is_right_python = is_utf8 and (is_here or environment.is_running())
    if not is_right_python:
        python = sys.executable if is_here else str(environment.PYTHON)
        return started([python, str(ROOT / "scripts" / "kit.py")] + argv)
    if is_here:
        notebook.add_missing(ROOT / "requirements.txt", environment.TURN, wheels.validated(folder))
    from scripts import cli

    _folder, rest = wheels.parted(argv)
    if asked_here:
        rest.remove("--here")
    return cli.main(rest)


def started(command: List[str]) -> int:
    """Become that command (on Windows, which cannot: wait for it), in the user's folder, terminal in hand."""
    if os.name != "nt":
        os.execv(command[0], command)
    import signal
    import subprocess

    child = subprocess.Popen(command)
    # Ctrl-C reaches both processes; the child saves its work, so this one must outlive it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
