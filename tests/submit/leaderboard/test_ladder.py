"""Probing does not climb the Ladder, and a better model does."""

import numpy as np

from tests.boards import CLASSES, CONTEST, NOW, OpenLedger, contest, solution, table, two_parts

HIDDEN = solution(400)


def test_only_clear_steps_are_shown(sqlite_url: str, open_ledger: OpenLedger) -> None:
    ledger = open_ledger(sqlite_url, contest(ladder=True, daily_limit=0), HIDDEN)
    ledger.add_team("a", NOW)
    shown = []
    for given in (0.5, 0.4, 0.6, 0.6000001, 0.7):
        ledger.accept("a", "a.csv", two_parts(given, given, HIDDEN), NOW)
        shown.append(ledger.submissions("a")[0].scores["Public"].value)
    # Steps of 1/200: two hundred pictures are public.
    expected = [round(-np.log(given) * 200) / 200 for given in (0.5, 0.5, 0.6, 0.6, 0.7)]
    assert np.allclose(shown, expected)
    assert ledger.public_rows(NOW)[0].score.value == shown[-1]
    # The organizer sees what was reached.
    assert np.isclose(ledger.submissions()[1].scores["Public"].value, -np.log(0.6000001), atol=1e-5)


def test_noise_is_not_told(sqlite_url: str, open_ledger: OpenLedger) -> None:
    """Guesses that are shuffled a little score a little better now and then: the board stays where it was."""
    ledger = open_ledger(sqlite_url, contest(ladder=True, daily_limit=0), HIDDEN)
    plain = open_ledger(sqlite_url.replace("board", "plain"), contest(daily_limit=0), HIDDEN)
    random = np.random.default_rng(0)
    values = []
    for one in (ledger, plain):
        one.add_team("a", NOW)
    for _probe in range(12):
        noise = 1 / len(CLASSES) + random.normal(0, 0.02, (400, len(CLASSES)))
        data = table(noise / noise.sum(axis=1, keepdims=True), HIDDEN)
        values.append({ledger: 0.0})
        for one in (ledger, plain):
            one.accept("a", "a.csv", data, NOW)
    seen, reached = (
        [entry.scores["Public"].value for entry in reversed(one.submissions("a"))] for one in (ledger, plain)
    )
    assert len(set(reached)) == 12
    assert len(set(seen)) <= 3


def test_a_hidden_entry_leaves_no_trace_on_the_ladder(sqlite_url: str, open_ledger: OpenLedger) -> None:
    ledger = open_ledger(sqlite_url, contest(ladder=True), HIDDEN)
    ledger.add_team("a", NOW)
    best = ledger.accept("a", "best.csv", two_parts(0.9, 0.9, HIDDEN), NOW)
    ledger.accept("a", "other.csv", two_parts(0.5, 0.5, HIDDEN), NOW)
    ledger.hide(best.id, True, NOW)
    assert np.isclose(ledger.public_rows(NOW)[0].score.value, round(-np.log(0.5) * 200) / 200)
    assert CONTEST.leaderboard.ladder is False


def test_a_late_entry_lends_its_score_to_none_in_time(sqlite_url: str, open_ledger: OpenLedger) -> None:
    ledger = open_ledger(sqlite_url, contest(ladder=True, deadline="2026-01-01 00:00"), HIDDEN)
    ledger.add_team("a", NOW)
    late = ledger.accept("a", "late.csv", two_parts(0.9, 0.9, HIDDEN), NOW)
    assert late.is_late
    ledger.change_rules(contest(ladder=True).leaderboard, NOW)
    ledger.accept("a", "in_time.csv", two_parts(0.5, 0.5, HIDDEN), NOW)
    shown = ledger.public_rows(NOW)[0].score
    assert np.isclose(shown.value, -np.log(0.5), atol=1 / 200)
    # Digits that are not shown are not there: they could be asked for.
    assert all(float(200 * number).is_integer() for number in (shown.value, shown.low, shown.high))
