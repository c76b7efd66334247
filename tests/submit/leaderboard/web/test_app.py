"""The board as a whole: what was left over is scored; a database that fails says so in words."""

import sqlite3
import time
from pathlib import Path

import pytest

from submit.leaderboard import intake, teams
from submit.leaderboard.database import writing
from submit.leaderboard.web import app
from tests.online_boards import Hall, answers


def test_what_a_worker_left_behind_is_scored_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "LEFT_OVER_S", 0.05)
    there = Hall(tmp_path, "犬チーム")
    # Received, and then the worker died.
    with writing(there.ledger._engine) as connection:
        intake.received(connection, teams.team_id_of(connection, "犬チーム"), "a.csv", answers(1), there.clock())
    assert there.ledger.submissions()[0].state == "received"
    with there.opened():
        until = time.monotonic() + 20
        while there.ledger.submissions()[0].state == "received" and time.monotonic() < until:
            time.sleep(0.02)
        assert there.ledger.submissions()[0].state == "scored"


def test_a_database_that_is_gone_is_told_and_shows_nothing_of_itself(hall: Hall, tmp_path: Path) -> None:
    hall.ledger.close_connections()
    with sqlite3.connect(tmp_path / "board.sqlite") as file:
        file.execute("ALTER TABLE rules RENAME TO elsewhere")
    file.close()
    for path in ("/", "/login", "/api/board"):
        page = hall.anybody().page(path)
        assert page.status_code == 503
        assert "Traceback" not in page.text and "SELECT" not in page.text and str(tmp_path) not in page.text
