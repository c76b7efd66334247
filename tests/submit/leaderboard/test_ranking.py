"""How sure a rank is: twins share their range, a clear winner has a rank of its own."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.metrics import METRICS
from submit.leaderboard.ranking import rank_ranges
from tests.boards import CONTEST, NOW, SOLUTION, OpenLedger, answers, contest, two_parts


@given(st.integers(1, 8), st.integers(0, 1000), st.sampled_from(["log_loss", "accuracy"]))
def test_the_own_rank_is_always_possible(n_teams: int, seed: int, name: str) -> None:
    draws = np.random.default_rng(seed).normal(size=(n_teams, 50))
    for rank, (low, high) in enumerate(rank_ranges(draws, METRICS[name]), start=1):
        assert 1 <= low <= rank <= high <= n_teams


def test_a_clear_order_is_sure() -> None:
    draws = np.array([[0.1], [0.5], [0.9]]) + np.random.default_rng(0).normal(0, 0.01, (3, 100))
    assert rank_ranges(draws, METRICS["log_loss"]) == [(1, 1), (2, 2), (3, 3)]
    assert rank_ranges(draws[::-1], METRICS["accuracy"]) == [(1, 1), (2, 2), (3, 3)]


def test_ranges_on_a_board(sqlite_url: str, open_ledger: OpenLedger) -> None:
    ledger = open_ledger(sqlite_url, CONTEST, SOLUTION)
    for team, data in {
        "best": two_parts(0.99, 0.5),
        "even": answers(1, 0.6),
        "odd": answers(2, 0.6),
        "worst": two_parts(0.01, 0.5),
    }.items():
        ledger.add_team(team, NOW)
        ledger.accept(team, "x.csv", data, NOW)
    ranges = {row.team: row.could_be for row in ledger.public_rows(NOW)}
    assert ranges["best"] == (1, 1)
    assert ranges["worst"] == (4, 4)
    assert ranges["even"] == ranges["odd"] == (2, 3)


def test_the_public_board_is_the_same_whatever_the_private_pictures_say(
    sqlite_url: str, open_ledger: OpenLedger
) -> None:
    """Two files alike on the public pictures share a score, and their place goes by who came first."""
    ledger = open_ledger(sqlite_url, CONTEST, SOLUTION)
    for team, private in (("a", 0.1), ("b", 0.9)):
        ledger.add_team(team, NOW)
        ledger.accept(team, "x.csv", two_parts(0.8, private), NOW)
    first, second = ledger.public_rows(NOW)
    assert (first.team, second.team) == ("a", "b")
    assert first.score == second.score
    assert [row.team for row in ledger.private_rows()] == ["b", "a"]


@pytest.mark.parametrize("ladder", [False, True])
def test_nothing_a_team_sees_hangs_on_private_labels(sqlite_url: str, open_ledger: OpenLedger, ladder: bool) -> None:
    """Two contests that differ in the private labels alone look the same to every team, until the reveal."""
    private = np.array(SOLUTION.usage) == "Private"
    other = replace(SOLUTION, targets=np.where(private, (SOLUTION.targets + 1) % 3, SOLUTION.targets))
    seen = []
    for number, hidden in enumerate((SOLUTION, other)):
        ledger = open_ledger(f"{sqlite_url}{number}", contest(ladder=ladder), hidden)
        for team in ("a", "b", "c"):
            ledger.add_team(team, NOW)
        for seed in range(12):
            ledger.accept("abc"[seed % 3], f"{seed}.csv", answers(seed, 0.3), NOW)
        ledger.close(NOW)
        public = ledger.public_rows(NOW), [ledger.submissions(team) for team in "abc"], ledger.changes()
        seen.append((public, ledger.private_rows()))
    assert seen[0][0] == seen[1][0]
    assert seen[0][1] != seen[1][1]
