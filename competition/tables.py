"""The one place that reads and writes CSV and TSV: encodings, separators, header or none, ids kept as text.

What the columns *mean* lives elsewhere (`competition.dataset`, `submit.submission`). Nothing is guessed
about a cell: "007", "1e5", "NA" and "" come out as they stand in the file.
"""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pandas as pd

from competition import atomic
from competition.errors import DataError
from competition.messages import _

SEPARATORS = (",", "\t", ";")
# A table of a contest has some ten thousand rows; a file beyond these limits is a mistake or an attack.
MAX_BYTES = 64 * 2**20
MAX_ROWS = 2_000_000
# How many rows are looked at to find out which separator gives them all the same number of cells.
_LOOKED_AT = 50
# No text holds these; the last four are how Python reads bytes that CP932 gives no meaning.
_BINARY = re.compile("[\x00-\x08\x0e-\x1f\x80\uf8f0-\uf8f3]")


def read_table(path: Path, header: bool = True, separator: str | None = None, n_fixed_rows: int = 0) -> pd.DataFrame:
    """Read a CSV or TSV file as text, whoever saved it: a contest, Excel, a Japanese Windows.

    Args:
        path: The file; UTF-8 with or without BOM, UTF-16 or CP932.
        header: Whether the first line names the columns; without one they are "0", "1", …
        separator: One of `SEPARATORS`; None recognises it.
        n_fixed_rows: How many rows after the header are no data (some contests ask for dummy rows).

    Returns:
        A column of text each; the index is the line in the file where the row begins, counted from 1,
        the header's line too, so that a problem can be named by its line.

    Raises:
        DataError: There is no such file, it is empty, too large or no text, or its rows differ in length.
    """
    return _table(read_text(path), path.name, header, separator, n_fixed_rows)


def table_in(
    data: bytes, name: str, header: bool = True, separator: str | None = None, n_fixed_rows: int = 0
) -> pd.DataFrame:
    r"""The table that these bytes of a CSV or TSV file hold; `read_table` for what is already in memory.

    >>> table_in(b"id;label\n007;NA\n", "train.csv")
        id label
    2  007    NA
    """
    return _table(decoded(data, name), name, header, separator, n_fixed_rows)


def _table(text: str, name: str, header: bool, separator: str | None, n_fixed_rows: int) -> pd.DataFrame:
    separator = separator or recognised_separator(_without_fixed_rows(text, header, n_fixed_rows))
    lines, rows = rows_in(text, name, separator)
    names = rows.pop(0) if header else []
    del lines[: int(header)], lines[:n_fixed_rows], rows[:n_fixed_rows]
    columns = names or [str(place) for place in range(len(rows[0]) if rows else 1)]
    twins = sorted({column for column in columns if columns.count(column) > 1})
    if twins:
        raise DataError(_("{name} has columns of the same name").format(name=name), twins)
    ragged = [
        _("line {line} ({n})").format(line=line, n=len(row))
        for line, row in zip(lines, rows, strict=True)
        if len(row) != len(columns)
    ]
    if ragged:
        raise DataError(
            _("{name}: {n} cells were expected in each line, not so in").format(name=name, n=len(columns)),
            ragged,
            hint=_("A cell that holds the separator must stand in double quotes."),
        )
    cells = zip(*rows, strict=True) if rows else ([] for column in columns)
    index = pd.Index(lines, dtype="int64")
    return pd.DataFrame(dict(zip(columns, cells, strict=True)), index=index, columns=columns, dtype="str")


def _without_fixed_rows(text: str, header: bool, n_fixed_rows: int) -> str:
    """The text without lines that may be cut by another separator than the rows, or by none."""
    if not n_fixed_rows:
        return text
    lines = re.split("\r\n?|\n", text)
    del lines[int(header) : int(header) + n_fixed_rows]
    return "\n".join(lines)


