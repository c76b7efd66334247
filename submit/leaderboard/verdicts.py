"""Judging what was taken in, each file exactly once: by the worker that took it, or by another after a crash."""

from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from competition.contest import Contest
from competition.errors import LedgerError
from competition.messages import _
from competition.predictions import Predictions
from competition.solution import Solution
from submit.check import check_bytes
from submit.leaderboard import schema
from submit.leaderboard.beginning import kept_solution
from submit.leaderboard.database import alone, reading, writing
from submit.leaderboard.history import solution_in_force
from submit.leaderboard.judging import Verdict, verdict_of


class Judge:
    """Judges files against the solution in force, of which it keeps a copy at hand.

    Args:
        engine: The ledger's database.
        contest: Its page says what a file should look like.
    """

    def __init__(self, engine: Engine, contest: Contest) -> None:
        self._engine = engine
        self.contest = contest
        self._known: dict[int, Solution] = {}

    def solution(self, connection: Connection) -> tuple[int, Solution]:
        """The solution in force and its number."""
        id = solution_in_force(connection)
        known = self._known.get(id)
        if known is None:
            known = kept_solution(connection, id)
            self._known = {id: known}
        return id, known

    def judge(self, id: int, file: str, data: bytes, now: datetime) -> None:
        """Judge a file and write the verdict down, once; again where the solution was corrected in between.

        Args:
            id: The submission's number.
            file: Its name.
            data: Its bytes.
            now: The moment.
        """
        done = False
        while not done:
            with reading(self._engine) as connection:
                solution_id, solution = self.solution(connection)
            verdict = verdict_of(data, file, self.contest, solution)
            with writing(self._engine) as connection:
                # So that no other solution comes into force here, with which this entry would have no score.
                alone(connection)
                done = solution_in_force(connection) == solution_id
                if done:
                    keep_verdict(connection, id, solution_id, verdict, now)

    def answers(self, connection: Connection, file: str, data: bytes) -> Predictions:
        """What a valid file says.

        Raises:
            LedgerError: It is not valid.
        """
        checked = check_bytes(data, file, self.contest, self.solution(connection)[1].ids)
        if checked.predictions is None:
            raise LedgerError(_("{file} was valid when it came, and is not any more").format(file=file))
        return checked.predictions

    def judge_waiting(self, now: datetime) -> int:
        """Judge what was taken in and has no verdict yet; how many these were."""
        with reading(self._engine) as connection:
            waiting = unjudged(connection)
        for id in waiting:
            with reading(self._engine) as connection:
                file, data = named_file(connection, id)
            self.judge(id, file, data, now)
        return len(waiting)


def unjudged(connection: Connection) -> list[int]:
    """The files that were taken in and have no verdict yet, the oldest first."""
    sent, verdicts = schema.submissions, schema.verdicts
    rows = select(sent.c.id).join(verdicts, isouter=True).where(verdicts.c.submission_id.is_(None)).order_by(sent.c.id)
    return list(connection.execute(rows).scalars())


def named_file(connection: Connection, id: int) -> tuple[str, bytes]:
    """A submission's file: its name and bytes.

    Raises:
        LedgerError: There is no such submission.
    """
    sent, files = schema.submissions, schema.files
    found = connection.execute(select(sent.c.file, files.c.data).join_from(sent, files).where(sent.c.id == id)).first()
    if found is None:
        raise LedgerError(_("There is no submission {id}").format(id=id))
    return found.file, found.data


def keep_verdict(connection: Connection, id: int, solution_id: int, verdict: Verdict, now: datetime) -> None:
    """Write a verdict down; nothing where another worker did so before.

    Args:
        connection: Within a transaction that writes and is `alone`, so that no rescore comes in between.
        id: The submission's.
        solution_id: The solution in force, against which it was judged.
        verdict: What was found.
        now: The moment.
    """
    verdicts = schema.verdicts
    if connection.execute(select(verdicts.c.submission_id).where(verdicts.c.submission_id == id)).first():
        return
    connection.execute(
        insert(verdicts).values(
            submission_id=id,
            at=now,
            is_valid=not verdict.problems,
            problems=list(verdict.problems),
            notes=list(verdict.notes),
        )
    )
    keep_scores(connection, id, solution_id, verdict)


def keep_scores(connection: Connection, id: int, solution_id: int, verdict: Verdict) -> None:
    """Write down the scores of a submission against one solution."""
    for usage, score in verdict.scores.items():
        connection.execute(
            insert(schema.scores).values(
                submission_id=id,
                solution_id=solution_id,
                usage=usage,
                value=score.value,
                low=score.low,
                high=score.high,
                n_rows=score.n_rows,
                draws=verdict.draws[usage].astype("<f8").tobytes(),
            )
        )
