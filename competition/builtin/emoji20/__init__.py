"""`emoji20`: twenty kinds of emoji by two artists, made from three packages, without a network.

What is always the same: ``SOURCES`` is the checksum of names, labels, groups, parts and the artists' own
files, on every machine; a build whose inputs differ stops. ``PIXELS`` also covers the drawn pixels. Drawing
an SVG rounds sines and curves with the system's mathematics, so on another processor or system a shade here
and there may differ from it; it was taken on Linux, x86-64.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from competition.builtin.emoji20.artists import Drawing, codes_by_class, drawings
from competition.builtin.folder import Part, write_folder
from competition.contest_page import PAGE
from competition.errors import InstallError
from competition.messages import _
from competition.progress import track

# Goes up whenever the folder would come out different: an old one in the cache is then left alone.
VERSION = 1
SOURCES = "cbf7bf94831ff961717830292ad1bee6f1eeeab26e8128e58abfb0681f3cdc4d"
PIXELS = "51bc56c17613920d96c4a766546010c3885185417d90a9cb1bdbf1bdb9e4e7de"

HIDDEN_SHARE = 0.2


def _lot(*words: str) -> bytes:
    """A fixed random-looking key to sort by: the same with every version of every library."""
    return hashlib.sha256("/".join(("emoji20", *words)).encode()).digest()


def hidden_codes(codes: dict[str, list[str]]) -> frozenset[str]:
    """The code points of the test part: a fifth of each class, drawn by lot."""
    hidden: set[str] = set()
    for of_class in codes.values():
        by_lot = sorted(of_class, key=lambda code: _lot("hidden", code))
        hidden.update(by_lot[: round(HIDDEN_SHARE * len(of_class))])
    return frozenset(hidden)


def by_file_name(several: Sequence[Drawing]) -> dict[str, Drawing]:
    """Each drawing under its file name; the numbers are drawn by lot, so that a name tells nothing."""
    by_lot = sorted(several, key=lambda drawing: _lot("name", drawing.code, drawing.artist))
    return {f"emoji_{number:04d}.png": drawing for number, drawing in enumerate(by_lot, 1)}


def sources_checksum(named: dict[str, Drawing], hidden: frozenset[str]) -> str:
    """SHA-256 of all that goes in before anything is drawn."""
    digest = hashlib.sha256()
    for name, drawing in named.items():
        part = "test" if drawing.code in hidden else "train"
        digest.update(f"{name}\t{drawing.label}\t{drawing.code}\t{part}\n".encode())
        digest.update(hashlib.sha256(drawing.source).digest())
    return digest.hexdigest()


def pixels_checksum(parts: Sequence[Part]) -> str:
    """SHA-256 of names, labels, groups and pixels."""
    digest = hashlib.sha256()
    for part in parts:
        for name, label, group, image in zip(part.names, part.labels, part.groups, part.images, strict=True):
            digest.update(f"{name}\t{label}\t{group}\n".encode() + image.tobytes())
    return digest.hexdigest()


def train_and_test() -> tuple[Part, Part]:
    """The labelled and the hidden part.

    Raises:
        InstallError: The packages that bring the pictures are not the ones this contest was made with.
    """
    other_pictures = InstallError(
        _("The installed emoji packages hold other pictures than the contest emoji20 is made of"),
        hint=_("Install the versions named in the kit's lock file: start the kit with scripts/kit.py."),
    )
    codes = codes_by_class()
    hidden = hidden_codes(codes)
    try:
        named = by_file_name(drawings(codes))
    except FileNotFoundError as error:
        raise other_pictures from error
    if sources_checksum(named, hidden) != SOURCES:
        raise other_pictures
    images = {name: named[name].image for name in track(named, _("Drawing emoji"), unit="img")}

    def part(names: list[str]) -> Part:
        return Part(
            names,
            [named[name].label for name in names],
            np.stack([images[name] for name in names]),
            [named[name].code for name in names],
        )

    train = part([name for name, drawing in named.items() if drawing.code not in hidden])
    return train, part([name for name, drawing in named.items() if drawing.code in hidden])


def build(folder: Path) -> None:
    """Make the contest's folder."""
    write_folder(folder, Path(__file__).with_name(PAGE), *train_and_test())
