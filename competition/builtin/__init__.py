"""The contests that come with the kit: made on first use, kept in the cache, a folder like anybody else's.

Here is only how a folder comes to be; what is in it is each contest's own package (a page ``contest.toml``,
a ``VERSION`` and ``build(folder)``), how it is written is `folder`, how archives arrive is `downloads`.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from competition import atomic
from competition.cache import cache_dir
from competition.errors import ContestError, InstallError
from competition.messages import _
from competition.turns import turn

BUILTIN: tuple[str, ...] = ("emoji20", "cifar100", "mnist", "fashion")

# What a killed process left behind is swept up by a later one; nothing takes a day to make.
_ABANDONED_AFTER_S = 86_400


def built(name: str) -> Path:
    """The folder of a contest that comes with the kit; made now if this is the first time.

    The folder appears whole or not at all, whatever happens meanwhile, and a second process that wants
    the same contest waits for the first. Once made, asking again costs nothing.

    Args:
        name: One of `BUILTIN`.

    Returns:
        A folder with ``contest.toml`` and everything it names.

    Raises:
        ContestError: There is no such contest, or its pictures are neither here nor to be had.
        InstallError: The cache cannot be written, or a package the pictures come from is another version.
    """
    if name not in BUILTIN:
        raise ContestError(
            _("No contest called '{name}' comes with the kit").format(name=name),
            hint=_("Choose one of: {known}.").format(known=", ".join(BUILTIN)),
        )
    package = import_module(f"competition.builtin.{name}")
    folder = cache_dir("contests") / f"{name}-{package.VERSION}"
    if not folder.is_dir():
        try:
            _make(folder, package.build)
        except OSError as error:
            raise InstallError(
                _("The contest {name} cannot be written to {folder} ({error})").format(
                    name=name, folder=folder, error=error
                ),
                hint=_("Make room there, or name another folder in KIT_CACHE."),
            ) from error
    return folder


def _make(folder: Path, build: Callable[[Path], None]) -> None:
    """Build ``folder`` under another name and let it appear in one step, unless somebody else just did."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with turn(folder.with_name(f".{folder.name}.lock")):
        if folder.is_dir():
            return
        _sweep(folder)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            build(fresh)
            atomic.replace(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove half-made folders that nobody is making any more."""
    for left in folder.parent.glob(f".{folder.name}.*/"):
        if time.time() - left.stat().st_mtime > _ABANDONED_AFTER_S:
            shutil.rmtree(left, ignore_errors=True)
