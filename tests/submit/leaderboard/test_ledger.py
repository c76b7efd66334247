"""A ledger keeps what it was given, and tells each only what is theirs."""

import hashlib
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from competition.contest import LeaderboardRules
from competition.errors import ClosedError, ContestError, LedgerError, LimitError, SolutionError, TooLargeError
from competition.solution import Solution
from submit.leaderboard.database import opened, writing
from submit.leaderboard.ledger import Ledger
from submit.leaderboard.records import CLOSED, INVALID, OPEN, REVEALED, SCORED
from tests.boards import BAD, CONTEST, NOW, SOLUTION, OpenLedger, answers, contest, two_parts


def with_teams(ledger: Ledger, *names: str) -> Ledger:
    for name in names:
        ledger.add_team(name, NOW)
    return ledger


def test_an_entry_is_kept_with_its_bytes(ledger: Ledger) -> None:
    with_teams(ledger, "犬")
    data = answers(0)
    entry = ledger.accept("犬", "C:\\runs\\best.csv", data, NOW)
    assert (entry.state, entry.file, entry.team, entry.n_bytes) == (SCORED, "best.csv", "犬", len(data))
    assert entry.sha256 == hashlib.sha256(data).hexdigest()
    assert entry.received == NOW
    assert ledger.file_of(entry.id) == data
    assert ledger.submissions("犬") == [entry]


def test_a_team_sees_no_private_score_and_nobody_elses_entries(ledger: Ledger) -> None:
    with_teams(ledger, "a", "b")
    ledger.accept("a", "a.csv", answers(0), NOW)
    ledger.accept("b", "b.csv", answers(1), NOW)
    assert [list(entry.scores) for entry in ledger.submissions("a")] == [["Public"]]
    assert {entry.team for entry in ledger.submissions("a")} == {"a"}
    assert [set(entry.scores) for entry in ledger.submissions()] == [{"Public", "Private"}] * 2
    ledger.reveal(NOW)
    assert set(ledger.submissions("a")[0].scores) == {"Public", "Private"}


def test_a_bad_file_says_everything_and_does_not_count(ledger: Ledger) -> None:
    with_teams(ledger, "a")
    before = ledger.left_today("a", NOW)
    entry = ledger.accept("a", "bad.csv", BAD, NOW)
    assert entry.state == INVALID
    assert len(entry.problems) >= 2
    assert not entry.scores
    assert ledger.left_today("a", NOW) == before
    assert ledger.public_rows(NOW) == []


def test_the_daily_limit_follows_the_contests_midnight(ledger: Ledger) -> None:
    with_teams(ledger, "a", "b")
    for seed in range(5):
        ledger.accept("a", "a.csv", answers(seed), NOW)
    assert ledger.left_today("a", NOW) == 0
    with pytest.raises(LimitError, match="5 entries a day .* 2026-11-21 00:00"):
        ledger.accept("a", "a.csv", answers(9), NOW)
    # Noon in Tokyo was 03:00 in UTC; 15:00 there is midnight.
    with pytest.raises(LimitError):
        ledger.accept("a", "a.csv", answers(9), NOW + timedelta(hours=11, minutes=59))
    assert ledger.accept("a", "a.csv", answers(9), NOW + timedelta(hours=12)).state == SCORED
    assert ledger.accept("b", "b.csv", answers(9), NOW).state == SCORED
    assert len(ledger.submissions()) == 7


def test_a_clock_set_back_gives_nobody_a_day(ledger: Ledger) -> None:
    with_teams(ledger, "a")
    for seed in range(5):
        ledger.accept("a", "a.csv", answers(seed), NOW)
    yesterday = NOW - timedelta(days=1)
    assert ledger.left_today("a", yesterday) == 0
    with pytest.raises(LimitError):
        ledger.accept("a", "a.csv", answers(7), yesterday)


