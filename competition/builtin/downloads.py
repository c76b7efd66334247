"""Getting a data set's archives from where its authors keep them, or from where the user already has them.

A file counts only when its checksum is right, wherever it came from. What is inside is for others to read.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from competition import atomic
from competition.cache import cache_dir
from competition.errors import ContestError
from competition.messages import _
from competition.progress import bar

_CONNECT_S, _SILENCE_S = 10, 30
# What a cut costs at most.
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True)
class Archive:
    """One file of a data set.

    Args:
        name: The file's name, the same everywhere.
        md5: Its checksum, as its authors give it.
        size: Its length in bytes.
        places: Web folders it can be fetched from; the next is tried when one fails.
    """

    name: str
    md5: str
    size: int
    places: tuple[str, ...]


def archives(contest: str, wanted: Sequence[Archive]) -> list[Path]:
    """The files of a data set on this machine, fetched if they are not here yet.

    Looked for in the folder named by ``KIT_DATA`` (there or in its subfolder ``contest``), then in the
    cache. A download that was cut goes on where it stopped, this time or the next.

    Args:
        contest: The contest's name.
        wanted: The files.

    Returns:
        A path for each file, in the order of ``wanted``; each has the right checksum.

    Raises:
        ContestError: Some are not here and could not be fetched; it says which, and where to put them.
    """
    folder = cache_dir("downloads") / contest
    places = [folder]
    if own := os.environ.get("KIT_DATA"):
        places = [Path(own).expanduser() / contest, Path(own).expanduser(), folder]
    here = {archive: _right_one(archive, places) for archive in wanted}
    reasons: list[str] = []
    for archive in wanted:
        if here[archive] is None:
            reasons = []
            here[archive] = _fetched(archive, folder, reasons)
        if here[archive] is None:
            break
    missing = [archive for archive, path in here.items() if path is None]
    if missing:
        raise ContestError(
            _("The pictures of {contest} are not here and could not be fetched ({reasons}); missing").format(
                contest=contest, reasons="; ".join(reasons)
            ),
            [_missing(archive, places) for archive in missing],
            hint=_(
                "Start again with a network, or put these files into {folder} "
                "(or into any folder and name that in KIT_DATA)."
            ).format(folder=folder),
        )
    return [path for path in here.values() if path is not None]


def _candidates(archive: Archive, places: Sequence[Path]) -> Iterator[Path]:
    return (place / archive.name for place in places if (place / archive.name).is_file())


def _right_one(archive: Archive, places: Sequence[Path]) -> Path | None:
    import pooch

    for path in _candidates(archive, places):
        if path.stat().st_size == archive.size and pooch.file_hash(str(path), "md5") == archive.md5:
            return path
    return None


def _missing(archive: Archive, places: Sequence[Path]) -> str:
    text = _("{name} ({size:,} bytes)").format(name=archive.name, size=archive.size)
    wrong = next(_candidates(archive, places), None)
    if wrong is not None:
        text += _(" – {path} is another file: its checksum differs").format(path=wrong)
    return text


def _fetched(archive: Archive, folder: Path, reasons: list[str]) -> Path | None:
    """The file in ``folder``, from the first address that serves it; why none did goes into ``reasons``."""
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")
    downloader = Resuming(archive, folder / f"{archive.name}.part")
    for place in archive.places:
        address = f"{place}/{archive.name}"
        try:
            path = pooch.retrieve(address, f"md5:{archive.md5}", archive.name, str(folder), downloader=downloader)
            return Path(path)
        except requests.HTTPError as error:
            reasons.append(str(error))
        except requests.RequestException:
            reasons.append(_("no connection, or a broken one, to {address}").format(address=address))
        except ValueError:
            reasons.append(_("{address} sent another file: its checksum differs").format(address=address))
    return None


@dataclass(frozen=True)
class Resuming:
    """A downloader for pooch that goes on where an earlier one stopped, which pooch's own does not.

    Args:
        archive: What is fetched.
        part: Where the bytes that already came are kept, until they are all there.
    """

    archive: Archive
    part: Path

    def __call__(self, url: str, output_file: str, pooch: Any, check_only: bool = False) -> None:
        """Fetch ``url`` into ``output_file``.

        Raises:
            requests.RequestException: It was refused, or cut and the next try brought nothing more.
        """
        import requests

        with bar(self.archive.name, self.archive.size, initial=self._n_here(), unit="B") as progress:
            progress.unit_scale = True
            while (before := self._n_here()) < self.archive.size:
                try:
                    self._go_on(url, before, progress)
                except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
                    if self._n_here() <= before:
                        raise
        atomic.replace(self.part, Path(output_file))

    def _n_here(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _go_on(self, url: str, start: int, progress: Any) -> None:
        import requests

        # Not packed once more on the way: the checksum is of the file as it is.
        headers = {"Range": f"bytes={start}-", "Accept-Encoding": "identity"}
        with requests.get(url, headers=headers, stream=True, timeout=(_CONNECT_S, _SILENCE_S)) as response:
            response.raise_for_status()
            goes_on = response.headers.get("Content-Range", "").startswith(f"bytes {start}-")
            if start and not goes_on:
                progress.reset()
                start = 0
            with self.part.open("ab" if goes_on else "wb") as file:
                for chunk in response.iter_content(_CHUNK_BYTES):
                    # A server that sends more than the file has must not fill the disk.
                    file.write(chunk[: self.archive.size - start])
                    start += len(chunk)
                    progress.update(len(chunk))
                    if start >= self.archive.size:
                        return
            raise requests.ConnectionError(url)
