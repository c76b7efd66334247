"""What files tell besides their pictures: names, sizes in bytes, dates, formats, dimensions, places.

Whether any of it gives a label away is judged in `competition.auditing.leaks`.
"""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from competition.auditing.containers import bytes_beside, packing
from competition.parallel import in_threads

if TYPE_CHECKING:
    from PIL import Image

    from competition.store import ImageStore

_TAKEN, _ORIGINAL, _MAKER, _MODEL, _SOFTWARE, _EXIF, _GPS = 0x0132, 0x9003, 0x010F, 0x0110, 0x0131, 0x8769, 0x8825
# What programs call the day in a PNG's notes.
_DATE_NOTES = ("Creation Time", "date:create", "date:modify")
_SETTINGS: tuple[str, ...] = (
    "dpi",
    "gamma",
    "srgb",
    "progressive",
    "jfif_version",
    "compression",
    "Software",
    "interlace",
)
_DATE = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")


@dataclass(frozen=True, eq=False)
class FileFacts:
    """What is known of each file without looking at its picture; n files.

    Args:
        files: Their names, with the folders they lie in.
        n_bytes: Their sizes, int64 (n,).
        n_beside: How many of these bytes are not the picture's, int64 (n,).
        modified_s: When they were last written, seconds since 1970, float64 (n,).
        taken_s: When their pictures say they were taken, float64 (n,); NaN where they say nothing.
        formats: How each is packed: format, colours, and the settings and programs that left a trace.
        shapes: Height and width, int64 (n, 2).
        places: Which place they have in their zip, int64 (n,); zeros in a folder.
        located: Whether a picture says where on earth it was taken, bool (n,).
    """

    files: tuple[str, ...]
    n_bytes: np.ndarray
    n_beside: np.ndarray
    modified_s: np.ndarray
    taken_s: np.ndarray
    formats: tuple[str, ...]
    shapes: np.ndarray
    places: np.ndarray
    located: np.ndarray

    def of(self, rows: Sequence[int]) -> "FileFacts":
        """The facts of some of the files."""
        values: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, value in values.items():
            values[name] = value[list(rows)] if isinstance(value, np.ndarray) else tuple(value[row] for row in rows)
        return FileFacts(**values)


class _Header(NamedTuple):
    """What the first bytes of a picture's file tell."""

    format: str
    n_beside: int
    taken_s: float
    located: bool


def file_facts(store: "ImageStore", ids: Sequence[str], track: Callable[[Iterable], Iterable] = iter) -> FileFacts:
    """Everything the files of some pictures tell; each is opened, none decoded.

    Args:
        store: Holds them.
        ids: Which ones, in the order of the facts.
        track: Wraps the files while they are opened, such as with a progress bar.

    Raises:
        InstallError: A file cannot be read from its disk.
    """
    pictures = store.pictures
    abouts = [pictures.about(name) for name in ids]
    headers = list(track(in_threads(lambda name: _header(pictures.read(name)), ids)))
    pictures.close()
    return FileFacts(
        files=tuple(about.file for about in abouts),
        n_bytes=np.array([about.n_bytes for about in abouts], dtype=np.int64),
        n_beside=np.array([header.n_beside for header in headers], dtype=np.int64),
        modified_s=np.array([about.modified_s for about in abouts]),
        taken_s=np.array([header.taken_s for header in headers]),
        formats=tuple(header.format for header in headers),
        shapes=store.shapes[store.index(ids)],
        places=np.unique([about.place for about in abouts], return_inverse=True)[1].astype(np.int64),
        located=np.array([header.located for header in headers], dtype=bool),
    )


def _header(data: bytes) -> _Header:
    """The picture's format and notes; a file that is none has neither."""
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(data))
    except Exception:  # whatever Pillow stumbles over here, the store has said that it is unreadable
        return _Header("", 0, np.nan, False)
    notes, exif = _notes(image)
    words = [image.format or "", image.mode, packing(data), *(f"{key}={notes[key]}" for key in sorted(notes))]
    taken = [exif.get(_ORIGINAL), exif.get(_TAKEN), *(image.info.get(name) for name in _DATE_NOTES)]
    taken_s = next((_seconds(date) for date in taken if date), np.nan)
    return _Header("; ".join(words), bytes_beside(data), taken_s, _GPS in exif)


def _notes(image: "Image.Image") -> tuple[dict[str, str], dict[int, object]]:
    """The traces of how a picture was made, in words, and its Exif notes by number."""
    exif: dict[int, object] = {}
    with suppress(Exception):  # a broken note tells nothing, and the picture is none the worse
        read = image.getexif()
        exif = {**read, **(read.get_ifd(_EXIF) if _EXIF in read else {})}
    info = image.info
    notes: dict[str, str] = {key: str(info[key])[:40] for key in _SETTINGS if key in info}
    tables = getattr(image, "quantization", None)
    if tables:
        notes["tables"] = str(sum(sum(table) for table in tables.values()))
    notes |= {key: "yes" for key in ("icc_profile", "transparency", "comment", "adobe") if info.get(key)}
    named = {"maker": _MAKER, "model": _MODEL, "software": _SOFTWARE}
    notes |= {key: str(exif[number])[:40] for key, number in named.items() if number in exif}
    return notes | ({"exif": str(len(exif))} if exif else {}), exif


def _seconds(date: object) -> float:
    """A note's date as seconds since 1970, by the clock on the wall; NaN where it is none.

    >>> _seconds("2024:05:01 12:00:00") - _seconds("2024-05-01T11:59:00+09:00"), _seconds("May")
    (60.0, nan)
    """
    found = _DATE.match(str(date))
    with suppress(ValueError):
        if found:
            year, month, day, hour, minute, second = map(int, found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    return float(np.nan)
