"""Raw photos → a contest: the teams' folder and the organizer's own, whole or not at all.

Here the steps stand in their order; each lives in a module of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from competition.joins import Findings
from competition.messages import _
from competition.parallel import in_threads
from competition.preparing import checks
from competition.preparing.dealing import dealt
from competition.preparing.fresh_folder import fresh_folder
from competition.preparing.kin import Kin, kin_of
from competition.preparing.lots import by_lot, secret_of
from competition.preparing.photo import Look, reworked
from competition.preparing.plan import Plan
from competition.preparing.prepared import Prepared, prepared_in_order
from competition.preparing.raw import RawPhotos
from competition.preparing.writing import write_private, write_public
from competition.progress import track

_IN_A_THREAD = 4


@dataclass(frozen=True)
class Summary:
    """What became of the photos.

    Args:
        prepared: The pictures as they were written.
        left_out: Raw names of what could not be used, each with the reason.
        kin: Which belong together.
        doubtful: Near twins with two labels, by their raw names: one label may be wrong.
    """

    prepared: Prepared
    left_out: Mapping[str, str]
    kin: Kin
    doubtful: tuple[tuple[str, str], ...]


def prepare(raw: RawPhotos, plan: Plan, out: Path) -> Summary:
    """Make a contest: ``out/public`` for teams, ``out/private`` for the organizer alone.

    Args:
        raw: The labelled photos.
        plan: How.
        out: A folder that is not there yet.

    Raises:
        DataError: No fair contest can be made of the photos; everything that stands against it at once.
        ContestError: The contest's page would say what cannot be.
        DiskError: ``out`` is there already, or cannot be written.
    """
    findings = Findings()
    checks.check_classes(raw, plan, findings)
    findings.raise_problems(str(raw.where))
    plan.contest(raw.classes, n_folds=2)  # what cannot be is said now, not minutes later
    with fresh_folder(out) as folder:
        with (folder / "spool.tmp").open("w+b") as spool:
            looks, ends = _reworked(raw, plan, spool)
            left_out = _left_out(raw, looks, plan)
            kept = [place for place, name in enumerate(raw.names) if name not in left_out]
            prepared, kin = _dealt(raw, looks, kept, plan)
            write_public(folder / "public", prepared, _pictures(spool, [0, *ends], kept))
        (folder / "spool.tmp").unlink()
        write_private(folder / "private", prepared, left_out, plan)
    names, labels = _picked(raw.names, kept), _picked(raw.labels, kept)
    doubtful = tuple((names[one], names[other]) for one, other in kin.near.tolist() if labels[one] != labels[other])
    return Summary(prepared, left_out, kin, doubtful)


def _picked(values: Sequence[str], places: Sequence[int]) -> list[str]:
    return [values[place] for place in places]


def _reworked(raw: RawPhotos, plan: Plan, spool: BinaryIO) -> tuple[list[Look], list[int]]:
    """A look at every photo, and where what teams get of each ends in the spool, which spares the memory."""
    make = partial(reworked, raw.read, form=plan.form)
    looks, ends = [], []
    for data, look in track(in_threads(make, raw.names, _IN_A_THREAD), _("Photos"), len(raw.names), unit="img"):
        spool.write(data)
        looks.append(look)
        ends.append(spool.tell())
    return looks, ends


def _left_out(raw: RawPhotos, looks: Sequence[Look], plan: Plan) -> dict[str, str]:
    """What cannot be used, each with the reason; unless it may be left out, it is a problem."""
    reasons = {name: look.reason for name, look in zip(raw.names, looks, strict=True) if look.reason}
    contrary = checks.contrary_twins([look.digest for look in looks], raw.labels)
    findings = Findings()
    if not plan.leave_out:
        checks.check_usable(reasons, findings)
        checks.check_twins([[f"{raw.names[place]}" for place in group] for group in contrary], findings)
    reasons |= {raw.names[place]: _("a twin has another label") for group in contrary for place in group}
    checks.check_sizes(raw, reasons, plan, findings)
    findings.raise_problems(str(raw.where))
    return dict(sorted(reasons.items()))


def _dealt(raw: RawPhotos, looks: Sequence[Look], kept: Sequence[int], plan: Plan) -> tuple[Prepared, Kin]:
    """The usable photos dealt into parts and named, and which of them belong together."""
    names, labels = _picked(raw.names, kept), _picked(raw.labels, kept)
    seen = [looks[place] for place in kept]
    kin = kin_of(
        [look.digest for look in seen],
        np.stack([look.square for look in seen]),
        [look.taken_s for look in seen],
        labels,
        _picked(raw.groups, kept),
        plan.burst_s,
    )
    number = {name: place for place, name in enumerate(raw.classes)}
    targets = np.array([number[label] for label in labels], dtype=np.int64)
    known = [(name, label, look.n_bytes) for name, label, look in zip(names, labels, seen, strict=True)]
    secret = secret_of(plan.seed, known)
    parts = dealt(targets, kin.bound, plan.shares, by_lot(names, secret, "parts"))
    findings = Findings()
    checks.check_parts(raw.classes, targets, kin.bound, parts, findings)
    findings.raise_problems(str(raw.where))
    return prepared_in_order(plan, raw.classes, names, targets, parts, kin.bound, secret), kin


def _pictures(spool: BinaryIO, ends: Sequence[int], kept: Sequence[int]) -> Callable[[int], bytes]:
    """What gives the new file of the photo that stands at a place among those kept."""

    def picture(place: int) -> bytes:
        start, end = ends[kept[place]], ends[kept[place] + 1]
        spool.seek(start)
        return spool.read(end - start)

    return picture
