"""`Heap`: the files that an organizer has, wherever they lie: in folders, in zips, in zips beside folders.

Names and bytes alone; what they mean is told by `competition.preparing.raw`. Nothing is unpacked.
"""

from pathlib import Path, PurePosixPath

from competition.filenames import top_folder
from competition.images import Pictures, open_pictures
from competition.names import is_picture, stem

# Formats of cameras and phones that the kit cannot read: their owner shall hear of it, not lose them silently.
CAMERA_FORMATS = (".heic", ".heif", ".hif", ".dng", ".nef", ".cr2", ".cr3", ".arw", ".raf", ".orf", ".rw2")
_TABLES = (".csv", ".tsv")


class Heap:
    """Every file of a folder and of the zips right in it, or of one zip, each under one name.

    ``photos`` are their names, sorted; ``others`` is what is no photo; ``tables`` what may be a table, right in the
    folder; ``top`` the folder, with a slash, that holds all the photos, if there is one.

    Args:
        place: The folder or the zip.
    """

    def __init__(self, place: Path) -> None:
        whole = open_pictures(place)
        at_top = [name for name in whole.names if "/" not in name] if place.is_dir() else []
        self.tables = [name for name in at_top if name.lower().endswith(_TABLES)]
        self._zips = {name: open_pictures(place / name) for name in at_top if name.lower().endswith(".zip")}
        apart = {*self.tables, *self._zips}
        inside = {name: (whole, name) for name in whole.names if name not in apart}
        for zip_name, archive in self._zips.items():
            inside |= {f"{zip_name}/{name}": (archive, name) for name in archive.names}
        self._inside: dict[str, tuple[Pictures, str]] = inside
        self.photos = tuple(sorted(name for name in inside if is_photo(name)))
        self.others = tuple(sorted(name for name in inside if not is_photo(name)))
        # "RAW/photos/cat/1.jpg": the classes lie one folder further down. In a zip, open_pictures saw to that.
        self.top = "" if self._zips or not place.is_dir() else top_folder(list(self.photos))
        self._flat = {
            name: stem(name)
            for name, archive in self._zips.items()
            if not any("/" in one for one in archive.names if is_photo(one))
        }

    def read(self, name: str) -> bytes:
        """The file's bytes; DataError for what must not be touched."""
        pictures, inner = self._inside[name]
        return pictures.read(inner)

    def folders(self, name: str) -> list[str]:
        """The folders a photo lies in, the one that names its class first; a zip without folders is such a one."""
        zip_name = name.partition("/")[0]
        if zip_name in self._flat:
            return [self._flat[zip_name]]
        return self._inside[name][1].removeprefix(self.top).split("/")[:-1]

    def short_names(self) -> list[str]:
        """The photos' names without folders, where that still tells them apart; in the order of ``photos``."""
        short = [name.rpartition("/")[2] for name in self.photos]
        return short if len(set(short)) == len(short) else [name.removeprefix(self.top) for name in self.photos]


def is_photo(name: str) -> bool:
    """Whether a file of this name should be a photo, be it in a format that the kit cannot read.

    >>> is_photo("cat/1.JPG"), is_photo("cat/2.heic"), is_photo("cat/notes.txt")
    (True, True, False)
    """
    return is_picture(name) or PurePosixPath(name).suffix.lower() in CAMERA_FORMATS
