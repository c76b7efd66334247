"""What stands in a ledger at one moment, read into plain data. Who may see which part of it is decided elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy import ColumnElement, Connection, func, select

from competition.contest import LeaderboardRules
from submit.leaderboard import schema
from submit.leaderboard.records import INVALID, RECEIVED, SCORED, Submission
from submit.score import Score

# Entries with a verdict, by the solution and their own number.
Known = dict[tuple[int, int], Submission]


@dataclass(frozen=True)
class History:
    """Everything that was handed in, with every score.

    Args:
        entries: The submissions, the oldest first.
        chosen: By team, the ids it chose for the end.
        rules: Those in force.
        solution_id: Against which solution the scores are.
        is_revealed: Whether everybody may see the private ones.
    """

    entries: tuple[Submission, ...]
    chosen: dict[str, tuple[int, ...]]
    rules: LeaderboardRules
    solution_id: int
    is_revealed: bool


def history(connection: Connection, metric: str, known: Known) -> History:
    """Read the whole ledger but for the files.

    Args:
        connection: Within a transaction.
        metric: The contest's.
        known: What was read before, empty at first; grows.
    """
    return _history(connection, _all_entries(connection, metric, solution_in_force(connection), known))


def team_history(connection: Connection, metric: str, team_id: int) -> History:
    """The same, with one team's entries only."""
    meant = schema.submissions.c.team_id == team_id
    return _history(connection, _entries(connection, metric, solution_in_force(connection), meant))


def _history(connection: Connection, entries: Iterable[Submission]) -> History:
    hidden = _hidden(connection)
    _closed_at, revealed_at = moments(connection)
    return History(
        tuple(replace(entry, is_hidden=True) if entry.id in hidden else entry for entry in entries),
        _chosen(connection),
        rules_in_force(connection),
        solution_in_force(connection),
        revealed_at is not None,
    )


def rules_in_force(connection: Connection) -> LeaderboardRules:
    """The rules that were put in force last."""
    last = select(schema.rules.c.content).order_by(schema.rules.c.id.desc()).limit(1)
    return LeaderboardRules(**connection.execute(last).scalar_one())


def solution_in_force(connection: Connection) -> int:
    """The number of the solution that was activated last."""
    last = select(schema.activations.c.solution_id).order_by(schema.activations.c.id.desc()).limit(1)
    return int(connection.execute(last).scalar_one())


def moments(connection: Connection) -> tuple[datetime | None, datetime | None]:
    """When the contest was closed by hand and when it was revealed; None where that was not, or was taken back."""
    closed_at = revealed_at = None
    for word, at in connection.execute(select(schema.events.c.word, schema.events.c.at).order_by(schema.events.c.id)):
        if word == "reopen":
            closed_at = revealed_at = None
        elif word == "close":
            closed_at = closed_at or at
        else:
            closed_at, revealed_at = closed_at or at, revealed_at or at
    return closed_at, revealed_at


def changes(connection: Connection) -> str:
    """How many rows there are of everything that anybody sees: another word after anything was added."""
    watched = (
        *(schema.rules, schema.events, schema.teams, schema.activations),
        *(schema.submissions, schema.verdicts, schema.selections, schema.hidings),
    )
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in watched]
    return "-".join(str(n) for n in connection.execute(select(*counts)).one())


def draws_of(connection: Connection, ids: Sequence[int], solution_id: int, usage: str) -> np.ndarray:
    """The score of each resample for some submissions, in their order; float64 (len(ids), n_draws)."""
    scores = schema.scores
    found: dict[int, np.ndarray] = {}
    # SQLite takes some thousand values at a time.
    for start in range(0, len(ids), 1_000):
        rows = connection.execute(
            select(scores.c.submission_id, scores.c.draws).where(
                scores.c.submission_id.in_(ids[start : start + 1_000]),
                scores.c.solution_id == solution_id,
                scores.c.usage == usage,
            )
        )
        found |= {row.submission_id: np.frombuffer(row.draws, dtype="<f8") for row in rows}
    return np.array([found[one] for one in ids])


def _all_entries(connection: Connection, metric: str, solution_id: int, known: Known) -> list[Submission]:
    """Everybody's entries; only what is not known yet is read."""
    ids = list(connection.execute(select(schema.submissions.c.id).order_by(schema.submissions.c.id)).scalars())
    first = next((id for id in ids if (solution_id, id) not in known), None)
    fresh = {}
    if first is not None:
        read = _entries(connection, metric, solution_id, schema.submissions.c.id >= first)
        fresh = {(solution_id, entry.id): entry for entry in read}
        # What has its verdict stays as it is for good.
        known.update((key, entry) for key, entry in fresh.items() if entry.state != RECEIVED)
    return [fresh.get((solution_id, id)) or known[solution_id, id] for id in ids]


def _entries(connection: Connection, metric: str, solution_id: int, meant: ColumnElement[bool]) -> Iterator[Submission]:
    """Some entries, the oldest first, as if none were hidden."""
    sent, verdicts = schema.submissions, schema.verdicts
    columns = schema.scores.c
    wanted = (columns.submission_id, columns.usage, columns.value, columns.low, columns.high, columns.n_rows)
    numbers_of = select(*wanted).join_from(schema.scores, sent).where(columns.solution_id == solution_id, meant)
    by_usage: dict[int, dict[str, Score]] = {}
    for id, usage, *numbers in connection.execute(numbers_of):
        by_usage.setdefault(id, {})[usage] = Score(metric, *numbers)
    rows = connection.execute(
        select(sent, schema.teams.c.name, verdicts.c.is_valid, verdicts.c.problems, verdicts.c.notes)
        .join_from(sent, schema.teams)
        .join(verdicts, isouter=True)
        .where(meant)
        .order_by(sent.c.id)
    )
    for row in rows:
        yield Submission(
            id=row.id,
            team=row.name,
            file=row.file,
            received=row.received,
            sha256=row.sha256,
            n_bytes=row.n_bytes,
            state=_STATES[row.is_valid],
            scores=by_usage.get(row.id, {}),
            problems=tuple(row.problems or ()),
            notes=tuple(row.notes or ()),
            is_late=row.is_late,
        )


def _hidden(connection: Connection) -> set[int]:
    hidings = select(schema.hidings.c.submission_id, schema.hidings.c.is_hidden).order_by(schema.hidings.c.id)
    return {id for id, is_hidden in dict(connection.execute(hidings).all()).items() if is_hidden}


_STATES = {None: RECEIVED, True: SCORED, False: INVALID}


def _chosen(connection: Connection) -> dict[str, tuple[int, ...]]:
    selections = schema.selections
    rows = connection.execute(
        select(schema.teams.c.name, selections.c.submission_ids)
        .join_from(selections, schema.teams)
        .order_by(selections.c.id)
    )
    return {name: tuple(ids) for name, ids in rows}
