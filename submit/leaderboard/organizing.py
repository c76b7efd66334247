"""What the organizer may do with a ledger; the other half of `submit.leaderboard.ledger`."""

from datetime import datetime
from typing import Self

from sqlalchemy import Engine, insert

from competition.contest import Contest, LeaderboardRules, rule_faults
from competition.errors import ContestError
from competition.messages import _
from competition.solution import Solution
from submit.leaderboard import schema, teams
from submit.leaderboard.beginning import keep_rules
from submit.leaderboard.database import reading, writing
from submit.leaderboard.judging import same_solution
from submit.leaderboard.records import Flag, Move, RankedRow, Team
from submit.leaderboard.rescoring import rescored
from submit.leaderboard.verdicts import Judge, named_file
from submit.leaderboard.views import Views


class Organizing:
    """A ledger as its organizer has it in hand.

    Args:
        engine: The ledger's database.
        contest: Its page.
    """

    def __init__(self, engine: Engine, contest: Contest) -> None:
        self.contest = contest
        self._engine = engine
        self._judge = Judge(engine, contest)
        self._views = Views(engine, contest, self._judge)

    def close_connections(self) -> None:
        """Let go of the database, for a clean end of a process; leaving a ``with`` block does the same."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close_connections()

    def usages(self) -> tuple[str, str]:
        """The names of the public score and of the one that decides at the end; the same where there is one only."""
        return self._views.usages()

    def knows(self, solution: Solution) -> bool:
        """Whether this is the solution in force; if not, `rescore` would let it count."""
        with reading(self._engine) as connection:
            return same_solution(self._judge.solution(connection)[1], solution)

    def is_organizer(self, token: str) -> bool:
        """Whether this is the organizer's token, compared in constant time."""
        with reading(self._engine) as connection:
            return teams.owner_of(connection, token)[0]

    def has_organizer(self) -> bool:
        """Whether an organizer's token was ever made."""
        with reading(self._engine) as connection:
            return teams.has_organizer(connection)

    def new_organizer_token(self, now: datetime) -> str:
        """Make the organizer's token, to be shown once; the one before is worth nothing from now on."""
        with writing(self._engine) as connection:
            return teams.new_token(connection, None, now)

    def add_team(self, name: str, now: datetime) -> str:
        """Enter a team.

        Returns:
            Its token, to be shown once: only its hash is kept.

        Raises:
            LedgerError: The name is empty, too long, or another team's but for capital or wide letters.
        """
        with writing(self._engine) as connection:
            return teams.add_team(connection, name, now)

    def renew(self, team: str, now: datetime) -> str:
        """Give a team a new token; the one before is worth nothing from now on."""
        with writing(self._engine) as connection:
            return teams.new_token(connection, teams.team_id_of(connection, team), now)

    def teams(self) -> list[Team]:
        """Every team, by name."""
        with reading(self._engine) as connection:
            return teams.all_teams(connection)

    def private_rows(self) -> list[RankedRow]:
        """The board of the end: each team by the private score of its best final entry, with the shake-up.

        For the organizer, and after the reveal for everybody; the web sees to that by `state`.
        """
        return list(self._views.private_rows())

    def file_of(self, id: int) -> bytes:
        """The bytes of a submission, as they came."""
        with reading(self._engine) as connection:
            return named_file(connection, id)[1]

    def score_waiting(self, now: datetime) -> int:
        """Score what was received and not yet scored, after a crash; how many these were."""
        return self._judge.judge_waiting(now)

    def close(self, now: datetime) -> None:
        """Take no more files and no more choices of final entries."""
        self._say("close", now)

    def reopen(self, now: datetime) -> None:
        """Take back a closing by hand, and a reveal."""
        self._say("reopen", now)

    def reveal(self, now: datetime) -> None:
        """Show the private board to everybody; closes the contest, too."""
        self._say("reveal", now)

    def hide(self, id: int, is_hidden: bool, now: datetime) -> None:
        """Take an entry off all boards, or put it back; its team still sees it in its history."""
        with writing(self._engine) as connection:
            named_file(connection, id)
            connection.execute(insert(schema.hidings).values(submission_id=id, at=now, is_hidden=is_hidden))

    def change_rules(self, rules: LeaderboardRules, now: datetime) -> None:
        """Put other rules in force; entries that were taken under the older ones stay.

        Raises:
            ContestError: A rule says what cannot be.
        """
        faults = rule_faults(rules)
        if faults:
            raise ContestError(_("The rules say what cannot be"), faults)
        with writing(self._engine) as connection:
            keep_rules(connection, rules, now)

    def rescore(self, solution: Solution, now: datetime) -> list[Move]:
        """Score everything anew against a corrected solution, and let it count in one step.

        Returns:
            Who moved or whose score changed, on both boards.

        Raises:
            SolutionError: It has other pictures than before: a team's file would suddenly be invalid. Give those
                that shall not count the usage Ignored.
        """
        return rescored(self._engine, self._judge, self._views, solution, now)

    def flags(self) -> list[Flag]:
        """Pairs of teams with identical files or suspiciously similar answers, for the organizer's eyes only."""
        return list(self._views.flags())

    def _say(self, word: str, now: datetime) -> None:
        with writing(self._engine) as connection:
            connection.execute(insert(schema.events).values(at=now, word=word))
