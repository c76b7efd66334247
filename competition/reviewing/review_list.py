"""The list that people review: written with a row per doubt, read back with every fault named at once.

What the list then changes, and who remembers it, is `competition.reviewing.review`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from competition.errors import DataError, DiskError
from competition.joins import Findings, found_pictures, suggestion
from competition.labels import Labels
from competition.messages import _
from competition.names import plain
from competition.reviewing.doubts import Doubt
from competition.reviewing.review import ACTIONS, DROP, KEEP, RELABEL, Review
from competition.tables import read_table, write_table


def write_doubts(found: Sequence[Doubt], path: Path) -> None:
    """Write doubts as a list to be reviewed: every action is ``keep`` until somebody changes it.

    Raises:
        DiskError: A list that somebody has worked at is there already, or another file.
    """
    if path.exists() and not _is_untouched(path):
        raise DiskError(
            _("{path} is there already, and somebody has worked at it").format(path=path),
            hint=_("Name another file with --csv, or put that one away."),
        )
    columns = ("id", "label", "suggestion", "doubt", "why")
    rows = [(one.id, one.label, one.suggestion, f"{one.doubt:.3f}", one.why) for one in found]
    write_table(pd.DataFrame(rows, columns=list(columns), dtype="str").assign(action=KEEP), path)


def _is_untouched(path: Path) -> bool:
    """Whether a file is a list in which every action is still what it was written as."""
    try:
        table = read_table(path)
    except DataError:
        return False
    return "action" in table and set(table["action"]) <= {KEEP}


def read_review(path: Path, labels: Labels, holdout_ids: Iterable[str]) -> Review:
    """Read a reviewed list; everything that is wrong with it is named at once.

    Args:
        path: A table with the columns ``id`` and ``action``. For ``relabel``, the class is the ``suggestion`` (or,
            where there is no such column, the ``label``).
        labels: As given, with the classes' names.
        holdout_ids: The pictures that judge and stay as they are.

    Raises:
        DataError: It is no such table, or names pictures, classes or actions that there are not, or a held-out
            picture with another action than ``keep``, or leaves a class without a picture.
    """
    table = read_table(path)
    lacking = [column for column in ("id", "action") if column not in table]
    if lacking:
        raise DataError(
            _("{name} is no reviewed list: it lacks the columns").format(name=path.name),
            lacking,
            hint=_("`doubts` writes such a list."),
        )
    lines = [int(line) for line in table.index]
    findings = Findings()
    names = found_pictures(table["id"].tolist(), labels.ids, lines, path.name, findings)
    actions = [cell.strip().lower() for cell in table["action"]]
    column = "suggestion" if "suggestion" in table else "label"
    wanted = [plain(cell) for cell in table[column]] if column in table else [""] * len(table)

    def problem(sentence: str, wrong: Sequence[tuple[str, int]], hint: str = "") -> None:
        if wrong:
            where = [_("{what} (line {line})").format(what=what or _("(blank)"), line=line) for what, line in wrong]
            findings.problem(sentence.format(table=path.name, column=column), where, hint)

    rows = list(zip(names, actions, wanted, lines, strict=True))
    problem(
        _("{table} holds unknown actions"),
        [(action, line) for _name, action, _class, line in rows if action not in ACTIONS],
        _("There are: {actions}.").format(actions=", ".join(ACTIONS)),
    )
    classes = {plain(name): name for name in labels.classes}
    problem(
        _("{table} holds, in the column {column}, classes the contest does not have"),
        [
            (name + suggestion(name, classes), line)
            for _name, action, name, line in rows
            if action == RELABEL and name not in classes
        ],
    )
    held_out = set(holdout_ids)
    problem(
        _("{table} changes pictures of the held-out part, which judges and stays as it is"),
        [(name, line) for name, action, _class, line in rows if name in held_out and action != KEEP],
        _("Write {keep} for them.").format(keep=KEEP),
    )
    given = dict(zip(labels.ids, (labels.classes[target] for target in labels.targets), strict=True))
    if column == "suggestion" and "label" in table:
        stated = [plain(cell) for cell in table["label"]]
        problem(
            _("{table} does not hold the labels as given"),
            [
                (name, line)
                for name, label, line in zip(names, stated, lines, strict=True)
                if name is not None and label != plain(given[name])
            ],
            _("Leave the column label as it is; the right class belongs in the column suggestion."),
        )
    findings.raise_problems(str(path))
    review = Review(
        frozenset(str(name) for name, action, _class, _line in rows if action == DROP),
        {
            str(name): classes[cell]
            for name, action, cell, _line in rows
            if action == RELABEL and classes[cell] != given[str(name)]
        },
    )
    _validate_classes(review, labels, held_out, path)
    return review


def _validate_classes(review: Review, labels: Labels, held_out: set[str], path: Path) -> None:
    """Make sure that each class keeps a picture to learn from."""
    developed = [name for name in labels.ids if name not in held_out]
    before = set(labels.targets_of(developed).tolist())
    after = set(review.taught(developed, labels)[1].tolist())
    if before - after:
        raise DataError(
            _("{name} leaves no picture to learn from in these classes").format(name=path.name),
            [labels.classes[number] for number in sorted(before - after)],
        )
