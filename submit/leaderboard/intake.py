"""Taking files in: kept for good, before anybody looks into them; what is in them is the affair of `verdicts`.

Limits are exact because a team's row is locked while its files are counted and one is added: two uploads of one team
follow each other, those of others do not wait. SQLite has one lock for all, which serves the same end.
"""

import hashlib
import unicodedata
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from submit.leaderboard import schema
from submit.leaderboard.database import added
from submit.leaderboard.history import moments, rules_in_force
from submit.leaderboard.records import ContestState
from submit.leaderboard.rules import day_of, state_of, validate_entry, validate_size
from submit.problems import printable

_LONGEST_NAME = 120


def file_name(name: str) -> str:
    r"""A file's name as it is kept: without a path, of whichever system, and without what moves a cursor.

    >>> file_name("C:\\runs\\犬.csv"), file_name("../../etc/passwd"), file_name("/")
    ('犬.csv', 'passwd', 'submission')
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = printable(unicodedata.normalize("NFC", last)).strip()
    return shown[-_LONGEST_NAME:] if shown.strip(".") else "submission"


def contest_state(connection: Connection, now: datetime) -> ContestState:
    """Where the contest stands."""
    return state_of(rules_in_force(connection), *moments(connection), now)


def today(connection: Connection, team_id: int, begin: datetime) -> tuple[int, int]:
    """How many files a team sent since a day began: those that count (valid, or not yet judged), and all.

    Later days count, too: when the clock is set back, nobody gains a day.
    """
    sent, verdicts = schema.submissions, schema.verdicts
    rows = connection.execute(
        select(verdicts.c.is_valid, func.count())
        .select_from(sent)
        .join(verdicts, isouter=True)
        .where(sent.c.team_id == team_id, sent.c.received >= begin)
        .group_by(verdicts.c.is_valid)
    )
    counts: dict[bool | None, int] = dict(rows.all())
    return sum(counts.values()) - counts.get(False, 0), sum(counts.values())


def received(connection: Connection, team_id: int, file: str, data: bytes, now: datetime) -> int:
    """Take a file in, if the rules let it; its number.

    Args:
        connection: Within a transaction that writes; when it has ended, the file is on the disk.
        team_id: Whose it is.
        file: Its name, as `file_name` gives it.
        data: Its bytes.
        now: The moment it came.

    Raises:
        RefusedError: The rules do not let it in.
    """
    connection.execute(select(schema.teams.c.id).where(schema.teams.c.id == team_id).with_for_update())
    state = contest_state(connection, now)
    validate_size(file, len(data), state.rules)
    begin, end = day_of(now, state.rules)
    validate_entry(file, state, *today(connection, team_id, begin), end)
    id = added(
        connection,
        schema.submissions,
        team_id=team_id,
        received=now,
        file=file,
        sha256=hashlib.sha256(data).hexdigest(),
        n_bytes=len(data),
        is_late=state.deadline is not None and now > state.deadline,
    )
    connection.execute(insert(schema.files).values(submission_id=id, data=data))
    return id
