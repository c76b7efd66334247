"""The second layer: which column is which. Says when the header or the fixed rows are missing or misspelt."""

import csv
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from competition.contest import Contest
from competition.messages import _
from competition.names import plain
from submit.columns import columns
from submit.faults.cells import number
from submit.faults.text import Sheet
from submit.problems import Problem, closest, printable, quoted

# In a header of more columns than so many times the wanted ones nobody misspelt a name.
_MISSPELT = 3
# Names that people give an id column; a first cell like these is a header's, not a picture's.
_ID_WORDS = {"id", "name", "file", "file_name", "filename", "image", "image_id", "image_name"}


@dataclass(frozen=True)
class Body:
    """The rows of data, their cells found by column.

    Args:
        lines: Where each row begins.
        ids: The first column's cells.
        cells: The cells of each other column that was found, by its name on the contest's page.
        whole: For each row, whether it has as many cells as expected; the cells of the others are blank.
    """

    lines: list[int]
    ids: list[str]
    cells: dict[str, list[str]]
    whole: list[bool]


def body_of(sheet: Sheet, contest: Contest, expected: Collection[str]) -> tuple[Body, list[Problem]]:
    """The data below the header and the fixed rows, and what is wrong with either.

    Args:
        sheet: All rows of the file.
        contest: Its page says which columns there are.
        expected: The pictures' ids: a first row that begins with one of them is data.
    """
    names = columns(contest)
    places, headed, problems = _head(sheet.rows[0], contest, expected)
    named = headed and contest.submission.header
    n_cells = len(sheet.rows[0]) if named else len(names)
    lines, rows, faults = _without_fixed_rows(sheet.lines[int(headed) :], sheet.rows[int(headed) :], contest, expected)
    problems += faults
    widths = Counter(map(len, rows))
    usual = widths.most_common(1)[0][0] if widths else n_cells
    if usual != n_cells:
        problems.append(_other_width(n_cells, usual, contest, named))
    else:
        problems += _ragged(lines, rows, n_cells)
    whole = [len(row) == n_cells for row in rows]
    cells = {
        name: [row[place] if good else "" for row, good in zip(rows, whole, strict=True)]
        for name, place in places.items()
        if name != names[0]
    }
    first = places.get(names[0], 0)
    ids = [row[first] if first < len(row) else "" for row in rows]
    return Body(lines, ids, cells, whole), problems


def _head(row: list[str], contest: Contest, expected: Collection[str]) -> tuple[dict[str, int], bool, list[Problem]]:
    """Where each column stands, whether the first row is a header, and what is wrong with it."""
    names = columns(contest)
    in_order = {name: place for place, name in enumerate(names)}
    separator = contest.submission.separator
    if contest.submission.header and _is_data(row, names, contest, expected):
        shown = separator.join(names[:3]) + ("…" if len(names) > 3 else "")
        sentence = _("There is no header: the first line must name the columns ({names})").format(
            names=printable(shown)
        )
        return in_order, False, [Problem(sentence)]
    if contest.submission.header:
        places, problems = _places(row, names)
        return places, True, problems
    if _is_header(row, names, contest, expected):
        problem = Problem(
            _("The first line looks like a header, and this contest's file has none"),
            (quoted(separator.join(row)),),
            hint=_("Write the file without it, in pandas with to_csv(header=False)."),
        )
        return in_order, True, [problem]
    return in_order, False, []


def _is_data(row: list[str], names: list[str], contest: Contest, expected: Collection[str]) -> bool:
    if plain(row[0]) in expected:
        return True
    named = set(map(plain, names)) & set(map(plain, row))
    return contest.submission.kind == "probabilities" and not named and number(row[-1]) is not None


def _is_header(row: list[str], names: list[str], contest: Contest, expected: Collection[str]) -> bool:
    if plain(row[0]) in expected:
        return False
    words = {plain(cell) for cell in row}
    if words & set(map(plain, names)) or plain(row[0]).casefold() in _ID_WORDS:
        return True
    return contest.submission.kind == "probabilities" and all(number(cell) is None for cell in row[1:] if cell)


def _places(header: list[str], names: list[str]) -> tuple[dict[str, int], list[Problem]]:
    """Where each column stands, found by name, and what is wrong with the names."""
    came = [plain(cell) for cell in header]
    wanted = {plain(name): name for name in names}
    places = {wanted[cell]: place for place, cell in reversed(list(enumerate(came))) if cell in wanted}
    missing = [name for name in wanted if wanted[name] not in places]
    strangers, misspelt = [], []
    for place, cell in enumerate(came):
        if cell in wanted:
            continue
        # A header far too long was not misspelt; held against every name it would take hours.
        close = closest(cell, missing) if place < _MISSPELT * len(wanted) else None
        if close:
            misspelt.append(_("{came} (did you mean {name}?)").format(came=quoted(cell), name=quoted(close)))
            missing.remove(close)
            places[wanted[close]] = place
        else:
            strangers.append(quoted(cell))
    twins = sorted(cell for cell, n in Counter(came).items() if cell in wanted and n > 1)
    problems = []
    if misspelt:
        problems.append(Problem(_("Columns are not named as the contest names them"), tuple(misspelt)))
    if missing:
        problems.append(Problem(_("Columns are missing"), tuple(map(quoted, missing))))
    if strangers:
        index = any(cell == "" or cell.startswith("Unnamed:") for cell in came)
        hint = _("A column without a name is pandas' row number: write with to_csv(index=False).") if index else ""
        problems.append(Problem(_("Columns are there that this contest does not have"), tuple(strangers), hint))
    if twins:
        problems.append(Problem(_("Columns are there more than once"), tuple(map(quoted, twins))))
    return places, problems


def _without_fixed_rows(
    lines: list[int], rows: list[list[str]], contest: Contest, expected: Collection[str]
) -> tuple[list[int], list[list[str]], list[Problem]]:
    """The rows below the fixed ones; a line that should be fixed but is not, is data if it has an id."""
    problems = []
    for text in contest.submission.fixed_rows:
        fixed = next(csv.reader([text], delimiter=contest.submission.separator))
        there = rows[0] if rows else []
        if there != fixed:
            where = _("line {line}").format(line=lines[0]) if lines else _("the end of the file")
            problems.append(
                Problem(
                    _("The line {text} must stand before the first row of data, word for word").format(
                        text=quoted(text)
                    ),
                    (_("not found at {where}").format(where=where),),
                )
            )
        if there and (there == fixed or plain(there[0]) not in expected):
            lines, rows = lines[1:], rows[1:]
    return lines, rows, problems


def _other_width(expected: int, came: int, contest: Contest, named: bool) -> Problem:
    if named:
        sentence = _("The header has {n} columns, the rows below it have {m}").format(n=expected, m=came)
    elif contest.submission.kind == "probabilities":
        sentence = _("{n} columns were expected (the id and {k} classes); {m} came").format(
            n=expected, k=contest.n_classes, m=came
        )
    else:
        sentence = _("{n} columns were expected (the id and the label); {m} came").format(n=expected, m=came)
    index = came == expected + 1
    return Problem(
        sentence, hint=_("Is one the row number? In pandas, write with to_csv(index=False).") if index else ""
    )


def _ragged(lines: list[int], rows: list[list[str]], n_cells: int) -> list[Problem]:
    ragged = tuple(
        _("line {line} ({n})").format(line=line, n=len(row))
        for line, row in zip(lines, rows, strict=True)
        if len(row) != n_cells
    )
    if not ragged:
        return []
    return [Problem(_("Every row should have {n} cells; these have another number").format(n=n_cells), ragged)]