@settings(max_examples=8)
@given(st.integers(1, 3), st.lists(st.tuples(st.integers(-40, 40), st.booleans()), min_size=1, max_size=14))
def test_no_day_ever_has_more_than_its_limit(limit: int, uploads: list[tuple[int, bool]]) -> None:
    """Whatever the clock does and whichever files are valid: none is refused without need, none too many is taken."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(f"sqlite:///{folder}/board.sqlite", contest(daily_limit=limit), SOLUTION) as ledger,
    ):
        ledger.add_team("a", NOW)
        days: list[date] = []
        for number, (hours, is_valid) in enumerate(uploads):
            now = NOW + timedelta(hours=hours)
            today = now.astimezone(ZoneInfo("Asia/Tokyo")).date()
            n_counted = sum(day >= today for day in days)
            assert ledger.left_today("a", now) == max(0, limit - n_counted)
            try:
                ledger.accept("a", "a.csv", answers(number) if is_valid else BAD, now)
                assert n_counted < limit
                days += [today] if is_valid else []
            except LimitError:
                assert n_counted >= limit
        assert max(Counter(days).values(), default=0) <= limit


def test_equal_scores_go_to_the_earlier_entry_whatever_the_clock_says(ledger: Ledger) -> None:
    with_teams(ledger, "early", "late")
    ledger.accept("early", "x.csv", answers(0), NOW)
    ledger.accept("late", "x.csv", answers(0), NOW - timedelta(hours=5))
    assert [(row.rank, row.team) for row in ledger.public_rows(NOW)] == [(1, "early"), (2, "late")]


def test_no_limit(url: str, open_ledger: OpenLedger) -> None:
    ledger = with_teams(open_ledger(url, contest(daily_limit=0), SOLUTION), "a")
    for seed in range(7):
        ledger.accept("a", "a.csv", answers(seed), NOW)
    assert ledger.left_today("a", NOW) is None


def test_a_file_that_is_too_large_is_not_kept(sqlite_url: str, open_ledger: OpenLedger) -> None:
    ledger = with_teams(open_ledger(sqlite_url, contest(size_limit_mb=1), SOLUTION), "a")
    with pytest.raises(TooLargeError, match="at most 1 MB"):
        ledger.accept("a", "a.csv", b"x" * 1_000_001, NOW)
    assert ledger.submissions() == []


def test_the_deadline_closes_the_board_and_late_files_are_only_scored(ledger: Ledger) -> None:
    with_teams(ledger, "a", "b")
    ledger.change_rules(LeaderboardRules(deadline="2026-11-20 13:00"), NOW)
    ledger.accept("a", "a.csv", answers(0, 0.1), NOW)
    after = NOW + timedelta(hours=1, seconds=1)
    assert ledger.state(NOW + timedelta(hours=1)).word == OPEN
    assert ledger.state(after).word == CLOSED
    late = ledger.accept("b", "b.csv", answers(1, 2.0), after)
    assert (late.state, late.is_late) == (SCORED, True)
    assert [row.team for row in ledger.public_rows(after)] == ["a"]
    assert [row.team for row in ledger.private_rows()] == ["a"]
    with pytest.raises(ClosedError):
        ledger.select_final("a", [1], after)
    ledger.change_rules(LeaderboardRules(deadline="2026-11-20 13:00", late_entries=False), after)
    with pytest.raises(ClosedError):
        ledger.accept("b", "b.csv", answers(1, 2.0), after)


def test_closed_and_opened_by_hand(ledger: Ledger) -> None:
    with_teams(ledger, "a")
    ledger.close(NOW)
    assert ledger.state(NOW).word == CLOSED
    with pytest.raises(ClosedError):
        ledger.accept("a", "a.csv", answers(0), NOW)
    # Whatever the clock says.
    with pytest.raises(ClosedError):
        ledger.accept("a", "a.csv", answers(0), NOW - timedelta(days=1))
    ledger.reopen(NOW)
    ledger.accept("a", "a.csv", answers(0), NOW)
    ledger.reveal(NOW)
    assert ledger.state(NOW).word == REVEALED
    with pytest.raises(ClosedError):
        ledger.accept("a", "a.csv", answers(1), NOW)


def test_the_final_selection_decides_the_end(ledger: Ledger) -> None:
    with_teams(ledger, "a", "b")
    lucky = ledger.accept("a", "lucky.csv", two_parts(0.9, 0.4), NOW)
    honest = ledger.accept("a", "honest.csv", two_parts(0.7, 0.8), NOW)
    ledger.accept("a", "second.csv", two_parts(0.8, 0.3), NOW)
    ledger.accept("b", "b.csv", two_parts(0.85, 0.6), NOW)
    assert [row.team for row in ledger.public_rows(NOW)] == ["a", "b"]
    # Nothing chosen: the two best public ones count.
    assert [(row.team, row.change) for row in ledger.private_rows()] == [("b", 1), ("a", -1)]
    ledger.select_final("a", [honest.id, lucky.id], NOW)
    rows = ledger.private_rows()
    assert [(row.team, row.entry, row.change) for row in rows] == [("a", honest.id, 0), ("b", 4, 0)]
    assert {entry.id for entry in ledger.submissions("a") if entry.is_final} == {honest.id, lucky.id}
    ledger.select_final("a", [], NOW)
    assert ledger.private_rows()[0].team == "b"


def test_only_own_valid_entries_can_be_chosen(ledger: Ledger) -> None:
    with_teams(ledger, "a", "b")
    own = ledger.accept("a", "a.csv", answers(0), NOW)
    bad = ledger.accept("a", "bad.csv", BAD, NOW)
    other = ledger.accept("b", "b.csv", answers(1), NOW)
    for ids in ([bad.id], [other.id], [own.id, 99]):
        with pytest.raises(LimitError):
            ledger.select_final("a", ids, NOW)
    with pytest.raises(LimitError, match="At most 2"):
        ledger.select_final("a", [1, 2, 3], NOW)
    ledger.hide(own.id, True, NOW)
    with pytest.raises(LimitError):
        ledger.select_final("a", [own.id], NOW)


def test_a_hidden_entry_is_off_every_board(ledger: Ledger) -> None:
    with_teams(ledger, "a", "b")
    best = ledger.accept("a", "best.csv", answers(0, 2.0), NOW)
    ledger.accept("a", "other.csv", answers(1, 0.1), NOW)
    ledger.accept("b", "b.csv", answers(2, 0.5), NOW)
    ledger.hide(best.id, True, NOW)
    assert [row.team for row in ledger.public_rows(NOW)] == ["b", "a"]
    assert [row.team for row in ledger.private_rows()] == ["b", "a"]
    assert [entry.is_hidden for entry in ledger.submissions("a")] == [False, True]
    ledger.hide(best.id, False, NOW)
    assert [row.team for row in ledger.public_rows(NOW)] == ["a", "b"]
    with pytest.raises(LedgerError, match="no submission 77"):
        ledger.hide(77, True, NOW)


def test_what_anybody_adds_changes_the_word(ledger: Ledger) -> None:
    words = [ledger.changes()]

    def changed() -> bool:
        words.append(ledger.changes())
        return words[-1] not in words[:-1]

    with_teams(ledger, "a")
    assert changed()
    entry = ledger.accept("a", "a.csv", answers(0), NOW)
    assert changed()
    ledger.hide(entry.id, True, NOW)
    assert changed()
    ledger.hide(entry.id, False, NOW)
    assert changed()
    ledger.select_final("a", [entry.id], NOW)
    assert changed()
    ledger.change_rules(LeaderboardRules(decimals=3), NOW)
    assert changed()
    ledger.close(NOW)
    assert changed()


def test_rules_follow_the_page_and_the_organizer(url: str, open_ledger: OpenLedger) -> None:
    ledger = open_ledger(url, contest(daily_limit=3), SOLUTION)
    assert ledger.state(NOW).rules.daily_limit == 3
    ledger.change_rules(LeaderboardRules(daily_limit=9), NOW)
    ledger.close_connections()
    # The same page again does not take the organizer's change back; another page does.
    ledger = open_ledger(url, contest(daily_limit=3), SOLUTION)
    assert ledger.state(NOW).rules.daily_limit == 9
    ledger.close_connections()
    ledger = open_ledger(url, contest(daily_limit=4), SOLUTION)
    assert ledger.state(NOW).rules.daily_limit == 4
    with pytest.raises(ContestError, match="n_final"):
        ledger.change_rules(LeaderboardRules(n_final=0), NOW)


def test_another_contests_ledger_is_refused(sqlite_url: str, open_ledger: OpenLedger) -> None:
    open_ledger(sqlite_url, CONTEST, SOLUTION)
    with pytest.raises(LedgerError, match="metric"):
        open_ledger(sqlite_url, replace(CONTEST, metric="accuracy"), SOLUTION)


def test_a_solution_without_public_pictures_is_refused(sqlite_url: str, open_ledger: OpenLedger) -> None:
    private = Solution(SOLUTION.ids, SOLUTION.targets, ("Private",) * len(SOLUTION.ids))
    with pytest.raises(SolutionError, match="private"):
        open_ledger(sqlite_url, CONTEST, private)


def test_a_solution_without_usage_has_one_score(sqlite_url: str, open_ledger: OpenLedger) -> None:
    ledger = with_teams(open_ledger(sqlite_url, CONTEST, Solution(SOLUTION.ids, SOLUTION.targets)), "a")
    entry = ledger.accept("a", "a.csv", answers(0), NOW)
    assert list(entry.scores) == [""]
    assert ledger.usages() == ("", "")
    assert [row.score for row in ledger.private_rows()] == [row.score for row in ledger.public_rows(NOW)]


def test_the_solution_of_the_first_opening_holds(sqlite_url: str, open_ledger: OpenLedger) -> None:
    open_ledger(sqlite_url, CONTEST, SOLUTION)
    wrong = Solution(SOLUTION.ids, (SOLUTION.targets + 1) % 3, SOLUTION.usage)
    ledger = with_teams(open_ledger(sqlite_url, CONTEST, wrong), "a")
    assert ledger.knows(SOLUTION)
    assert not ledger.knows(wrong)
    score = ledger.accept("a", "a.csv", answers(0, 5.0), NOW).scores["Public"].value
    assert score < 0.5


def test_rows_are_only_added(url: str, open_ledger: OpenLedger) -> None:
    ledger = with_teams(open_ledger(url, CONTEST, SOLUTION), "a")
    ledger.accept("a", "a.csv", answers(0), NOW)
    ledger.close_connections()
    engine = opened(url)
    for statement in ("update submissions set file = 'x'", "delete from verdicts", "update scores set value = 0"):
        with pytest.raises(LedgerError, match="only added"), writing(engine) as connection:
            connection.execute(text(statement))
    engine.dispose()


def test_a_team_that_is_not_there(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no team 'nobody'"):
        ledger.accept("nobody", "a.csv", answers(0), NOW)


def test_faulty_files_do_not_fill_the_disk(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, open_ledger: OpenLedger
) -> None:
    monkeypatch.setattr("submit.leaderboard.rules.MOST_FILES_A_DAY", 6)
    ledger = with_teams(open_ledger(sqlite_url, CONTEST, SOLUTION), "a")
    for _time in range(6):
        ledger.accept("a", "bad.csv", BAD, NOW)
    with pytest.raises(LimitError, match="most of them invalid"):
        ledger.accept("a", "a.csv", answers(0), NOW)
