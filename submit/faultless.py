"""The quick way through a file of probabilities that has no fault: forty teams' files in a second.

It reads with pandas' C parser and gives up, without a word, at the first thing that is not exactly as the
contest's page says; `submit.check` then goes the slow way, which explains.
"""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from competition.contest import Contest
from submit.columns import columns

_LINE_END = ord("\n")
# pandas takes a column of nothing but these words for numbers; then one stands in the first row.
_BOOLEAN = re.compile(b"true|false", re.IGNORECASE)


def plain_numbers(data: bytes, contest: Contest, expected_ids: Sequence[str]) -> tuple[list[int], np.ndarray] | None:
    """The numbers of a file that is as it should be, in the order of ``expected_ids``.

    Args:
        data: The file's content.
        contest: Its page says what the file should look like; the kind is ``probabilities``.
        expected_ids: The pictures it must answer.

    Returns:
        The line of each picture's row, and float64 (n, n_classes), finite and not negative;
        None where anything is unusual.
    """
    form = contest.submission
    names = columns(contest)
    n_rows = len(expected_ids)
    *head, body = data.removeprefix(codecs.BOM_UTF8).split(b"\n", int(form.header) + len(form.fixed_rows))
    # One line for each row, so that the line of the n-th row is known. NumPy counts in half the time.
    n_lines = np.count_nonzero(np.frombuffer(body, np.uint8) == _LINE_END) + (not body.endswith(b"\n"))
    if n_lines != n_rows or b"\0" in body or not _is_head(head, names, contest):
        return None
    if _BOOLEAN.search(io.BytesIO(body).readline()):
        return None
    expected = _encoded(tuple(expected_ids))
    types: dict[int, np.dtype] = {0: expected.dtype, **dict.fromkeys(range(1, len(names)), np.dtype(np.float64))}
    try:
        frame = pd.read_csv(
            io.BytesIO(body),
            header=None,
            sep=form.separator,
            dtype=types,
            na_filter=False,
            low_memory=False,
        )
    except ValueError:
        return None
    if frame.shape != (n_rows, len(names)):
        return None
    values = frame.iloc[:, 1:].to_numpy(dtype=np.float64)
    if not (np.isfinite(values).all() and (values >= 0).all()):
        return None
    ids = frame[0].to_numpy()
    first = len(head) + 1
    if np.array_equal(ids, expected):
        return list(range(first, first + n_rows)), values
    row_of = {name: row for row, name in enumerate(ids.tolist())}
    if row_of.keys() != set(expected.tolist()):
        return None
    order = [row_of[name] for name in expected.tolist()]
    return [first + row for row in order], values[order]


@lru_cache(maxsize=2)
def _encoded(ids: tuple[str, ...]) -> np.ndarray:
    """The ids as bytes; kept, because every file of a contest is held against the same.

    Each has room for one byte more than the longest, so that a longer one in a file is not cut to it.
    """
    names = [name.encode() for name in ids]
    return np.array(names, dtype=f"S{max(map(len, names), default=0) + 1}")


def _is_head(head: list[bytes], names: list[str], contest: Contest) -> bool:
    """Whether these first lines are the header and the fixed rows, word for word."""
    try:
        texts = [line.decode("utf-8").rstrip("\r") for line in head]
    except UnicodeDecodeError:
        return False
    if contest.submission.header:
        header = texts.pop(0)
        try:
            cells = next(csv.reader([header], delimiter=contest.submission.separator), [])
        except csv.Error:
            return False
        if cells != names:
            return False
    return texts == list(contest.submission.fixed_rows)
