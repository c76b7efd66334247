"""The flag ``--wheels DIR``: packages from a folder, a USB stick perhaps, and not a byte from the network.

Such a folder is filled by `host pack`.
"""

import os
import re
from pathlib import Path
from typing import List, Optional, Sequence, Tuple

from scripts.launcher.failures import SetupError, _

FLAG = "--wheels"


def parted(argv: Sequence[str]) -> Tuple[Optional[str], List[str]]:
    """The folder that a command line names, if it does, and its other words.

    >>> parted(["--wheels", "E:/wheels", "train", "emoji20"])
    ('E:/wheels', ['train', 'emoji20'])
    """
    folder, words = None, []  # type: Optional[str], List[str]
    coming = iter(argv)
    for word in coming:
        name, equals, value = word.partition("=")
        if name == FLAG:
            folder = value if equals else next(coming, "")
        else:
            words.append(word)
    return folder, words


def validated(folder: Optional[str]) -> Optional[Path]:
    """The whole path of a folder with packages in it; asked only when one is needed, for sticks are pulled out.

    Raises:
        SetupError: It is none.
    """
    if folder is None:
        return None
    path = Path(os.path.abspath(os.path.expanduser(folder)))
    if folder and any(path.glob("*.whl")):
        return path
    # The folder above, that of the whole stick, is easily taken instead.
    if folder and any(path.glob("wheels/*.whl")):
        return path / "wheels"
    raise SetupError(
        _("{flag} {folder}: a folder with packages (files that end in .whl) was expected.").format(
            flag=FLAG, folder=folder
        )
    )


def source(folder: Optional[Path]) -> List[str]:
    """What tells pip where packages come from: nothing, or that folder alone."""
    return [] if folder is None else ["--no-index", "--find-links", str(folder)]


def lacking(folder: Optional[Path], log: str) -> Optional[str]:
    """Which package the folder lacks, in one sentence, from what pip wrote; None where that is not the cause."""
    missing = re.search(r"No matching distribution found for ([\w.-]+)", log)
    if folder is None or missing is None:
        return None
    return _(
        "{folder} has no package {name} for this computer and its Python. It was packed for others, or for an older "
        "kit: ask for one that was made with `host pack` of this kit, or start without {flag} where there is a network."
    ).format(folder=folder, name=missing.group(1), flag=FLAG)
