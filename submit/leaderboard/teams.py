"""Who is who: teams and their tokens, of which only the hash is kept.

What a team may do is decided in `rules`; slowing down those who guess is the web's affair.
"""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from competition.errors import LedgerError
from competition.messages import _
from submit.leaderboard import schema
from submit.leaderboard.database import added, alone
from submit.leaderboard.records import Team
from submit.problems import printable

# As much as a board's column can show.
_LONGEST = 60


def team_key(name: str) -> str:
    """The name as it is compared: two teams must not look like one.

    >>> team_key("ＡＢＣ  team") == team_key("abc TEAM")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def add_team(connection: Connection, name: str, now: datetime) -> str:
    """Enter a team; its token."""
    shown = " ".join(printable(unicodedata.normalize("NFC", name)).split())
    if not shown or len(shown) > _LONGEST:
        raise LedgerError(
            _("A team's name has 1 to {most} characters; '{name}' has {n}").format(
                most=_LONGEST, name=shown[:_LONGEST], n=len(shown)
            )
        )
    alone(connection)
    known = connection.execute(select(schema.teams.c.name).where(schema.teams.c.key == team_key(shown))).scalar()
    if known is not None:
        raise LedgerError(
            _("There is a team '{name}' already").format(name=known),
            hint=_("`host teams renew` gives it a new token."),
        )
    return new_token(connection, added(connection, schema.teams, at=now, name=shown, key=team_key(shown)), now)


def new_token(connection: Connection, team_id: int | None, now: datetime) -> str:
    """A token, in the place of the one before; for the organizer where there is no team."""
    token = secrets.token_urlsafe(32)
    connection.execute(insert(schema.tokens).values(at=now, team_id=team_id, sha256=_sha256(token)))
    return token


def team_id_of(connection: Connection, name: str) -> int:
    """The team's number.

    Raises:
        LedgerError: There is no such team.
    """
    found = connection.execute(select(schema.teams.c.id).where(schema.teams.c.key == team_key(name))).scalar()
    if found is None:
        raise LedgerError(_("There is no team '{name}'").format(name=printable(name)))
    return int(found)


def owner_of(connection: Connection, token: str) -> tuple[bool, str | None]:
    """Whose token this is: whether the organizer's, and whether and which team's.

    It is held against every token there is, each in constant time: how long the answer takes tells nothing.
    """
    tokens = schema.tokens
    last = select(func.max(tokens.c.id)).group_by(tokens.c.team_id)
    rows = connection.execute(
        select(tokens.c.sha256, tokens.c.team_id, schema.teams.c.name)
        .join_from(tokens, schema.teams, isouter=True)
        .where(tokens.c.id.in_(last))
    ).all()
    asked = _sha256(token)
    is_organizer, team = False, None
    for row in rows:
        if hmac.compare_digest(row.sha256, asked):
            is_organizer, team = row.team_id is None, row.name
    return is_organizer, team


def has_organizer(connection: Connection) -> bool:
    """Whether an organizer's token was ever made."""
    tokens = schema.tokens
    return connection.execute(select(tokens.c.id).where(tokens.c.team_id.is_(None)).limit(1)).first() is not None


def all_teams(connection: Connection) -> list[Team]:
    """Every team, by name."""
    teams, submissions = schema.teams, schema.submissions
    rows = connection.execute(
        select(teams.c.name, teams.c.at, func.count(submissions.c.id))
        .join_from(teams, submissions, isouter=True)
        .group_by(teams.c.id)
        .order_by(teams.c.name)
    )
    return [Team(*row) for row in rows]


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
