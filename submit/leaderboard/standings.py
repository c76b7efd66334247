"""From entries to rows, as a pure function: the same entries always give the same board.

Entries are ranked by their score as the board shows it, rounded to the contest's decimals: what looks
equal is equal. Equal scores go to the earlier entry (for files: the time of the last change, then the name),
and every entry has a rank of its own.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from competition.metrics import Metric
from submit.problems import printable
from submit.score import Score


@dataclass(frozen=True)
class Entry:
    """One file that was handed in.

    Args:
        team: Whose it is.
        file: Its name.
        time_s: When it was handed in, seconds since 1970.
        scores: By usage, or one under the name "" where the solution has no usage; empty when invalid.
        problems: Why it cannot be scored, a sentence each; empty when valid.
        notes: What was mended while reading, a sentence each.
    """

    team: str
    file: str
    time_s: float
    scores: dict[str, Score] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One place on the board.

    Args:
        rank: The best is 1.
        entry: Whose place it is.
        score: The one that ranks.
        could_be: Between which ranks chance may put it, where that is known.
        change: How many places it rose since the public board; None where there is no other board.
    """

    rank: int
    entry: Entry
    score: Score
    could_be: tuple[int, int] | None = None
    change: int | None = None


@dataclass(frozen=True)
class Board:
    """The ranked entries, the best first, and below them the invalid ones by name."""

    rows: tuple[Row, ...]
    invalid: tuple[Entry, ...]


def standings(entries: Iterable[Entry], metric: Metric, decimals: int, usage: str = "") -> Board:
    """Rank the entries.

    Args:
        entries: In any order.
        metric: Its direction ranks.
        decimals: As many as the board shows, and as many as count.
        usage: Which of the scores ranks.

    >>> from competition.metrics import METRICS
    >>> def entry(team, time_s, value):
    ...     return Entry(team, f"{team}.csv", time_s, {"": Score("log_loss", value, value, value, 9)})
    >>> board = standings([entry("late", 2, 0.5), entry("early", 1, 0.5), entry("best", 3, 0.4)],
    ...                   METRICS["log_loss"], 5)
    >>> [(row.rank, row.entry.team) for row in board.rows]
    [(1, 'best'), (2, 'early'), (3, 'late')]
    """
    entries = list(entries)
    valid = [entry for entry in entries if not entry.problems]
    valid.sort(key=lambda e: (rank_key(metric, e.scores[usage].value, decimals), e.time_s, e.file))
    invalid = sorted((entry for entry in entries if entry.problems), key=lambda e: (e.team, e.file))
    rows = tuple(Row(rank, entry, entry.scores[usage]) for rank, entry in enumerate(valid, start=1))
    return Board(rows, tuple(invalid))


def shaken(board: Board, before: Board) -> Board:
    """The same board, on which each row says how many places it rose since another one of the same entries."""
    ranks = {id(row.entry): row.rank for row in before.rows}
    return replace(board, rows=tuple(replace(row, change=ranks[id(row.entry)] - row.rank) for row in board.rows))


def rank_key(metric: Metric, value: float, decimals: int) -> float:
    """A number that sorts the better score first, where what looks equal on the board is equal.

    >>> from competition.metrics import METRICS
    >>> rank_key(METRICS["accuracy"], 0.123456, 3)
    -0.123
    """
    return metric.key(round(value, decimals))


def team_of(file: str) -> str:
    """The team a file belongs to: its name without folder and ending.

    >>> team_of("round 1/犬チーム.csv")
    '犬チーム'
    """
    # A Mac splits が into two characters; one team must not look like two.
    return printable(unicodedata.normalize("NFC", PurePath(file).stem))
