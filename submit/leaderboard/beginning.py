"""The first rows of a ledger: whose it is, its rules and its solution; and whether it is this contest's."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, insert, select

from competition.contest import Contest, LeaderboardRules
from competition.errors import LedgerError, SolutionError
from competition.messages import _
from competition.solution import PRIVATE, Solution
from submit.leaderboard import schema
from submit.leaderboard.database import added
from submit.leaderboard.judging import solution_from, solution_record


def begin(connection: Connection, contest: Contest, solution: Solution, now: datetime) -> None:
    """Make sure that a ledger is this contest's, or make it so where it is new.

    Args:
        connection: Within a transaction that writes and is `alone`.
        contest: Its page. Rules that were changed on it since it was last opened come into force.
        solution: Counts for a new ledger only.
        now: The moment.

    Raises:
        LedgerError: It is another contest's.
        SolutionError: No picture is public.
    """
    if set(solution.places) == {PRIVATE}:
        raise SolutionError(
            _("Every picture of the solution is private: no team would see a score before the end"),
            hint=_("Give some pictures the usage Public."),
        )
    whose = {"name": contest.name, "metric": contest.metric, "classes": list(contest.classes)}
    found = connection.execute(select(schema.contests)).first()
    if found is None:
        connection.execute(insert(schema.contests).values(**whose))
        keep_solution(connection, solution, now)
    else:
        other = [word for word, value in whose.items() if getattr(found, word) != value]
        if other:
            raise LedgerError(
                _("This board is kept for the contest {name}, whose page now differs in").format(name=found.name),
                other,
                hint=_("Name another database with --url; a contest that has begun keeps its classes and metric."),
            )
    _keep_page_rules(connection, contest.leaderboard, now)


def _keep_page_rules(connection: Connection, rules: LeaderboardRules, now: datetime) -> None:
    columns = schema.rules.c
    last = select(columns.content).where(columns.of_page).order_by(columns.id.desc()).limit(1)
    if connection.execute(last).scalar() != asdict(rules):
        keep_rules(connection, rules, now, of_page=True)


def keep_rules(connection: Connection, rules: LeaderboardRules, now: datetime, of_page: bool = False) -> None:
    """Put rules in force."""
    connection.execute(insert(schema.rules).values(at=now, of_page=of_page, content=asdict(rules)))


def keep_solution(connection: Connection, solution: Solution, now: datetime) -> int:
    """Write down a solution and let it count; its number."""
    id = added_solution(connection, solution, now)
    activate(connection, id, now)
    return id


def added_solution(connection: Connection, solution: Solution, now: datetime) -> int:
    """Write down a solution that does not count yet; its number."""
    return added(connection, schema.solutions, at=now, content=solution_record(solution))


def activate(connection: Connection, solution_id: int, now: datetime) -> None:
    """From now on, the scores against this solution are the ones that count."""
    connection.execute(insert(schema.activations).values(at=now, solution_id=solution_id))


def kept_solution(connection: Connection, id: int) -> Solution:
    """A solution by its number."""
    content = connection.execute(select(schema.solutions.c.content).where(schema.solutions.c.id == id)).scalar_one()
    return solution_from(content)
