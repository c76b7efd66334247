"""``--here``: the kit inside a Python that somebody else set up (Colab, Kaggle). What is missing is added;
nothing that is there changes its version, because the notebook's GPU set-up hangs on it.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import List, Optional

from scripts.launcher import packages
from scripts.launcher.failures import SetupError, _
from scripts.launcher.inventory import installed, required
from scripts.launcher.pythons import OLDEST
from scripts.launcher.turns import turn

# Set by the notebook services for everything started in them. (``google.colab`` itself can be installed
# anywhere, so that it can be imported says nothing.)
NOTEBOOK_VARIABLES = ("COLAB_RELEASE_TAG", "KAGGLE_KERNEL_RUN_TYPE")
NEVER_INSTALLED = ("numpy", "tensorflow")


def is_notebook() -> bool:
    """Whether this runs on Colab or Kaggle."""
    return any(variable in os.environ for variable in NOTEBOOK_VARIABLES)


def add_missing(requirements: Path, turns: Path, wheels: Optional[Path] = None) -> None:
    """Add what the requirements name and this Python lacks, except TensorFlow and NumPy.

    Raises:
        SetupError: If NumPy is missing, the Python is too old, or pip fails.
    """
    if sys.version_info < OLDEST:
        raise SetupError(
            _("The kit needs Python 3.11 or newer; this is {version}. Start without --here.").format(
                version="{}.{}".format(*sys.version_info[:2])
            )
        )
    present = installed()
    wanted = required(requirements.read_text("utf-8"))
    missing = {name: line for name, line in wanted.items() if name not in present}
    if "numpy" in missing:
        raise SetupError(_("This Python has no NumPy, and --here never installs it. Start without --here."))
    if "tensorflow" in missing:
        print(
            _("This Python has no TensorFlow, and --here never installs it: networks cannot be trained."),
            file=sys.stderr,
        )
    to_add = [line for name, line in missing.items() if name not in NEVER_INSTALLED]
    if not to_add:
        return
    with turn(turns) as held, tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "installed.txt"
        pins.write_text("".join("{}=={}\n".format(*pin) for pin in sorted(present.items())), encoding="utf-8")
        log = Path(folder) / "install.log"
        add(to_add, pins, log, held.fileno(), wheels)


def add(lines: List[str], pins: Path, log: Path, held: int, wheels: Optional[Path]) -> None:
    """Install these lines without changing what is pinned."""
    packages.run_pip(Path(sys.executable), ["--constraint", str(pins), *lines], log, len(lines), held, wheels)
