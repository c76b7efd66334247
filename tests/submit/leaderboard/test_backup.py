"""A backup is the whole board, goes between databases, and a damaged one is refused."""

import sqlite3
from pathlib import Path

import pytest

from competition.errors import LedgerError
from submit.leaderboard.backup import back_up, restore
from submit.leaderboard.ledger import Ledger
from tests.boards import BAD, CONTEST, NOW, SOLUTION, answers


def filled(url: str) -> str:
    """A ledger with something in every table; a team's token."""
    with Ledger.open(url, CONTEST, SOLUTION) as ledger:
        token = ledger.add_team("犬", NOW)
        ledger.new_organizer_token(NOW)
        first = ledger.accept("犬", "a.csv", answers(0), NOW)
        ledger.accept("犬", "bad.csv", BAD, NOW)
        ledger.hide(first.id, True, NOW)
        second = ledger.accept("犬", "b.csv", answers(1), NOW)
        ledger.select_final("犬", [second.id], NOW)
        ledger.close(NOW)
    return token


def test_there_and_back(url: str, tmp_path: Path) -> None:
    token = filled(url)
    path, elsewhere = tmp_path / "backups" / "board.backup", f"sqlite:///{tmp_path / 'other.sqlite'}"
    assert back_up(url, path) == 3
    assert restore(path, elsewhere) == 3
    with Ledger.open(url, CONTEST, SOLUTION) as before, Ledger.open(elsewhere, CONTEST, SOLUTION) as after:
        assert after.submissions() == before.submissions()
        assert after.public_rows(NOW) == before.public_rows(NOW)
        assert after.private_rows() == before.private_rows()
        assert after.state(NOW) == before.state(NOW)
        assert after.file_of(1) == answers(0)
        assert after.team_of(token) == "犬"
        after.reopen(NOW)
        assert after.accept("犬", "c.csv", answers(2), NOW).id == 4


def test_from_sqlite_to_postgresql(sqlite_url: str, postgresql_url: str, tmp_path: Path) -> None:
    filled(sqlite_url)
    back_up(sqlite_url, tmp_path / "backup")
    assert restore(tmp_path / "backup", postgresql_url) == 3
    with Ledger.open(sqlite_url, CONTEST, SOLUTION) as before, Ledger.open(postgresql_url, CONTEST, SOLUTION) as after:
        assert after.submissions() == before.submissions()
        after.reopen(NOW)
        assert after.accept("犬", "c.csv", answers(2), NOW).id == 4


def test_only_into_an_empty_database(sqlite_url: str, tmp_path: Path) -> None:
    filled(sqlite_url)
    back_up(sqlite_url, tmp_path / "backup")
    with pytest.raises(LedgerError, match="already"):
        restore(tmp_path / "backup", sqlite_url)


def test_an_older_backup_stays_as_it_is(sqlite_url: str, tmp_path: Path) -> None:
    filled(sqlite_url)
    path = tmp_path / "backup"
    back_up(sqlite_url, path)
    before = path.read_bytes()
    restore(path, f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    ["update files set data = x'00' where submission_id = 1", "delete from files where submission_id = 3"],
)
def test_a_damaged_backup_is_refused(sqlite_url: str, tmp_path: Path, damage: str) -> None:
    filled(sqlite_url)
    path = tmp_path / "backup"
    back_up(sqlite_url, path)
    with sqlite3.connect(path) as connection:
        for trigger in ("files_no_update", "files_no_delete"):
            connection.execute(f"drop trigger {trigger}")
        connection.execute(damage)
    connection.close()
    with pytest.raises(LedgerError, match="not as they came"):
        restore(path, f"sqlite:///{tmp_path / 'other.sqlite'}")


def test_what_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database at all, and long enough to be looked at" * 99)
    with pytest.raises(LedgerError, match="does not answer"):
        restore(tmp_path / "text", f"sqlite:///{tmp_path / 'other.sqlite'}")
    with pytest.raises(LedgerError, match="no backup"):
        restore(tmp_path / "nothing", f"sqlite:///{tmp_path / 'other.sqlite'}")
    with pytest.raises(LedgerError, match="no board in"):
        back_up(f"sqlite:///{tmp_path / 'nothing.sqlite'}", tmp_path / "backup")
    assert not (tmp_path / "nothing.sqlite").exists()
