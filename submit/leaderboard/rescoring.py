"""Scoring everything anew against a corrected solution, which then comes into force in one step.

Until that step everybody sees the old scores, and when it is broken off, for good.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from competition.errors import SolutionError
from competition.messages import _
from competition.parallel import in_threads
from competition.progress import track
from competition.solution import Solution
from submit.leaderboard import schema
from submit.leaderboard.beginning import activate, added_solution
from submit.leaderboard.database import alone, reading, writing
from submit.leaderboard.judging import Verdict, verdict_of
from submit.leaderboard.records import Move, RankedRow
from submit.leaderboard.verdicts import Judge, keep_scores, named_file
from submit.leaderboard.views import Views
from submit.score import Score


def rescored(engine: Engine, judge: Judge, views: Views, solution: Solution, now: datetime) -> list[Move]:
    """Score everything anew; who moved. See `Ledger.rescore`."""
    with reading(engine) as connection:
        _id, before = judge.solution(connection)
    _validate(solution, before)
    boards = views.both()
    with writing(engine) as connection:
        id = added_solution(connection, solution, now)
    with reading(engine) as connection:
        waiting = _unscored(connection, id)

    def found(one: int) -> Verdict:
        with reading(engine) as connection:
            file, data = named_file(connection, one)
        return _valid(file, verdict_of(data, file, judge.contest, solution))

    scored = track(in_threads(found, waiting, chunk=1), _("Scoring"), len(waiting), unit=_("files"))
    for one, verdict in zip(waiting, scored, strict=True):
        with writing(engine) as connection:
            keep_scores(connection, one, id, verdict)
    with writing(engine) as connection:
        alone(connection)
        # Those that came in the meantime: few, and none can follow.
        for one in _unscored(connection, id):
            file, data = named_file(connection, one)
            keep_scores(connection, one, id, _valid(file, verdict_of(data, file, judge.contest, solution)))
        activate(connection, id, now)
    after = views.both()
    return [move for usage, rows in boards.items() for move in moves(usage, rows, after[usage])]


def _valid(file: str, verdict: Verdict) -> Verdict:
    """The verdict on a file that was valid before, if it still is: else the contest's page was changed."""
    if verdict.problems:
        raise SolutionError(
            _("{file} was valid, and is not by the contest's page as it is now; the board stays as it was").format(
                file=file
            ),
            verdict.problems,
            hint=_("Give the page back the form of submission and the classes that it had."),
        )
    return verdict


def _validate(solution: Solution, before: Solution) -> None:
    """Make sure that every file that was valid stays so."""
    other = sorted(set(solution.ids) ^ set(before.ids))
    if other:
        raise SolutionError(
            _("The corrected solution has to hold the same pictures as before; these are missing or new"),
            other,
            hint=_("Give a picture that shall not count the usage Ignored."),
        )
    if set(solution.places) != set(before.places):
        raise SolutionError(
            _("The corrected solution has to have the same usages as before: {before}; {came} came").format(
                before=_named(before), came=_named(solution)
            )
        )


def _named(solution: Solution) -> str:
    return ", ".join(usage or _("none") for usage in solution.places)


def _unscored(connection: Connection, solution_id: int) -> list[int]:
    """The valid submissions that have no score against a solution yet, the oldest first."""
    verdicts, scores = schema.verdicts, schema.scores
    done = select(scores.c.submission_id).where(scores.c.solution_id == solution_id)
    wanted = select(verdicts.c.submission_id).where(verdicts.c.is_valid, verdicts.c.submission_id.not_in(done))
    return list(connection.execute(wanted.order_by(verdicts.c.submission_id)).scalars())


def moves(usage: str, before: Sequence[RankedRow], after: Sequence[RankedRow]) -> list[Move]:
    """Which teams have another rank or another score on a board than before, in the new order.

    Args:
        usage: The name of the score that ranks.
        before: The board's rows.
        after: The same anew.
    """
    was, now = ({row.team: row for row in rows} for rows in (before, after))
    teams = list(now) + [team for team in was if team not in now]
    pairs = ((team, _place(was.get(team)), _place(now.get(team))) for team in teams)
    return [Move(usage, team, old[0], new[0], old[1], new[1]) for team, old, new in pairs if old != new]


def _place(row: RankedRow | None) -> tuple[int | None, Score | None]:
    return (row.rank, row.score) if row else (None, None)
