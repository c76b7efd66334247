"""`Ledger`: the one door to a contest's board; who may see what is decided here.

Everything is kept in a database, to which rows are only ever added. Safe to use from several threads and
processes at once; the clock is always handed in. What it answers with is described in `records`.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import insert

from competition.contest import Contest
from competition.errors import BusyError, DiskError, KitError
from competition.solution import Solution
from submit.leaderboard import intake, schema, teams
from submit.leaderboard.beginning import begin
from submit.leaderboard.database import alone, opened, reading, writing
from submit.leaderboard.final import eligible
from submit.leaderboard.history import changes
from submit.leaderboard.organizing import Organizing
from submit.leaderboard.records import ContestState, RankedRow, Submission
from submit.leaderboard.rules import day_of, left, validate_choice


class Ledger(Organizing):
    """A contest's submissions, teams and rules.

    What the organizer may do is inherited. Every method may raise `LedgerError` (the database is gone or does not
    answer; `BusyError`, where asking again helps) and, when it writes, `DiskError` (full). All moments are aware; a
    naive one is a programming mistake.
    """

    @classmethod
    def open(cls, url: str, contest: Contest, solution: Solution) -> "Ledger":
        """Open a contest's ledger; make it, or bring it up to date, where needed.

        Args:
            url: ``sqlite:////folder/board.sqlite`` or ``postgresql://user:password@host/name``.
            contest: Its page; its rules hold until the organizer changes one or the page changes.
            solution: The hidden labels. They are kept with the first opening; another solution counts only after
                `rescore`, so that no two web workers ever score differently.

        Raises:
            LedgerError: No such database, one of another contest, or of a newer kit.
            SolutionError: The solution has private pictures only, so that no team would ever see a score.
        """
        engine = opened(url)
        try:
            with writing(engine) as connection:
                alone(connection)
                begin(connection, contest, solution, datetime.now(UTC))
        except KitError:
            engine.dispose()
            raise
        return cls(engine, contest)

    # What everybody may see.

    def state(self, now: datetime) -> ContestState:
        """Whether the contest is open, and its rules in force."""
        with reading(self._engine) as connection:
            return intake.contest_state(connection, now)

    def public_rows(self, now: datetime) -> list[RankedRow]:
        """The public board, the best first: each team by its best public score; no private row has a part in it.

        Kept until the ledger changes: asking again costs a millisecond.
        """
        return list(self._views.public_rows())

    def changes(self) -> str:
        """A word that is another one whenever anything in the ledger was added, by whichever process."""
        with reading(self._engine) as connection:
            return changes(connection)

    # What a team may do. The web asks `team_of` who is there, then hands the name in.

    def team_of(self, token: str) -> str | None:
        """Whose token this is, compared in constant time; None where it is nobody's."""
        with reading(self._engine) as connection:
            return teams.owner_of(connection, token)[1]

    def accept(self, team: str, file: str, data: bytes, now: datetime) -> Submission:
        """Take a file: keep its bytes for good, then check and score it.

        What this returns, or what was kept when the machine fell over in between, is never lost and never scored
        twice. An invalid file is returned, too, with all its problems; it does not count for the daily limit.

        Args:
            team: Its name.
            file: The file's name as the browser said it; a path in it is dropped.
            data: Its bytes.
            now: The moment it came.

        Raises:
            LimitError: The team has no entry left today, or the file is too large.
            ClosedError: The contest takes no entries any more. Both are participant-safe.
        """
        name = intake.file_name(file)
        with writing(self._engine) as connection:
            team_id = teams.team_id_of(connection, team)
            id = intake.received(connection, team_id, name, data, now)
        # Where the verdict cannot be written down now, the file is kept all the same, and judged later.
        with suppress(BusyError, DiskError):
            self._judge.judge(id, name, data, now)
        return next(entry for entry in self.submissions(team) if entry.id == id)

    def submissions(self, team: str | None = None) -> list[Submission]:
        """What was handed in, the newest first.

        Args:
            team: Only its own, as it may see them: no private score before the reveal. None: everybody's with all
                scores, for the organizer.
        """
        return list(reversed(self._views.entries(team)))

    def left_today(self, team: str, now: datetime) -> int | None:
        """How many entries the team has left on this day of the contest's time zone; None: as many as it likes."""
        with reading(self._engine) as connection:
            rules = intake.contest_state(connection, now).rules
            midnight, _next = day_of(now, rules)
            n_counted, _n_files = intake.today(connection, teams.team_id_of(connection, team), midnight)
            return left(rules, n_counted)

    def select_final(self, team: str, ids: Sequence[int], now: datetime) -> None:
        """Choose which entries count at the end; none of them: the best public ones.

        Raises:
            LimitError: Too many, or one that is not the team's, not valid, late or hidden.
            ClosedError: The contest is closed; what was chosen stays.
        """
        own = {entry.id for entry in eligible(self.submissions(team))}
        chosen = list(dict.fromkeys(ids))
        with writing(self._engine) as connection:
            validate_choice(chosen, own, intake.contest_state(connection, now))
            team_id = teams.team_id_of(connection, team)
            connection.execute(insert(schema.selections).values(team_id=team_id, at=now, submission_ids=chosen))
