"""Databases for ledgers: SQLite always, PostgreSQL where there is a server to start."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from submit.leaderboard.ledger import Ledger
from tests import servers
from tests.boards import CONTEST, SOLUTION, OpenLedger

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server's address, without a database's name."""
    with servers.postgresql() as address:
        yield address


@pytest.fixture
def postgresql_url(postgresql: str) -> str:
    """A database of the test's own on that server."""
    import psycopg

    name = f"board{next(_NUMBERS)}"
    with psycopg.connect(f"{postgresql}/postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return f"{postgresql}/{name}"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A database in a file."""
    return f"sqlite:///{tmp_path / 'board.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database of either kind; the test runs on both."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def open_ledger() -> Iterator[OpenLedger]:
    """Opens ledgers as `Ledger.open` does, and closes them when the test ends."""
    with ExitStack() as stack:
        yield lambda url, contest, solution: stack.enter_context(Ledger.open(url, contest, solution))


@pytest.fixture
def ledger(url: str, open_ledger: OpenLedger) -> Ledger:
    """A new ledger of the small contest."""
    return open_ledger(url, CONTEST, SOLUTION)
