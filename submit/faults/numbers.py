"""The top layer for probabilities: cells that are no numbers, rows that are no distributions."""

import math
import re
from collections.abc import Sequence

import numpy as np

from competition.messages import _, n_
from submit.faults.cells import number
from submit.faults.columns import Body
from submit.problems import Problem, lines_at, quoted

# Three written decimals may leave a row this far from 1; nobody needs to hear of less.
SUM_TOLERANCE = 1e-3


def numbers_of(body: Body, classes: Sequence[str]) -> tuple[np.ndarray, list[Problem]]:
    """The table of numbers and what is wrong with its cells.

    Args:
        body: The rows; classes whose column was not found are left NaN without a word, and so are the
            cells of rows that are too short or too long.
        classes: The columns wanted.

    Returns:
        float64 (n_rows, n_classes), NaN for cells at fault; one problem for each kind of fault.
    """
    values = np.full((len(body.lines), len(classes)), np.nan)
    blank, no_number, nan, infinite, negative = [], [], [], [], []
    for row, (line, whole) in enumerate(zip(body.lines, body.whole, strict=True)):
        if not whole:
            continue
        for column, name in enumerate(classes):
            if name not in body.cells:
                continue
            cell = body.cells[name][row]
            value = number(cell)
            if value is not None and math.isfinite(value) and value >= 0:
                values[row, column] = value
                continue
            place = _("line {line} column {name}").format(line=line, name=quoted(name))
            if not cell.strip():
                blank.append(place)
            elif value is None:
                no_number.append((place, cell))
            elif math.isnan(value):
                nan.append(place)
            elif math.isinf(value):
                infinite.append(place)
            else:
                negative.append(f"{place} ({cell.strip()})")
    problems = []
    if blank:
        problems.append(Problem(n_("{n} cell is blank", "{n} cells are blank", len(blank)), tuple(blank)))
    if no_number:
        problems.append(
            Problem(
                n_("{n} cell holds no number", "{n} cells hold no number", len(no_number)),
                tuple(f"{place} ({quoted(cell)})" for place, cell in no_number),
                _advice([cell.strip() for _place, cell in no_number]),
            )
        )
    if nan:
        sentence = n_("{n} cell is NaN (not a number)", "{n} cells are NaN (not a number)", len(nan))
        problems.append(Problem(sentence, tuple(nan)))
    if infinite:
        problems.append(Problem(n_("{n} cell is infinite", "{n} cells are infinite", len(infinite)), tuple(infinite)))
    if negative:
        sentence = n_("{n} probability is negative", "{n} probabilities are negative", len(negative))
        problems.append(Problem(sentence, tuple(negative)))
    return values, problems


def _advice(cells: Sequence[str]) -> str:
    """What to do about cells that nearly hold a number; empty when none does.

    >>> _advice(["1.69%"])
    'Leave the % sign out and divide by 100.'
    """
    advice = []
    if any(re.fullmatch(r"\d*,\d+", cell) for cell in cells):
        advice.append(_("Decimals need a point, not a comma."))
    if any(re.fullmatch(r"\d+(\.\d+)?\s*[%％]", cell) for cell in cells):
        advice.append(_("Leave the % sign out and divide by 100."))
    return " ".join(advice)


def distributions(lines: Sequence[int], values: np.ndarray) -> tuple[np.ndarray, list[Problem], list[Problem]]:
    """Every row divided by its sum, with the problems and the notes that this gave.

    Args:
        lines: Where each row begins.
        values: float64 (n_rows, n_classes), finite and not negative.

    Returns:
        float64 (n_rows, n_classes), rows summing to 1, but for rows of zeros, which stay; problems (rows of
        zeros; a table in percent, which a site might take as it is); notes (rows that were off).
    """
    problems, notes = [], []
    probabilities, sums = shares(values)
    empty = np.flatnonzero(sums == 0)
    if len(empty):
        places = lines_at(sorted(lines[row] for row in empty.tolist()))
        sentence = n_("{n} row has no probability above 0", "{n} rows have no probability above 0", len(places))
        problems.append(Problem(sentence, places))
    off = np.flatnonzero((np.abs(sums - 1) > SUM_TOLERANCE) & (sums > 0))
    if len(values) > 1 and (np.abs(sums - 100) < 1).all():
        sentence = _("All {n:,} rows sum to 100, not to 1: percent, it seems").format(n=len(values))
        problems.append(Problem(sentence, hint=_("Divide every number by 100.")))
    elif len(off):
        sentence = n_(
            "{n} row did not sum to 1 and was divided by its sum",
            "{n} rows did not sum to 1 and were divided by their sums",
            len(off),
        )
        found = sorted((lines[row], sums[row]) for row in off.tolist())
        places = tuple(_("line {line} ({sum})").format(line=line, sum=f"{total:.6g}") for line, total in found)
        notes.append(Problem(sentence, places))
    return probabilities, problems, notes


def shares(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every row divided by its sum, and the sums; a row of zeros stays as it is.

    Args:
        values: float64 (n_rows, n_classes), finite and not negative.

    Returns:
        float64 (n_rows, n_classes) and (n_rows,).

    >>> shares(np.array([[1.0, 3.0], [0.0, 0.0]]))
    (array([[0.25, 0.75],
           [0.  , 0.  ]]), array([4., 0.]))
    """
    with np.errstate(over="ignore"):
        sums = _column_by_column(values)
    probabilities: np.ndarray = values / np.where(sums > 0, sums, 1)[:, None]
    huge = np.isinf(sums)
    if huge.any():
        # Numbers such as 1e308: by the largest first.
        scaled = values[huge] / values[huge].max(axis=1)[:, None]
        probabilities[huge] = scaled / _column_by_column(scaled)[:, None]
    return probabilities, sums


def _column_by_column(values: np.ndarray) -> np.ndarray:
    """The sum of each row. NumPy's own adds in an order that follows how the table lies in memory, and the last digit
    of a score would with it.
    """
    sums = np.zeros(len(values))
    for column in values.T:
        sums += column
    return sums
