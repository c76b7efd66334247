"""Runs in a zip, to hand to a team mate: what goes in, and the same read as a stranger's file.

What the runs in it mean is checked by `run_check`; where they go is told by `run_transfer`.
Models stay behind: a network's file is read by a library (HDF5) that strangers' files have fooled before, and is
ten times as large as the rest.
"""

import re
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from competition import atomic
from competition.errors import DiskError, RunError
from competition.filenames import is_folder_name
from competition.fold_files import ANSWERS
from competition.messages import _
from competition.progress import track
from competition.reviewing.review import REVIEWED
from competition.runs import PARTS, PLAN, Run

SPLIT = "split.csv"
_RUN = "run.json"
_SCORES = "scores.json"
_RUN_FILES = (_RUN, _SCORES, PLAN, REVIEWED, *(f"{part}.csv" for part in PARTS))
_FOLD_FILES = ("fold.json", "history.csv", ANSWERS)
_MEMBER = re.compile(
    r"([^/\\]+)/(?:{run}|fold-[1-9]\d{{0,2}}/(?:{fold}))".format(
        run="|".join(map(re.escape, _RUN_FILES)), fold="|".join(map(re.escape, _FOLD_FILES))
    )
)
_MAX_JSON_BYTES = 2**20
# 100,000 pictures of 100 classes; such a file of a school's contest has a tenth of it.
_MAX_BYTES = 256 * 2**20
_MAX_TOTAL_BYTES = 2 * 2**30
_MAX_MEMBERS = 10_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, struct.error)


def write_archive(path: Path, split: Path, several: Sequence[Run]) -> int:
    """Write runs and their split into one zip, whole or not at all.

    Args:
        path: The zip.
        split: The split's file.
        several: Finished runs.

    Returns:
        Its size in bytes.
    """
    with (
        atomic.replacing(path) as fresh,
        # Digits of chance hardly shrink: to try harder takes twice as long for a thirtieth.
        zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False, compresslevel=1) as archive,
    ):
        archive.write(split, SPLIT)
        for run in track(several, _("packing"), unit=_("run")):
            folds = [run.fold_folder(fold) / name for fold in range(run.request.n_folds) for name in _FOLD_FILES]
            for file in (*(run.folder / name for name in _RUN_FILES), *folds):
                if file.exists():
                    archive.write(file, f"{run.name}/{file.relative_to(run.folder).as_posix()}")
    return path.stat().st_size


def unpacked(path: Path, folder: Path) -> list[str]:
    """Unpack what `write_archive` wrote, once every member's name, kind and size has been looked at.

    Args:
        path: The zip, from anybody.
        folder: A fresh one.

    Returns:
        The runs' names, sorted.

    Raises:
        RunError: It is no such zip; everything in it that must not be there is named.
        DiskError: There is no room for it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, path)
            for name, member in members.items():
                _unpack(archive, member, folder / name)
    except _DAMAGES as error:
        raise RunError(
            _("{path} is damaged, or no file that `runs export` writes").format(path=path),
            hint=_("Have it sent once more."),
        ) from error
    except OSError as error:
        raise DiskError(
            _("{path} cannot be unpacked: {reason}").format(path=path, reason=error.strerror or error),
            hint=_("See whether the file is there and the disk has room."),
        ) from error
    return sorted({name.split("/")[0] for name in members} - {SPLIT})


def _members(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """The zip's members by name, or every reason not to touch it."""
    members = archive.infolist()
    names = [unicodedata.normalize("NFC", member.orig_filename) for member in members]
    _refuse(
        path,
        _("{path} holds what `runs export` never writes"),
        [name for name, member in zip(names, members, strict=True) if not _is_expected(name, member)],
    )
    # Windows and macOS take "CNN" and "cnn" for one folder.
    n_of = Counter(name.casefold() for name in names)
    _refuse(
        path,
        _("{path} holds these names more than once"),
        list(dict.fromkeys(one for one in names if n_of[one.casefold()] > 1)),
    )
    _refuse(
        path,
        _("{path} is locked or packed in an unusual way"),
        [
            name
            for name, member in zip(names, members, strict=True)
            if member.flag_bits & 1 or member.compress_type not in _METHODS
        ],
    )
    too_big = [name for name, member in zip(names, members, strict=True) if member.file_size > _limit(name)]
    if sum(member.file_size for member in members) > _MAX_TOTAL_BYTES or len(members) > _MAX_MEMBERS:
        too_big = too_big or [_("all together")]
    _refuse(path, _("{path} unpacks to far more than runs have"), too_big)
    runs = {name.split("/")[0] for name in names} - {SPLIT}
    wanted = [SPLIT, *(f"{run}/{file}" for run in sorted(runs) for file in (_RUN, _SCORES))]
    _refuse(path, _("{path} lacks"), [one for one in wanted if one not in names] or ([] if runs else [_("any run")]))
    return dict(zip(names, members, strict=True))


def _refuse(path: Path, sentence: str, offenders: Sequence[str]) -> None:
    if offenders:
        printable = [one if one.isprintable() else ascii(one) for one in offenders]
        raise RunError(
            sentence.format(path=path), printable, hint=_("Have `runs export` make it anew; nothing was taken from it.")
        )


def _is_expected(name: str, member: zipfile.ZipInfo) -> bool:
    """Whether a member is an ordinary file under a name that `write_archive` gives."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or member.is_dir():
        return False
    found = _MEMBER.fullmatch(name)
    return name == SPLIT or (found is not None and is_run_name(found[1]))


def is_run_name(name: str) -> bool:
    """Whether a stranger's run may have this name: a folder's on every system, and of no file that lies beside runs.

    >>> is_run_name("犬と猫"), is_run_name(".."), is_run_name("NUL"), is_run_name("journal.jsonl")
    (True, False, False, False)
    """
    return is_folder_name(name) and name.isprintable() and not name.lower().endswith((".csv", ".json", ".jsonl"))


def _limit(name: str) -> int:
    return _MAX_JSON_BYTES if name.endswith(".json") else _MAX_BYTES


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Write one member, checked against its checksum; no more than it said to hold is ever read."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
