"""Where pictures lie: a folder, or a zip read in place. Their names and their bytes.

Nothing is decoded here (that is `competition.images`); what a zip may hold is `competition.zips`.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from competition.errors import DataError
from competition.filenames import is_junk, refuse_twins, text
from competition.messages import _
from competition.zips import MAX_FILE_BYTES, About, ZipPictures, found, too_big, unread


class Pictures(Protocol):
    """Pictures by name, wherever they lie.

    ``names`` are relative, with ``/`` between folders, in Unicode's composed form (so that a name zipped on a
    Mac equals the same name in a table), sorted. ``signature`` changes when any picture does.
    """

    path: Path
    names: tuple[str, ...]
    signature: str

    def read(self, name: str) -> bytes:
        """The file's bytes as they are; DataError for a file not to touch, InstallError for a bad disk."""

    def about(self, name: str) -> About:
        """What the file's entry tells; DataError where there is none."""

    def close(self) -> None:
        """Let go of any open file; ``read`` opens it again."""


class FolderPictures:
    """The pictures in a folder and the folders below it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        root = path.resolve()
        outside: list[str] = []
        found = [(_folder_name(entry, path), entry) for entry in _files(path, root, outside)]
        if outside:
            raise DataError(
                _("{path} holds links that lead out of it").format(path=path),
                sorted(outside),
                hint=_("Put the files themselves there, or name the folder they are in."),
            )
        refuse_twins(path, [name for name, _entry in found])
        found.sort(key=lambda pair: pair[0])
        self.names = tuple(name for name, _entry in found)
        self._files = {name: entry.path for name, entry in found}
        seal = hashlib.blake2b(os.fsencode(root), digest_size=16)
        for name, entry in found:
            about = entry.stat()
            seal.update(f"{name}\0{about.st_size}\0{about.st_mtime_ns}\0".encode())
        self.signature = seal.hexdigest()

    def read(self, name: str) -> bytes:
        """The file's bytes as they are.

        Raises:
            DataError: No such file, or too big a file.
            InstallError: The disk does not give it.
        """
        try:
            with Path(found(self._files, name, self.path)).open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise unread(name, error) from error
        if len(data) > MAX_FILE_BYTES:
            raise too_big(name)
        return data

    def about(self, name: str) -> About:
        """What the file's entry in its folder tells."""
        try:
            entry = Path(found(self._files, name, self.path)).stat()
        except OSError as error:
            raise unread(name, error) from error
        return About(name, entry.st_size, entry.st_mtime, 0)

    def close(self) -> None:
        """Nothing stays open."""


def open_pictures(path: Path) -> Pictures:
    """Open a folder or a zip of pictures, whichever it is.

    What systems leave behind (``__MACOSX``, ``.DS_Store``, ``Thumbs.db``, hidden files) is passed over. In a
    zip the folder that holds everything is dropped: ``train/a.png`` is ``a.png``. Folders per class stay.

    Args:
        path: A folder, or a zip file.

    Returns:
        Names and a way to read them; no picture has been decoded yet.

    Raises:
        DataError: Nothing there, not a zip, a zip with a password or with paths that lead out of it.
    """
    if path.is_dir():
        return FolderPictures(path)
    if path.is_file():
        return ZipPictures(path)
    raise DataError(_("A folder or a zip of pictures was expected at {path}; nothing is there").format(path=path))


def _files(folder: Path | str, root: Path, outside: list[str]) -> Iterator[os.DirEntry[str]]:
    """Every file below ``folder``; links out of ``root`` are noted, links to folders in it passed over."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if is_junk(entry.name):
                continue
            if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root):
                outside.append(entry.path)
            elif entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, root, outside)
            elif entry.is_file():
                yield entry


def _folder_name(entry: os.DirEntry[str], path: Path) -> str:
    relative = Path(entry.path).relative_to(path).as_posix()
    return relative if relative.isascii() else text(os.fsencode(relative), relative)
