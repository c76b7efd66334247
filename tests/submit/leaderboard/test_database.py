"""Databases open by address, become today's by steps, and say in plain words what is wrong."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text

from competition.errors import LedgerError
from submit.leaderboard import database, migrations
from submit.leaderboard.database import opened, reading, without_password, writing
from submit.leaderboard.schema import metadata
from tests.boards import NOW


def test_the_steps_lead_to_the_schema(url: str) -> None:
    engine = opened(url)
    with reading(engine) as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert found == []


def test_the_newest_step_is_named() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert script.get_current_head() == database.NEWEST


def test_a_newer_kits_database_is_refused(url: str) -> None:
    engine = opened(url)
    with writing(engine) as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    with pytest.raises(LedgerError, match="newer kit .*9999"):
        opened(url)


def test_a_broken_step_leaves_no_trace(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("alembic.runtime.migration.MigrationContext.stamp", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            opened(url)
    # From the beginning again, which would fail if a table were left.
    opened(url).dispose()


def test_moments_come_back_aware(url: str) -> None:
    from submit.leaderboard.schema import events

    engine = opened(url)
    tokyo = NOW.astimezone(__import__("zoneinfo").ZoneInfo("Asia/Tokyo"))
    with writing(engine) as connection:
        connection.execute(insert(events).values(at=tokyo, word="close"))
    with reading(engine) as connection:
        at = connection.execute(select(events.c.at)).scalar_one()
    assert at == NOW
    assert at.utcoffset() is not None
    with pytest.raises(Exception, match="aware"), writing(engine) as connection:
        connection.execute(insert(events).values(at=NOW.replace(tzinfo=None), word="close"))
    engine.dispose()


@pytest.mark.parametrize("address", ["", "board.sqlite", "mysql://host/board", "sqlite://", "nonsense://x"])
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(LedgerError, match="no address"):
        opened(address)


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(LedgerError, match=r"postgresql\+psycopg://kit:\*\*\*@127.0.0.1:1/board"):
        opened("postgresql://kit:secret@127.0.0.1:1/board")


def test_a_password_is_never_shown() -> None:
    assert "secret" not in without_password("postgresql://kit:secret@host/board")
    assert "secret" not in without_password("::kit:secret@host/board")


def test_a_write_that_fails_leaves_nothing(url: str) -> None:
    from submit.leaderboard.schema import events

    engine = opened(url)
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        connection.execute(insert(events).values(at=NOW, word="close"))
        raise ZeroDivisionError
    with reading(engine) as connection:
        assert connection.execute(select(events)).all() == []
    engine.dispose()


def test_another_programs_database(tmp_path: Path) -> None:
    """Tables of a ledger's names that are none of its own are left alone."""
    from sqlalchemy import create_engine

    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    engine = create_engine(url)
    Table("teams", other := MetaData(), Column("id", Integer))
    other.create_all(engine)
    engine.dispose()
    with pytest.raises(LedgerError, match="already exists"):
        opened(url)
