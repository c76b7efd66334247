"""The tables of a ledger. Rows are only ever added: what holds now is what was said last.

How older databases become like this is told in `submit.leaderboard.migrations`; a test holds both together.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC by databases with and without time zones alike."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; for SQLite, which knows no zones, without saying so."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an aware moment was expected, a naive one came")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From UTC, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

# One row: whose ledger this is.
contests = Table(
    "contests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("metric", Text, nullable=False),
    Column("classes", JSON, nullable=False),
)
# The rules in force are the last ones; ``of_page`` tells the contest's page from the organizer.
rules = Table(
    "rules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("of_page", Boolean, nullable=False),
    Column("content", JSON, nullable=False),
)
# Closed, reopened, revealed.
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("word", Text, nullable=False),
)
# ``key`` is the name as `teams.team_key` folds it, so that no two look alike.
teams = Table(
    "teams",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
)
# The last one of a team is the one that holds; without a team it is the organizer's.
tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("team_id", ForeignKey("teams.id"), index=True),
    Column("sha256", Text, nullable=False),
)
# The one in force is the last one that was activated; see `rescoring`.
solutions = Table(
    "solutions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("content", JSON, nullable=False),
)
activations = Table(
    "activations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("solution_id", ForeignKey("solutions.id"), nullable=False),
)
submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", ForeignKey("teams.id"), nullable=False, index=True),
    Column("received", Moment, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("n_bytes", BigInteger, nullable=False),
    Column("is_late", Boolean, nullable=False),
)
# Apart from `submissions`, so that a list of them never drags the bytes along.
files = Table(
    "files",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
# What a check said, once: the key forbids a second time. No row: received and not yet scored.
verdicts = Table(
    "verdicts",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("is_valid", Boolean, nullable=False),
    Column("problems", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
)
# ``draws``: the score of each resample of the pictures, float64, the same resamples for every submission.
scores = Table(
    "scores",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False),
    Column("solution_id", ForeignKey("solutions.id"), nullable=False),
    Column("usage", Text, nullable=False),
    Column("value", Double, nullable=False),
    Column("low", Double, nullable=False),
    Column("high", Double, nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("draws", LargeBinary, nullable=False),
    UniqueConstraint("submission_id", "solution_id", "usage"),
)
# A team's choice for the end, the last one holds.
selections = Table(
    "selections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", ForeignKey("teams.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("submission_ids", JSON, nullable=False),
)
# The organizer's hand on an entry, the last one holds.
hidings = Table(
    "hidings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("is_hidden", Boolean, nullable=False),
)
