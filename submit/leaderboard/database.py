"""Opening a ledger's database: SQLite in one file or PostgreSQL by URL, with the tables of today.

What stands in it is described in `schema`; here is only how it is reached, and what its failures are called.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, insert, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError, TimeoutError
from sqlalchemy.pool import QueuePool

from competition.errors import BusyError, DiskError, KitError, LedgerError
from competition.messages import _

# The migration that the tables in `schema` stand for.
NEWEST = "0001"
# Behind fifty uploads at once, the last one waits some seconds.
BUSY_S = 30
# For each process; a web worker answers with forty threads.
_CONNECTIONS = 20
# Any number, as long as everybody asks for the same lock; see PostgreSQL's advisory locks.
_LOCK = 20_108


def opened(url: str, is_there: bool = False) -> Engine:
    """The database with its tables, made or brought up to date where needed.

    Args:
        is_there: Never make a file; it has to be there.
        url: ``sqlite:///board.sqlite``, ``sqlite:////folder/board.sqlite``, ``postgresql://user:password@host/name``.

    Raises:
        LedgerError: There is no such database, it is none, or a newer kit made it.
        DiskError: It cannot be made.
    """
    engine = _engine(url)
    if is_there and engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).is_file():
        raise LedgerError(_("There is no board in {path} yet").format(path=engine.url.database))
    try:
        with failures(engine):
            _bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _engine(url: str) -> Engine:
    try:
        where = make_url(url)
        if where.get_backend_name() == "sqlite":
            return _sqlite(url)
        if where.get_backend_name() == "postgresql":
            return _postgresql(where)
    except (ArgumentError, NoSuchModuleError):
        pass
    raise LedgerError(
        _("'{url}' is no address of a database that the kit knows").format(url=without_password(url)),
        hint=_("Such are sqlite:///board.sqlite and postgresql://user:password@host/name."),
    )


def without_password(url: str) -> str:
    """A database's address as it may be shown.

    >>> without_password("postgresql://teacher:secret@host/board")
    'postgresql://teacher:***@host/board'
    """
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return url.rpartition("@")[2]


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if not path or path == ":memory:":
        raise ArgumentError(url)
    Path(path).resolve().parent.mkdir(parents=True, exist_ok=True)
    # Connections are kept: with its last one SQLite tidies up for twenty milliseconds.
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=_CONNECTIONS,
        max_overflow=_CONNECTIONS,
        pool_timeout=BUSY_S,
        connect_args={"timeout": BUSY_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: object) -> None:
        # Python's module would begin transactions on its own, and not before a change of tables.
        connection.isolation_level = None
        for setting in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            connection.execute(f"pragma {setting}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer asks for the lock at once: asked for in the middle, it could be refused without waiting.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("begin immediate" if writes else "begin")

    return engine


def _postgresql(where: URL) -> Engine:
    return create_engine(
        where.set(drivername="postgresql+psycopg"),
        pool_size=_CONNECTIONS // 2,
        pool_timeout=BUSY_S,
        pool_pre_ping=True,
        connect_args={"options": f"-c lock_timeout={BUSY_S * 1000}", "connect_timeout": BUSY_S},
    )


def _bring_up_to_date(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        if _version(connection) == NEWEST:
            return
    # Alembic costs a fifth of a second, which only a ledger that is not as it should be has to spend.
    from submit.leaderboard.migrations import migrate

    with writing(engine) as connection:
        alone(connection)
        # Another worker may have done it in the meantime.
        if _version(connection) != NEWEST:
            migrate(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One moment of the ledger, which no writer disturbs."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with failures(engine), engine.connect() as connection:
        connection = connection.execution_options(**options)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that adds rows; on the disk when the block has ended, or without any trace.

    In SQLite writers follow each other; in PostgreSQL only those that lock the same row or `alone`.
    """
    with failures(engine), engine.connect() as connection:
        connection = connection.execution_options(writes=True)
        with connection.begin():
            yield connection


def alone(connection: Connection) -> None:
    """Let no other transaction that asks for the same go on until this one has ended."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def added(connection: Connection, table: Table, **values: object) -> int:
    """Add a row; the number that the database gave it."""
    return int(connection.execute(insert(table).values(**values)).inserted_primary_key[0])  # type: ignore[index]


@contextmanager
def failures(engine: Engine) -> Iterator[None]:
    """Say in plain words what a database cannot do.

    Raises:
        BusyError: Others write to it for too long.
        DiskError: Its disk is full or write-protected.
        LedgerError: Anything else that is wrong with it.
    """
    try:
        yield
    except TimeoutError as error:
        raise _busy() from error
    except DBAPIError as error:
        raise _in_words(error, str(engine.url)) from error


def _busy() -> BusyError:
    return BusyError(_("The board is being written to by too many at once"), hint=_("Try again in a minute."))


def _in_words(error: DBAPIError, where: str) -> KitError:
    reason = str(error.orig).strip().partition("\n")[0]
    said = reason.casefold()
    # SQLSTATE 53100: the disk is full; 55P03, 40P01, 40001: a lock was not to be had; 53300: too many connections.
    state = getattr(error.orig, "sqlstate", None)
    if "locked" in said or state in ("55P03", "40P01", "40001", "53300"):
        return _busy()
    if "full" in said or "disk i/o" in said or "readonly" in said or "unable to open" in said or state == "53100":
        return DiskError(
            _("{file} cannot be written: {reason}").format(file=where, reason=reason),
            hint=_("See whether the disk is full or write-protected."),
        )
    if not isinstance(error, DatabaseError):
        raise error
    return LedgerError(
        _("The board's database {where} does not answer as it should ({reason})").format(where=where, reason=reason),
        hint=_("See whether it is there, and a kit's ledger; `host restore` makes one from a backup."),
    )
