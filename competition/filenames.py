"""Names of files that come from elsewhere: as text, without what systems leave behind, each once.

Which picture an id in a table means is `competition.names`; what may be read is `competition.pictures`.
"""

import os
import re
import unicodedata
from collections import Counter
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath

from competition.errors import DataError
from competition.messages import _

# Most systems allow a name 255 bytes; a few are left for endings.
_MOST_BYTES = 240
_DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)\d", re.IGNORECASE)
_JUNK = {"__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db", "@eadir"}


def text(raw: bytes, otherwise: str) -> str:
    """A name from bytes of unsaid encoding: UTF-8, else the Japanese Windows one, else as it came.

    UTF-8 goes first because Japanese in UTF-8 often passes for CP932, hardly ever the other way round.
    """
    for encoding in ("utf-8", "cp932"):
        with suppress(UnicodeDecodeError):
            return unicodedata.normalize("NFC", raw.decode(encoding))
    return otherwise.encode("utf-8", "backslashreplace").decode("utf-8")


def is_junk(part: str) -> bool:
    """Whether a file or folder of this name was left by a system, not put there by anybody.

    >>> is_junk("__MACOSX"), is_junk(".DS_Store"), is_junk("cat.png")
    (True, True, False)
    """
    return part.startswith(".") and part not in (".", "..") or part.lower() in _JUNK


def climbs(name: str) -> bool:
    """Whether a path in somebody's zip could lead out of the folder it is meant for, on any system.

    >>> climbs("../cat.png"), climbs("C:/cat.png"), climbs("animals/cat.png")
    (True, True, False)
    """
    return (
        "\\" in name
        or "\0" in name
        or ".." in name.split("/")
        or PurePosixPath(name).is_absolute()
        or bool(PureWindowsPath(name).drive)
    )


def is_folder_name(name: str) -> bool:
    """Whether a folder can have this name on every system, as runs and caches need it.

    >>> is_folder_name("犬 と 猫"), is_folder_name("../cats"), is_folder_name("cats."), is_folder_name("CON")
    (True, False, False, False)
    """
    # Windows drops a dot or a blank at the end, and keeps some names for its devices.
    return (
        name == name.strip(" .") != ""
        and not any(one in '/\\:*?"<>|' or one < " " for one in name)
        and not _DEVICES.fullmatch(name.partition(".")[0])
        and len(name.encode(errors="replace")) <= _MOST_BYTES
    )


def top_folder(names: list[str]) -> str:
    """The folders that hold everything, ``"train/"``; empty where there are several or none.

    >>> top_folder(["data/train/a.png", "data/train/b.png"]), top_folder(["cat/a.png", "dog/a.png"])
    ('data/train/', '')
    """
    folders = [name.split("/")[:-1] for name in (min(names), max(names))] if names else [[], []]
    shared = os.path.commonprefix(folders)  # works on lists, element by element
    return "".join(f"{folder}/" for folder in shared)


def refuse_twins(path: Path, names: list[str]) -> None:
    """Raise a DataError that lists the names that stand for more than one file: none could be told apart."""
    twins = sorted(name for name, n in Counter(names).items() if n > 1)
    if twins:
        raise DataError(_("{path} holds these names more than once").format(path=path), twins)