def read_text(path: Path) -> str:
    """The text of a file that should hold a table.

    Raises:
        DataError: There is no such file, it is empty, too large or no text.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataError(
                _("{name} is too large for a table: at most {limit} MB were expected, {size} MB came").format(
                    name=path.name, limit=MAX_BYTES // 2**20, size=size // 2**20
                )
            )
        data = path.read_bytes()
    except OSError as error:
        raise DataError(_("{path} cannot be read ({reason})").format(path=path, reason=error.strerror)) from error
    return decoded(data, path.name)


def decoded(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16 (with its mark) or CP932, the encodings contests' files come in.

    Raises:
        DataError: The file is empty or is not text.

    >>> decoded("画像,ラベル".encode("cp932"), "train.csv")
    '画像,ラベル'
    """
    # Every second file would pass as UTF-16 by chance, so its mark at the start is asked for.
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            break
        if not text.strip():
            raise DataError(_("{name} is empty: a table was expected").format(name=name))
        return text
    raise DataError(
        _("{name} is not a table: text in UTF-8, UTF-16 or CP932 was expected").format(name=name),
        hint=_("Save it as CSV (UTF-8)."),
    )


def recognised_separator(text: str) -> str:
    r"""The separator that cuts the first rows into the same number of cells, and into the most.

    >>> recognised_separator("a.png;0,5\nb.png;0,25\n")
    ';'
    """
    first = text.lstrip().partition("\n")[0]

    def fitness(separator: str) -> tuple[bool, int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            widths = [len(row) for row in islice(reader, _LOOKED_AT) if row]
        except csv.Error:
            return False, 0, 0
        # Decimal commas beside semicolons cut just as evenly: then the one that comes first cuts.
        return len(set(widths)) == 1 and widths[0] > 1, widths[0], -first.find(separator)

    found = [separator for separator in SEPARATORS if separator in first]
    return max(found, key=fitness, default=SEPARATORS[0])


def rows_in(text: str, name: str, separator: str) -> tuple[list[int], list[list[str]]]:
    """The line where each row begins, counted from 1, and the row's cells; blank lines are no rows.

    Raises:
        DataError: A quote is never closed, or there are too many rows.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines, rows = [], []
    begin = 1
    try:
        for row in reader:
            if row:
                lines.append(begin)
                rows.append(row)
            begin = reader.line_num + 1
            if len(rows) > MAX_ROWS:
                raise DataError(
                    _("{name} is too long for a table: at most {limit:,} rows were expected").format(
                        name=name, limit=MAX_ROWS
                    )
                )
    except csv.Error as error:
        raise DataError(
            _("{name}: the row that begins in line {line} cannot be read ({reason})").format(
                name=name, line=begin, reason=error
            ),
            hint=_("Look for a double quote that is opened and not closed."),
        ) from error
    return lines, rows


def write_table(
    frame: pd.DataFrame,
    path: Path,
    header: bool = True,
    separator: str = ",",
    float_format: str | None = None,
    fixed_rows: Sequence[str] = (),
) -> None:
    """Write a CSV or TSV file in one step: UTF-8, the same line ends on every system.

    Args:
        frame: The rows; the index is not written.
        path: The file; it keeps its old content until the new one is complete.
        header: Whether the first line names the columns.
        separator: What stands between cells.
        float_format: How floats are written, such as ``"%.6f"``; None keeps every digit.
        fixed_rows: Lines to put, word for word, before the first row of data.
    """
    # A cell in quotes may hold anything; a mark (BOM) at the file's start would be taken for the encoding's.
    special = re.compile(f'[{re.escape(separator)}"\r\n\ufeff]')

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if special.search(text) else text

    def cells(column: pd.Series) -> list[str]:
        if pd.api.types.is_float_dtype(column.dtype):
            return [float_format % value if float_format else repr(value) for value in column.tolist()]
        return [cell(str(value)) for value in column.tolist()]

    columns = [cells(frame.iloc[:, place]) for place in range(frame.shape[1])]
    names = [separator.join(cell(str(column)) for column in frame.columns)] if header else []
    rows = [separator.join(row) for row in zip(*columns, strict=True)]
    # A blank line would be no row: the one empty cell of a narrow table is written as "".
    lines = [line or '""' for line in names] + list(fixed_rows) + [line or '""' for line in rows]
    atomic.write_text(path, "".join(f"{line}\n" for line in lines))
