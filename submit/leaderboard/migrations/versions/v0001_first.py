"""The first tables of a ledger, and the database's own refusal to change or take away a row of them."""

import sqlalchemy as sa
from alembic import op

from submit.leaderboard.schema import Moment

revision = "0001"
down_revision = None

TABLES = (
    *("contests", "rules", "events", "teams", "tokens", "solutions", "activations"),
    *("submissions", "files", "verdicts", "scores", "selections", "hidings"),
)


def upgrade() -> None:
    """Make the tables, parents before children."""
    _make("contests", _text("name"), _text("metric"), _json("classes"))
    _make("rules", _at(), _yes_no("of_page"), _json("content"))
    _make("events", _at(), _text("word"))
    _make("teams", _at(), _text("name"), sa.Column("key", sa.Text(), nullable=False, unique=True))
    _make("tokens", _at(), _link("team_id", "teams.id", nullable=True, index=True), _text("sha256"))
    _make("solutions", _at(), _json("content"))
    _make("activations", _at(), _link("solution_id", "solutions.id"))
    _make(
        "submissions",
        _link("team_id", "teams.id", index=True),
        _at("received"),
        _text("file"),
        sa.Column("sha256", sa.Text(), nullable=False, index=True),
        sa.Column("n_bytes", sa.BigInteger(), nullable=False),
        _yes_no("is_late"),
    )
    op.create_table("files", _link_key(), sa.Column("data", sa.LargeBinary(), nullable=False))
    op.create_table("verdicts", _link_key(), _at(), _yes_no("is_valid"), _json("problems"), _json("notes"))
    _make(
        "scores",
        _link("submission_id", "submissions.id"),
        _link("solution_id", "solutions.id"),
        _text("usage"),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("value", "low", "high")),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("draws", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("submission_id", "solution_id", "usage"),
    )
    _make("selections", _link("team_id", "teams.id"), _at(), _json("submission_ids"))
    _make("hidings", _link("submission_id", "submissions.id"), _at(), _yes_no("is_hidden"))
    _forbid_changes()
    _keep_as_they_come()


def _keep_as_they_come() -> None:
    """PostgreSQL would compress large values: of a file's upload that was two thirds of the time."""
    if op.get_bind().dialect.name == "postgresql":
        for table, column in (("files", "data"), ("scores", "draws")):
            op.execute(f"alter table {table} alter column {column} set storage external")


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create function only_grows() returns trigger language plpgsql as "
            "$$ begin raise exception 'rows of a ledger are only added'; end $$"
        )
        for table in TABLES:
            op.execute(
                f"create trigger {table}_only_grows before update or delete on {table} "
                "for each row execute function only_grows()"
            )
        return
    for table in TABLES:
        for word in ("update", "delete"):
            op.execute(
                f"create trigger {table}_no_{word} before {word} on {table} "
                "begin select raise(abort, 'rows of a ledger are only added'); end"
            )


def _make(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True), *columns)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _yes_no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _at(name: str = "at") -> sa.Column[object]:
    return sa.Column(name, Moment(), nullable=False)


def _link(name: str, to: str, nullable: bool = False, index: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(to), nullable=nullable, index=index)


def _link_key() -> sa.Column[int]:
    return sa.Column("submission_id", sa.Integer(), sa.ForeignKey("submissions.id"), primary_key=True)
