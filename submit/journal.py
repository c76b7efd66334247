"""A contest's journal: which file was written from which run, what was sent where, and what came back.

One JSON object a line in ``runs/<contest>/journal.jsonl``; lines are added, never changed. How a file is sent is the
business of `submit.upload`; what follows from the journal, of `submit.choice`.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from competition.errors import DiskError
from competition.messages import _
from competition.turns import turn

JOURNAL = "journal.jsonl"

# No score and no number of pictures is larger; what no number is, is not smaller either.
_LARGEST = 1e12

# Written to disk; about to be sent; sent for sure; not taken; scored; taken, but not to be scored.
EVENTS = ("written", "sending", "sent", "refused", "scored", "failed")


@dataclass(frozen=True)
class Entry:
    """One line of the journal; what it does not know is empty or None.

    Args:
        when: The time with its zone, ISO 8601.
        event: One of `EVENTS`.
        file: The file, from the journal's folder where it lies inside.
        sha256: Of the file's content: it tells files apart, whatever they are named.
        run, recipe: What made the file, and how.
        parts: The runs that were blended into it.
        metric: The contest's.
        cv, holdout: The run's own scores.
        holdout_reach, n_holdout: Half the width of the held-out score's 95 % interval; how many pictures that part has.
        to, competition: Where it was sent, ``kaggle`` or ``signate``, and the contest's name there.
        reference: The number the site gave it.
        remote_public, remote_private: What the site scored.
        message: What was sent with it, or what the site said.
    """

    when: str = ""
    event: str = "written"
    file: str = ""
    sha256: str = ""
    run: str = ""
    recipe: str = ""
    parts: tuple[str, ...] = ()
    metric: str = ""
    cv: float | None = None
    holdout: float | None = None
    holdout_reach: float | None = None
    n_holdout: int | None = None
    to: str = ""
    competition: str = ""
    reference: str = ""
    remote_public: float | None = None
    remote_private: float | None = None
    message: str = ""


def fingerprint(file: Path) -> str:
    """The sha256 of a file's content."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def file_entry(folder: Path, file: Path) -> Entry:
    """A file as the journal names it."""
    whole = file.resolve()
    inside = whole.is_relative_to(folder.resolve())
    named = whole.relative_to(folder.resolve()) if inside else whole
    return Entry(file=named.as_posix(), sha256=fingerprint(file))


def note_written(folder: Path, file: Path, **facts: Any) -> Entry:
    """Write down that a file was written.

    Args:
        folder: Where the contest's runs are.
        file: The file.
        facts: What is known of its run: ``run``, ``recipe``, ``parts``, ``metric``, ``cv``, ``holdout``, …
    """
    return _added(folder, replace(file_entry(folder, file), event="written", **facts))


def note_sending(folder: Path, entry: Entry) -> Entry:
    """Write down that a file is about to be sent: whoever is killed now finds it there and looks whether it arrived."""
    return _added(folder, replace(entry, event="sending"))


def note_sent(folder: Path, entry: Entry, reference: str) -> Entry:
    """Write down that a file has arrived, under this number."""
    return _added(folder, replace(entry, event="sent", reference=reference))


def note_refused(folder: Path, entry: Entry, why: str) -> Entry:
    """Write down that a file did not arrive, for sure."""
    return _added(folder, replace(entry, event="refused", message=why))


def note_scored(folder: Path, entry: Entry, public: float | None, private: float | None = None) -> Entry:
    """Write down what the site scored."""
    return _added(folder, replace(entry, event="scored", remote_public=public, remote_private=private))


def note_failed(folder: Path, entry: Entry, why: str) -> Entry:
    """Write down that the site took a file and could not score it."""
    return _added(folder, replace(entry, event="failed", message=why))


def entries(folder: Path) -> tuple[Entry, ...]:
    """Every line of the journal that can be read, oldest first; `damaged_lines` names the others.

    Args:
        folder: Where the contest's runs are.
    """
    return tuple(one for _number, one in _lines(folder) if one is not None)


def damaged_lines(folder: Path) -> tuple[int, ...]:
    """The numbers of the lines that `entries` leaves out; they stay in the file as they are."""
    return tuple(number for number, one in _lines(folder) if one is None)


def _added(folder: Path, entry: Entry) -> Entry:
    """Add a line at the end, on disk before anything else happens."""
    dated = replace(entry, when=datetime.now().astimezone().isoformat(timespec="seconds"))
    told = {field.name: getattr(dated, field.name) for field in fields(Entry)}
    line = json.dumps({name: value for name, value in told.items() if value not in ("", (), None)}, ensure_ascii=False)
    path = ready(folder) / JOURNAL
    try:
        with turn(folder / f".{JOURNAL}.turn"), path.open("ab+") as file:
            # Half a line that a power cut left must not swallow this one.
            file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
            broken = file.read(1) not in (b"", b"\n")
            file.write((b"\n" if broken else b"") + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _disk_error(path, error) from error
    return dated


def ready(folder: Path) -> Path:
    """The folder, made where it is missing, in which files can be written.

    Raises:
        DiskError: None can.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / JOURNAL).open("ab").close()
    except OSError as error:
        raise _disk_error(folder / JOURNAL, error) from error
    return folder


def _disk_error(path: Path, error: OSError) -> DiskError:
    return DiskError(
        _("{file} cannot be written: {reason}").format(file=path, reason=error.strerror or error),
        hint=_("See whether the disk is full or write-protected, or name another folder of runs."),
    )


def _lines(folder: Path) -> Iterator[tuple[int, Entry | None]]:
    path = folder / JOURNAL
    if path.exists():
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
            if line.strip():
                yield number, _entry(line)


def _entry(line: bytes) -> Entry | None:
    """The entry in a line; None where somebody's editor or a power cut left something else."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("event") not in EVENTS:
        return None
    known = {field.name: told[field.name] for field in fields(Entry) if field.name in told}
    if "parts" in known:
        known["parts"] = tuple(known["parts"]) if isinstance(known["parts"], list) else None
    return Entry(**known) if all(_fits(name, value) for name, value in known.items()) else None


def _fits(name: str, value: Any) -> bool:
    """Whether a value is of the kind its field holds."""
    default = Entry.__dataclass_fields__[name].default
    if isinstance(default, str):
        return isinstance(value, str)
    if isinstance(default, tuple):
        return isinstance(value, tuple) and all(isinstance(part, str) for part in value)
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _LARGEST
