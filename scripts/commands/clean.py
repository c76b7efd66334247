"""`clean`: what the kit keeps on disk that it can make again, and freeing it. Runs are never touched."""

import argparse
import os
import shutil
import sys
from pathlib import Path

from competition.cache import cache_dir
from competition.errors import InstallError
from competition.messages import _

SUMMARY = _("show the kit's caches and free them; runs are never touched")
EXAMPLE = "python3 scripts/kit.py clean"

# Only these: KIT_CACHE may name a folder in which other things lie as well.
PARTS = ("contests", "downloads", "features", "pictures")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to ask."""
    parser.add_argument("--yes", action="store_true", help=_("delete without asking"))


def run(args: argparse.Namespace) -> int:
    """Show the caches, ask, and delete them."""
    parts = sizes(cache_dir())
    if not parts:
        print(_("There is nothing to free in {folder}.").format(folder=cache_dir()))
        return 0
    for path, n_bytes in parts.items():
        print(f"{megabytes(n_bytes):>12}  {path}")
    print(_("{size:>12}  in all").format(size=megabytes(sum(parts.values()))))
    if not (args.yes or is_agreed()):
        return 0
    delete(list(parts))
    print(_("Freed. The kit makes these again when it needs them."))
    return 0


def sizes(folder: Path) -> dict[Path, int]:
    """How many bytes each part of the cache holds, of those that are there."""
    return {folder / part: n_bytes(folder / part) for part in PARTS if os.path.lexists(folder / part)}


def n_bytes(path: Path) -> int:
    """How many bytes a file or a whole folder holds, links not followed."""
    if path.is_symlink() or not path.is_dir():
        return path.lstat().st_size
    return sum((Path(folder) / name).lstat().st_size for folder, _folders, names in os.walk(path) for name in names)


def megabytes(n_bytes: int) -> str:
    """A size as people say it.

    >>> megabytes(12_345_678)
    '12.3 MB'
    """
    return f"{n_bytes / 1e6:,.1f} MB"


def is_agreed() -> bool:
    """Ask on the terminal; without one the answer is no."""
    if not sys.stdin.isatty():
        print(_("Nothing deleted: there is no terminal to ask on. Add --yes to delete."))
        return False
    try:
        answer = input(_("Delete all of it? [y/N] "))
    except EOFError:
        return False
    return answer.strip().lower() in (_("y"), _("yes"))


def delete(paths: list[Path]) -> None:
    """Delete files and folders; a link goes, what it points to stays.

    Raises:
        InstallError: If some could not be deleted; the others are gone.
    """
    kept = []
    for path in paths:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError as error:
            kept.append(f"{path} ({error.strerror})")
    if kept:
        raise InstallError(
            _("Some of it could not be deleted"),
            kept,
            hint=_("Close what still uses it (another kit command, perhaps) and start again."),
        )
