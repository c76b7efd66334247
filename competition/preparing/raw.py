"""Raw photos as an organizer has them: found wherever they lie, each with its class and what it belongs to.

Known are a folder per class, zips of such folders, a zip per class, and a table with the photos beside it. Nothing is
unpacked and no photo is opened here; whether a contest can be made of them is judged by `competition.preparing.checks`.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from competition.columns import id_column, label_column
from competition.contest import Contest, DataFiles
from competition.errors import ContestError, DataError, listed
from competition.filenames import is_junk
from competition.joins import Findings, joined_by_table
from competition.messages import _, n_
from competition.names import matches, natural
from competition.preparing.heap import Heap
from competition.tables import read_table

_PARTS = {"train", "training", "test", "testing", "val", "valid", "validation"}


@dataclass(frozen=True)
class RawPhotos:
    """Labelled photos, before any was looked at.

    Args:
        where: The folder or the zip they lie in.
        names: What the organizer calls each (``犬/IMG_1.jpg``, ``aki.zip/cat/2.jpg``); sorted.
        labels: The class of each.
        groups: What each belongs to (one coin, one photographer); "" where it stands alone.
        classes: All classes, also those without a photo, in the order of the contest's columns.
        read: A name → the file's bytes.
        notes: What was left aside, a sentence each.
    """

    where: Path
    names: tuple[str, ...]
    labels: tuple[str, ...]
    groups: tuple[str, ...]
    classes: tuple[str, ...]
    read: Callable[[str], bytes] = field(repr=False)
    notes: tuple[str, ...] = ()


def raw_photos(
    place: Path, table: Path | None = None, label: str = "", group: str = "", by_folder: bool = False
) -> RawPhotos:
    """The photos in a folder or a zip, each with its class.

    Args:
        place: The folder or the zip.
        table: The table that names each photo's class. None: the one beside the photos that names them, if there is
            one, else the folders are the classes.
        label: The table's column of labels; found where it is empty.
        group: The table's column of what belongs together; none where it is empty.
        by_folder: Whether photos in one folder below their class's (``cat/tama/1.jpg``) belong together.

    Raises:
        ContestError: No classes can be told, or a column is asked for that is not there.
        DataError: Something lies there that must not be touched, or table and photos do not fit together.
    """
    heap = Heap(place)
    if not heap.photos:
        raise DataError(_("{path} holds no photos").format(path=place), heap.others)
    found = table or _table_beside(place, heap)
    if found and by_folder:
        raise ContestError(
            _("The table {table} says what is what, so folders have no say; this does not go with it").format(
                table=found
            ),
            ["--group-folders"],
            hint=_("Name a column of the table that says what belongs together: --group COLUMN."),
        )
    if found:
        return _by_table(place, heap, found, label, group)
    asked = [flag for flag, value in (("--label", label), ("--group", group)) if value]
    if asked:
        raise ContestError(
            _("{path} holds no table that names its photos, so these have no column to mean").format(path=place),
            asked,
            hint=_("Name the table with --table, or leave the flags out. --group-folders groups by folders."),
        )
    return _by_folders(place, heap, by_folder)


def _others_note(heap: Heap) -> list[str]:
    if not heap.others:
        return []
    sentence = n_(
        "{n} file is no photo and is left aside: ", "{n} files are no photos and are left aside: ", len(heap.others)
    )
    return [sentence + listed(heap.others)]


# ── a folder per class ───────────────────────────────────────────────────────────────────────────────────


def _by_folders(place: Path, heap: Heap, by_folder: bool) -> RawPhotos:
    folders = {name: heap.folders(name) for name in heap.photos}
    loose = [name for name, path in folders.items() if not path]
    inside = [name for name, path in folders.items() if path]
    classes = {folders[name][0] for name in inside} | _bare_folders(place / heap.top)
    if len(classes) < 2:
        raise ContestError(
            _("At least two classes were expected in {path}, {n} came").format(path=place, n=len(classes)),
            sorted(classes),
            hint=_(
                "Make a folder (or a zip) of photos for each class, or put a table of names and labels beside them."
            ),
        )
    if {name.casefold() for name in classes} <= _PARTS:
        raise ContestError(
            _("The folders in {path} are parts, not classes").format(path=place),
            sorted(classes),
            hint=_("Name a folder that holds a folder for each class; train and test are made anew."),
        )
    notes = _others_note(heap)
    if loose:
        notes.append(
            n_(
                "{n} photo lies in no class's folder and is left aside: ",
                "{n} photos lie in no class's folder and are left aside: ",
                len(loose),
            )
            + listed(loose)
        )
    return RawPhotos(
        place,
        tuple(inside),
        tuple(folders[name][0] for name in inside),
        tuple("/".join(folders[name]) if by_folder and len(folders[name]) > 1 else "" for name in inside),
        tuple(sorted(classes, key=natural)),
        heap.read,
        tuple(notes),
    )


def _bare_folders(root: Path) -> set[str]:
    """Folders right in this one: each is a class, even if nobody has put a photo in it yet."""
    if not root.is_dir():
        return set()
    names = (unicodedata.normalize("NFC", path.name) for path in root.iterdir() if path.is_dir())
    return {name for name in names if not is_junk(name)}


# ── a table ──────────────────────────────────────────────────────────────────────────────────────────────


def _table_beside(place: Path, heap: Heap) -> Path | None:
    """The table that lies beside the photos and names some of them; None where there is none."""
    found = []
    for name in heap.tables:
        table = read_table(place / name)
        if any(_n_named(table[column].tolist(), heap) for column in table):
            found.append(name)
    if len(found) > 1:
        raise ContestError(
            _("Several tables in {path} name its photos").format(path=place),
            found,
            hint=_("Say which one holds the labels: --table {path}").format(path=place / found[0]),
        )
    return place / found[0] if found else None


def _n_named(cells: Sequence[str], heap: Heap) -> int:
    return sum(name is not None for name in matches(cells, _all_names(heap)))


def _all_names(heap: Heap) -> list[str]:
    return list(dict.fromkeys([*heap.photos, *heap.short_names()]))


def _by_table(place: Path, heap: Heap, path: Path, label: str, group: str) -> RawPhotos:
    table = read_table(path)
    short = heap.short_names()
    ids = id_column(table, lambda: _all_names(heap), path.name)
    names = max(heap.photos, short, key=lambda names: sum(map(bool, matches(table[ids].tolist(), names))))
    label = label or label_column(table.drop(columns=[name for name in (ids, group) if name in table]), path.name)
    cells = table[label].tolist() if label in table else []
    classes = tuple(sorted({unicodedata.normalize("NFC", cell) for cell in cells if cell.strip()}, key=natural))
    if label in table and len(classes) < 2:
        raise ContestError(
            _("At least two classes were expected in the column {column} of {table}, {n} came").format(
                column=label, table=path.name, n=len(classes)
            ),
            classes,
            hint=_("Say which column holds the labels: --label COLUMN."),
        )
    data = DataFiles(train_table=path.name, id_column=ids, label_column=label, group_column=group)
    origin = _("the classes are told by the column {column} of {table}").format(column=label, table=path.name)
    findings = Findings(notes=[origin, *_others_note(heap)])
    # Where the column of labels is missing, any two classes do: the join only says that it is missing.
    joined = joined_by_table(table, names, Contest("raw", classes or ("0", "1"), data=data), findings)
    findings.raise_problems(path.name)
    known_as = dict(zip(names, heap.photos, strict=True))
    groups = joined.groups or ("",) * len(joined.names)
    rows = sorted(
        (known_as[name], of_class, "" if belongs.startswith("\0") else belongs)
        for name, of_class, belongs in zip(joined.names, joined.classes, groups, strict=True)
    )
    in_order, labels, belonging = zip(*rows, strict=True)
    return RawPhotos(place, in_order, labels, belonging, classes, heap.read, tuple(findings.notes))
