"""`ZipPictures`: the pictures in a zip, read in place. And what a zip of our own says about a file.

A zip comes from somebody else, so it is looked at with suspicion: paths that climb out, passwords, bombs.
Nothing is ever unpacked to disk.
"""

import hashlib
import json
import threading
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from competition import atomic
from competition.cache import cache_dir
from competition.errors import DataError, InstallError
from competition.filenames import climbs, is_junk, refuse_twins, text, top_folder
from competition.messages import _

File = TypeVar("File")

MAX_FILE_BYTES = 100 * 2**20
# Pictures are compressed already; a member of over a megabyte that shrank 200 times is no picture.
_BOMB_BYTES = 2**20
_BOMB_RATIO = 200
# The zip's table of contents ends the file and holds a checksum of every member: its tail tells zips apart.
_TAIL_BYTES = 2**16
# bz2 and lzma members unpack without a limit in the standard library, so one could fill the memory.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The oldest date a zip can hold: the day of making must not change the bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o644 << 16


class About(NamedTuple):
    """What can be known of a picture's file without looking at the picture.

    Args:
        file: The file's own name, with the folders it lies in and its ending.
        n_bytes: Its size.
        modified_s: When it was last written, seconds since 1970 (in a zip, as the clock on the wall showed).
        place: Where it lies in its zip, in bytes from the start; 0 in a folder, which has no order.
    """

    file: str
    n_bytes: int
    modified_s: float
    place: int


class ZipPictures:
    """The pictures in a zip, read in place.

    The names are kept in the cache under the zip's signature: listing 60,000 of them anew takes longer than
    everything else about opening a contest again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.signature = _zip_signature(path)
        self._open: tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]] | None = None
        self._lock = threading.Lock()
        kept = cache_dir("pictures") / self.signature / "names.json"
        if kept.exists():
            self.names = tuple(json.loads(kept.read_text(encoding="utf-8")))
        else:
            self.names = tuple(self._members()[1])
            # Only saves time; whoever keeps the pictures themselves there says when the disk is full.
            with suppress(OSError):
                atomic.write_text(kept, json.dumps(self.names))

    def read(self, name: str) -> bytes:
        """The member's bytes, unpacked in memory; threads may read at once.

        Raises:
            DataError: No such member, too big a member, a bomb, or a damaged one.
            InstallError: The disk does not give it.
        """
        archive, members = self._members()
        member = found(members, name, self.path)
        if member.file_size > MAX_FILE_BYTES:
            raise too_big(name)
        if member.file_size > _BOMB_BYTES and member.file_size > _BOMB_RATIO * member.compress_size:
            raise DataError(
                _("The file unpacks to over {n} times its size, which no picture does").format(n=_BOMB_RATIO),
                [name],
            )
        try:
            # No more than the table of contents says: it may lie, and `ZipFile.read` unpacks it all before it looks.
            with archive.open(member) as unpacked:
                data: bytes = unpacked.read(member.file_size)
            return data
        except OSError as error:
            raise unread(name, error) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
            raise DataError(_("The file is damaged inside its zip"), [name]) from error

    def about(self, name: str) -> About:
        """What the zip's table of contents tells.

        Raises:
            DataError: No such member.
        """
        member = found(self._members()[1], name, self.path)
        try:
            modified_s = datetime(*member.date_time, tzinfo=UTC).timestamp()
        except ValueError:  # a month of 0 and the like: whoever packed it wrote no date
            modified_s = 0.0
        return About(name, member.file_size, modified_s, member.header_offset)

    def close(self) -> None:
        """Close the zip; ``read`` opens it again."""
        with self._lock:
            if self._open:
                self._open[0].close()
                self._open = None

    def __getstate__(self) -> dict[str, Any]:
        """What another process needs; it opens the zip for itself."""
        return {"path": self.path}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["path"])  # type: ignore[misc]

    def _members(self) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
        with self._lock:
            if not self._open:
                try:
                    archive = zipfile.ZipFile(self.path)
                except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
                    raise DataError(
                        _("{path} is not a whole zip file").format(path=self.path),
                        hint=_("Download or copy it again."),
                    ) from error
                try:
                    self._open = archive, _listed(archive, self.path)
                except DataError:
                    archive.close()
                    raise
            return self._open


def fixed_entry(name: str) -> zipfile.ZipInfo:
    """What a zip of ours says about a file: its name, and nothing of when or on what system it was made."""
    entry = zipfile.ZipInfo(name, _DATE)
    entry.create_system = _UNIX
    entry.external_attr = _READABLE
    return entry


def _zip_signature(path: Path) -> str:
    about = path.stat()
    with path.open("rb") as file:
        file.seek(max(0, about.st_size - _TAIL_BYTES))
        tail = file.read()
    return hashlib.blake2b(f"{about.st_size} {about.st_mtime_ns} ".encode() + tail, digest_size=16).hexdigest()


def _listed(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """The zip's pictures by their names here, sorted; or every reason not to touch it."""
    members = [(_member_name(member), member) for member in archive.infolist()]
    climbing = [name for name, _member in members if climbs(name)]
    if climbing:
        raise DataError(
            _("{path} holds paths that lead out of it or are written for another system").format(path=path),
            climbing,
        )
    members = [
        (name, member)
        for name, member in members
        if not name.endswith("/") and not any(is_junk(part) for part in name.split("/"))
    ]
    locked = [name for name, member in members if member.flag_bits & 1]
    if locked:
        raise DataError(
            _("{path} is locked with a password").format(path=path),
            locked,
            hint=_("Unlock it and zip it again."),
        )
    odd = [name for name, member in members if member.compress_type not in _METHODS]
    if odd:
        raise DataError(
            _("{path} is packed by a method other than the usual one").format(path=path),
            odd,
            hint=_("Zip it again with the method 'Deflate'."),
        )
    refuse_twins(path, [name for name, _member in members])
    top = len(top_folder([name for name, _member in members]))
    return dict(sorted((name[top:], member) for name, member in members))


def _member_name(member: zipfile.ZipInfo) -> str:
    raw = member.orig_filename  # what the file says, before Python cuts at a zero or turns backslashes
    if raw.isascii():
        return raw
    if member.flag_bits & 0x800:
        return unicodedata.normalize("NFC", raw)
    return text(raw.encode("cp437"), raw)


def found(files: Mapping[str, File], name: str, path: Path) -> File:
    """What lies under this name; DataError where nothing does."""
    try:
        return files[name]
    except KeyError:
        raise DataError(_("{path} does not hold this picture").format(path=path), [name]) from None


def too_big(name: str) -> DataError:
    """The error to raise for a file over ``MAX_FILE_BYTES``."""
    return DataError(
        _("The file is bigger than {n} MB, the most a picture may have").format(n=MAX_FILE_BYTES // 2**20),
        [name],
    )


def unread(name: str, error: OSError) -> InstallError:
    """The error to raise when the disk or the drive fails.

    Not the picture's fault and perhaps over in a minute, so it must not be kept as "unreadable".
    """
    return InstallError(
        _("The file could not be read from its disk ({error})").format(error=error.strerror or error),
        [name],
        hint=_("Check that you may read it and that its drive is connected, then start again."),
    )
