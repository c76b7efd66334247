"""Tokens open one door each, are kept as hashes only, and two teams never look alike."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.errors import LedgerError
from submit.leaderboard.ledger import Ledger
from submit.leaderboard.teams import team_key
from tests.boards import CONTEST, NOW, SOLUTION, OpenLedger, answers


def test_a_token_is_its_teams(ledger: Ledger) -> None:
    tokens = {name: ledger.add_team(name, NOW) for name in ("犬", "b", "Team C")}
    assert {name: ledger.team_of(token) for name, token in tokens.items()} == {name: name for name in tokens}
    for wrong in ("", "x", tokens["b"][:-1], tokens["b"] + "x", tokens["b"].upper(), "é\udcff"):
        assert ledger.team_of(wrong) is None
        assert not ledger.is_organizer(wrong)


def test_a_renewed_token_closes_the_old_door(ledger: Ledger) -> None:
    old = ledger.add_team("a", NOW)
    other = ledger.add_team("b", NOW)
    new = ledger.renew("a", NOW)
    assert (ledger.team_of(old), ledger.team_of(new), ledger.team_of(other)) == (None, "a", "b")


def test_the_organizer(ledger: Ledger) -> None:
    assert not ledger.has_organizer()
    first = ledger.new_organizer_token(NOW)
    assert ledger.has_organizer()
    assert ledger.is_organizer(first)
    assert ledger.team_of(first) is None
    second = ledger.new_organizer_token(NOW)
    assert (ledger.is_organizer(first), ledger.is_organizer(second)) == (False, True)
    assert not ledger.is_organizer(ledger.add_team("a", NOW))


def test_no_token_stands_in_the_database(sqlite_url: str, open_ledger: OpenLedger) -> None:
    ledger = open_ledger(sqlite_url, CONTEST, SOLUTION)
    token = ledger.add_team("a", NOW)
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    assert token not in "\n".join(connection.iterdump())
    connection.close()


@pytest.mark.parametrize("twin", ["team blue", "ＴＥＡＭ　Ｂｌｕｅ", " Team  Blue ", "TEAM BLUE"])
def test_two_teams_never_look_alike(sqlite_url: str, twin: str, open_ledger: OpenLedger) -> None:
    ledger = open_ledger(sqlite_url, CONTEST, SOLUTION)
    ledger.add_team("Team Blue", NOW)
    with pytest.raises(LedgerError, match="a team 'Team Blue' already"):
        ledger.add_team(twin, NOW)
    assert ledger.accept(twin, "a.csv", answers(0), NOW).team == "Team Blue"


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_name_has_a_length(sqlite_url: str, name: str, open_ledger: OpenLedger) -> None:
    with pytest.raises(LedgerError, match="1 to 60"):
        open_ledger(sqlite_url, CONTEST, SOLUTION).add_team(name, NOW)


def test_how_many_files(ledger: Ledger) -> None:
    ledger.add_team("b", NOW)
    ledger.add_team("a", NOW)
    ledger.accept("b", "x.csv", answers(0), NOW)
    assert [(team.name, team.n_files) for team in ledger.teams()] == [("a", 0), ("b", 1)]


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert team_key(team_key(name)) == team_key(name)
