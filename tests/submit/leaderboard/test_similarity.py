"""Copies are flagged, honest neighbours are not."""

import numpy as np
import pytest

from submit.leaderboard.ledger import Ledger
from tests.boards import BAD, CONTEST, NOW, OpenLedger, answers, solution, table

HIDDEN = solution(300)


@pytest.fixture
def ledger(sqlite_url: str, open_ledger: OpenLedger) -> Ledger:
    opened = open_ledger(sqlite_url, CONTEST, HIDDEN)
    for number in range(6):
        opened.add_team(f"team {number}", NOW)
        opened.accept(f"team {number}", "own.csv", answers(number, 0.5, HIDDEN), NOW)
    return opened


def probabilities(seed: int) -> np.ndarray:
    lines = answers(seed, 0.5, HIDDEN).decode().splitlines()[1:]
    return np.array([[float(cell) for cell in line.split(",")[1:]] for line in lines])


def test_honest_teams_are_not_flagged(ledger: Ledger) -> None:
    assert ledger.flags() == []


def test_identical_files(ledger: Ledger) -> None:
    ledger.add_team("copy", NOW)
    ledger.accept("copy", "mine.csv", answers(3, 0.5, HIDDEN), NOW)
    (flag,) = ledger.flags()
    assert (flag.kind, flag.teams, flag.entries) == ("identical", ("team 3", "copy"), (4, 7))


def test_a_file_with_a_little_noise(ledger: Ledger) -> None:
    ledger.add_team("copy", NOW)
    shaken = probabilities(3) + np.random.default_rng(0).uniform(0, 0.02, (300, 3))
    ledger.accept("copy", "mine.csv", table(shaken / shaken.sum(axis=1, keepdims=True), HIDDEN), NOW)
    (flag,) = ledger.flags()
    assert (flag.kind, set(flag.teams)) == ("similar", {"team 3", "copy"})


def test_an_invalid_file_that_two_share(ledger: Ledger) -> None:
    for team in ("team 1", "team 2", "team 1"):
        ledger.accept(team, "bad.csv", BAD, NOW)
    (flag,) = ledger.flags()
    assert (flag.kind, flag.entries) == ("identical", (7, 8))


def test_nobody_there(sqlite_url: str, open_ledger: OpenLedger) -> None:
    assert open_ledger(sqlite_url, CONTEST, HIDDEN).flags() == []
