"""File facts as numbers that a small model can learn from, one table for each kind of clue.

What the model makes of them stands in `competition.auditing.leaks`.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy as np

from competition.auditing.file_facts import FileFacts
from competition.messages import _
from competition.names import stem

# A name is looked at letter by letter from both ends, and for three letters in a row anywhere in it.
_END_LETTERS = 12
_BUCKETS = 64
_DAY_S = 86_400
# Where the classes take turns, the remainder of a picture's place tells its class.
_MOST_TURNS = 12
_MOST_TRACES = 200
_NO_DATE = -1.0

NAME, SIZE, BESIDE, DATE, FORMAT, DIMENSIONS, ORDER = (
    "name",
    "size",
    "beside",
    "date",
    "format",
    "dimensions",
    "order",
)


def telling_traces(formats: Iterable[str]) -> list[str]:
    """The traces of formats and programs that some files have and others have not, the most frequent first.

    >>> telling_traces(["PNG; RGB", "PNG; L", "PNG; RGB"])
    ['RGB', 'L']
    """
    traces = [set(format.split("; ")) for format in formats]
    counts = Counter(trace for one in traces for trace in one)
    telling = sorted((trace for trace, n in counts.items() if n < len(traces)), key=lambda one: (-counts[one], one))
    return telling[:_MOST_TRACES]


def clues(facts: FileFacts, order: np.ndarray | None, n_classes: int, traces: Sequence[str]) -> dict[str, np.ndarray]:
    """What could give a label away, by kind.

    Args:
        facts: Of n files.
        order: Each one's place in the list that teams get, int (n,); None where the label itself makes the order.
        n_classes: Of the contest.
        traces: Of formats, from `telling_traces`.

    Returns:
        For each kind, `NAME` to `ORDER`, a table float64 (n, n_columns).
    """
    tables = {
        NAME: _of_names(facts.files, n_classes),
        SIZE: (facts.n_bytes - facts.n_beside)[:, None].astype(np.float64),
        BESIDE: facts.n_beside[:, None].astype(np.float64),
        DATE: _of_dates(facts),
        FORMAT: _of_formats(facts.formats, traces),
        DIMENSIONS: _of_shapes(facts.shapes),
    }
    return tables if order is None else tables | {ORDER: _of_order(order, facts.places, n_classes)}


def clue_words(kind: str, facts: FileFacts, row: int, traces: Sequence[str] = ()) -> str:
    """What one file's clue of a kind is, for people.

    Args:
        kind: `NAME` to `ORDER`.
        facts: Of all files.
        row: Which file.
        traces: Of formats, those worth a word.
    """
    if kind == SIZE:
        return _("{n:,} bytes").format(n=facts.n_bytes[row])
    if kind == BESIDE:
        return _("{n:,} bytes beside the picture").format(n=facts.n_beside[row])
    if kind == DATE:
        seconds = facts.modified_s[row] if np.isnan(facts.taken_s[row]) else facts.taken_s[row]
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"
    if kind == FORMAT:
        return "; ".join(trace for trace in facts.formats[row].split("; ") if trace in traces)
    if kind == DIMENSIONS:
        return f"{facts.shapes[row, 1]} × {facts.shapes[row, 0]}"
    return facts.files[row]


def _of_names(files: Sequence[str], n_classes: int) -> np.ndarray:
    """Letters, numbers and pieces of names, float64 (n, n_columns)."""
    letters = np.zeros((len(files), 2 * _END_LETTERS + _BUCKETS))
    numbers = np.zeros((len(files), 4))
    for row, file in enumerate(files):
        name = stem(file)
        codes = [ord(letter) for letter in name]
        for start, end in ((0, codes[:_END_LETTERS]), (_END_LETTERS, codes[: -_END_LETTERS - 1 : -1])):
            letters[row, start : start + len(end)] = end
        for at in range(len(name) - 2):
            letters[row, 2 * _END_LETTERS + zlib.crc32(name[at : at + 3].encode()) % _BUCKETS] += 1
        digits = re.findall(r"\d+", name) or ["-1"]
        numbers[row] = len(name), len(digits), float(digits[0][:15]), float(digits[-1][:15])
    return np.column_stack([letters, numbers, *_turns(numbers[:, -1], n_classes)])


def _turns(numbers: np.ndarray, n_classes: int) -> list[np.ndarray]:
    """Whose turn it is at a number, for some numbers of classes that take turns."""
    return [numbers % n for n in sorted({*range(2, _MOST_TURNS + 1), n_classes})]


def _of_dates(facts: FileFacts) -> np.ndarray:
    """When files were written and pictures taken: the moment, the time of day, the second."""
    columns = []
    for moments in (facts.modified_s, np.nan_to_num(facts.taken_s, nan=_NO_DATE)):
        columns += [moments, moments % _DAY_S, moments % 60]
    return np.column_stack(columns)


def _of_formats(formats: Sequence[str], traces: Sequence[str]) -> np.ndarray:
    """One column for each trace: 1 where a file has it."""
    table = [[trace in one for trace in traces] for one in (set(format.split("; ")) for format in formats)]
    return np.array(table, dtype=np.float64).reshape(len(formats), len(traces))


def _of_shapes(shapes: np.ndarray) -> np.ndarray:
    height, width = shapes.T.astype(np.float64)
    return np.column_stack([height, width, height * width, width / np.maximum(height, 1)])


def _of_order(order: np.ndarray, places: np.ndarray, n_classes: int) -> np.ndarray:
    """The place in the list and in the zip, as a share of all, and whose turn it is there."""
    columns = []
    for place in (order, places):
        columns += [place / (place.max(initial=0) + 1), *_turns(place, n_classes)]
    return np.column_stack(columns)
