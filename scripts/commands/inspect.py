"""`inspect`: look at a contest before modelling it. What is odd is found by `competition.audit`."""

import argparse
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from competition.audit import Picture, TwinGroup, class_counts, exact_twins, sizes
from competition.errors import SHOWN_OFFENDERS
from competition.messages import _, n_
from scripts import arguments
from scripts.arguments import at_least_one

if TYPE_CHECKING:
    from PIL.Image import Image
    from rich.console import Console

    from competition.dataset import Dataset
    from competition.store import ImageStore

SUMMARY = _("look before you model: counts, sizes, twins, a contact sheet")
EXAMPLE = "python3 scripts/kit.py inspect emoji20"

_BAR_CELLS = 24
_TILE_PX = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    arguments.add_contest(parser)
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help=_("the contact sheet (default: inspect-<contest>.png here)")
    )
    parser.add_argument(
        "--per-class",
        type=at_least_one,
        default=10,
        metavar="N",
        help=_("pictures a class on the sheet (default: 10)"),
    )


def run(args: argparse.Namespace) -> int:
    """Print what is there, and draw it."""
    from rich.console import Console

    from competition.dataset import open_dataset
    from competition.drawing import save_picture

    dataset = open_dataset(args.contest)
    # Markup is off: a class called "[red]" is a name like any other.
    console = Console(markup=False, highlight=False, emoji=False)
    console.print(dataset.sight)
    for note in dataset.notes:
        console.print(_("Note: {note}").format(note=note))
    console.print()
    _print_counts(dataset, console)
    console.print()
    for line in (*_size_lines(dataset), "", *_twin_lines(exact_twins(_pictures(dataset)))):
        console.print(line, soft_wrap=True)
    sheet = args.out or Path(f"inspect-{dataset.contest.name}.png")
    save_picture(_sheet(dataset, args.per_class), sheet)
    console.print()
    console.print(_("Contact sheet: {path}").format(path=sheet), soft_wrap=True)
    return 0


def _print_counts(dataset: "Dataset", console: "Console") -> None:
    """A table of classes: how many pictures, what share, and that as a bar."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    counts = class_counts(dataset.labels.targets, dataset.contest.classes)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(_("class"))
    table.add_column(_("pictures"), justify="right")
    table.add_column(_("share"), justify="right")
    table.add_column("", no_wrap=True)
    most, total = max(counts.values()), sum(counts.values())
    for name, n in counts.items():
        bar = "█" * round(_BAR_CELLS * n / most)
        table.add_row(Text(name), f"{n:,}", f"{n / total:.1%}", Text(bar, style="cyan"))
    table.add_section()
    table.add_row(n_("{n} class", "{n} classes", len(counts)), f"{total:,}", "", "")
    console.print(table)


def _size_lines(dataset: "Dataset") -> Iterator[str]:
    """How big the pictures of each part are, a line each."""
    for part, store in _parts(dataset):
        found = sizes(store.shapes)
        pictures = n_("{n} picture", "{n} pictures", len(store.ids))
        if found is None:
            yield _("{part}: {pictures}, none of them readable").format(part=part, pictures=pictures)
        elif found.n_distinct == 1:
            yield _("{part}: {pictures}, all {size} pixels").format(
                part=part, pictures=pictures, size=_size(found.smallest)
            )
        else:
            yield _("{part}: {pictures} in {n:,} sizes, {smallest} to {largest} pixels, median {median}").format(
                part=part,
                pictures=pictures,
                n=found.n_distinct,
                smallest=_size(found.smallest),
                largest=_size(found.largest),
                median=_size(found.median),
            )


def _size(shape: tuple[int, int]) -> str:
    return f"{shape[1]} × {shape[0]}"


def _twin_lines(groups: Sequence[TwinGroup]) -> Iterator[str]:
    """The exact twins: how many, which mislead, and the first few by name."""
    if not groups:
        yield _("Exact twins: none")
        return
    across_parts = [group for group in groups if group.across_parts]
    across_labels = [group for group in groups if group.across_labels]
    yield _(
        "Exact twins (every pixel the same): {groups}; {parts} across train and test, {labels} across labels"
    ).format(groups=n_("{n} group", "{n} groups", len(groups)), parts=len(across_parts), labels=len(across_labels))
    # Those that mislead come first; each group once.
    worst_first = dict.fromkeys((*across_labels, *across_parts, *groups))
    for group in list(worst_first)[:SHOWN_OFFENDERS]:
        yield "  " + " = ".join(f"{picture.name} ({picture.label or picture.part})" for picture in group.pictures)
    if len(groups) > SHOWN_OFFENDERS:
        yield "  " + _("… and {n:,} more").format(n=len(groups) - SHOWN_OFFENDERS)


def _parts(dataset: "Dataset") -> "Iterator[tuple[str, ImageStore]]":
    yield _("train"), dataset.train
    if dataset.test is not None:
        yield _("test"), dataset.test


def _pictures(dataset: "Dataset") -> Iterator[Picture]:
    """Every picture of every part, as the audit wants it."""
    classes = dataset.contest.classes
    label_of = {name: classes[target] for name, target in zip(dataset.labels.ids, dataset.labels.targets, strict=True)}
    for part, store in _parts(dataset):
        known = label_of if store is dataset.train else {}
        for name, digest in zip(store.ids, store.digests, strict=True):
            yield Picture(name, part, known.get(name, ""), digest)


def _sheet(dataset: "Dataset", per_class: int) -> "Image":
    """The contact sheet: a row for each class, its pictures taken evenly from all it has."""
    from competition.drawing import contact_sheet

    ids, targets = dataset.labels.ids, dataset.labels.targets
    members = [np.flatnonzero(targets == number) for number in range(dataset.contest.n_classes)]
    shown = [rows[np.linspace(0, len(rows) - 1, min(per_class, len(rows))).round().astype(int)] for rows in members]
    squares = iter(dataset.train.squares([ids[row] for rows in shown for row in rows], _TILE_PX))
    return contact_sheet(
        [
            (f"{name}\n" + n_("{n} picture", "{n} pictures", len(rows)), list(islice(squares, len(some))))
            for name, rows, some in zip(dataset.contest.classes, members, shown, strict=True)
        ],
        _TILE_PX,
    )
