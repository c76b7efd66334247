"""The lowest layer: from bytes to rows of cells. Says when the bytes are no table, or are cut otherwise."""

from dataclasses import dataclass

from competition.contest import Contest
from competition.errors import DataError
from competition.messages import _
from competition.tables import decoded, recognised_separator, rows_in
from submit.columns import columns
from submit.problems import Problem

# An .xlsx workbook is a zip.
_ZIP_MARK = b"PK\x03\x04"


@dataclass(frozen=True)
class Sheet:
    """A file's rows: for each the line where it begins, counted from 1, and its cells."""

    lines: list[int]
    rows: list[list[str]]

    def n_of_width(self, n_cells: int) -> int:
        """How many rows have this number of cells."""
        return sum(len(row) == n_cells for row in self.rows)


def sheet_in(data: bytes, name: str, contest: Contest) -> tuple[Sheet | None, list[Problem], list[Problem]]:
    """The rows in a file's bytes, with the problems and the notes that reading them gave.

    A table with the wrong separator is a problem, but is read with its own so that the rest is checked too.

    Args:
        data: The file's content.
        name: The file's name, for sentences.
        contest: Its page names the separator.

    Returns:
        The rows, or None where the bytes are no table; problems; notes.
    """
    if data.startswith(_ZIP_MARK):
        sentence = _("{name} is a spreadsheet (.xlsx) or a zip; a CSV file was expected").format(name=name)
        return None, [Problem(sentence, hint=_("Save it as 'CSV UTF-8'."))], []
    try:
        text = decoded(data, name)
        separator, sheet = _best_cut(text, name, contest)
    except DataError as error:
        return None, [Problem(error.sentence, tuple(error.offenders), error.hint)], []
    problems, notes = [], []
    if separator != contest.submission.separator:
        problems.append(_other_separator(separator, contest.submission.separator))
    if not _is_utf8(data):
        notes.append(
            Problem(
                _("The file is not in UTF-8 (spreadsheets on Windows do that); it was read all the same"),
                hint=_("The contest's own site may not be able to: save it as 'CSV UTF-8'."),
            )
        )
    return sheet, problems, notes


def _best_cut(text: str, name: str, contest: Contest) -> tuple[str, Sheet]:
    """The rows cut by the contest's separator, or by another that gives more rows of the right width."""
    own = contest.submission.separator
    other = recognised_separator(text)
    try:
        sheet = Sheet(*rows_in(text, name, own))
    except DataError:
        # Quotes look broken to a reader that waits for the wrong separator.
        if other == own:
            raise
        return other, Sheet(*rows_in(text, name, other))
    n_columns = len(columns(contest))
    fitting = sheet.n_of_width(n_columns)
    # Fixed rows may have any number of cells.
    if other == own or fitting >= len(sheet.rows) - len(contest.submission.fixed_rows):
        return own, sheet
    try:
        rival = Sheet(*rows_in(text, name, other))
    except DataError:
        return own, sheet
    return (other, rival) if rival.n_of_width(n_columns) > fitting else (own, sheet)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _other_separator(came: str, expected: str) -> Problem:
    names = {",": _("commas"), "\t": _("tabs"), ";": _("semicolons")}
    return Problem(
        _("The cells are separated by {came}; {expected} were expected").format(
            came=names[came], expected=names[expected]
        ),
        hint=_("Spreadsheets choose the separator by country: save with the right one, or write it with pandas."),
    )
