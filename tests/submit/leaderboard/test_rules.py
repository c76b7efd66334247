"""Days, deadlines and limits are counted where the contest is, on every calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.contest import LeaderboardRules
from competition.errors import ClosedError, LimitError, TooLargeError
from submit.leaderboard.records import CLOSED, OPEN, REVEALED
from submit.leaderboard.rules import day_of, deadline_of, left, state_of, validate_entry, validate_size
from tests.boards import NOW

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from(["Asia/Tokyo", "UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia"])


@given(MOMENTS, ZONES)
def test_every_moment_lies_in_its_day(moment: datetime, zone: str) -> None:
    begin, end = day_of(moment, LeaderboardRules(time_zone=zone))
    assert begin <= moment < end
    assert begin.date() == moment.astimezone(ZoneInfo(zone)).date()
    # A day on which clocks are changed has 23 or 25 hours.
    assert timedelta(hours=23) <= end.astimezone(UTC) - begin.astimezone(UTC) <= timedelta(hours=25)
    assert day_of(end, LeaderboardRules(time_zone=zone))[0] == end


def test_a_deadline_is_in_the_contests_zone_unless_it_says_so() -> None:
    tokyo = deadline_of(LeaderboardRules(deadline="2026-12-01 17:00"))
    assert tokyo == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert deadline_of(LeaderboardRules(deadline="2026-12-01T17:00+00:00")) == datetime(2026, 12, 1, 17, tzinfo=UTC)
    assert deadline_of(LeaderboardRules()) is None


def test_the_last_second_still_counts() -> None:
    rules = LeaderboardRules(deadline="2026-11-20 12:00", late_entries=False)
    assert state_of(rules, None, None, NOW).word == OPEN
    after = state_of(rules, None, None, NOW + timedelta(microseconds=1))
    assert (after.word, after.takes_entries) == (CLOSED, False)


def test_a_hand_goes_before_the_clock() -> None:
    assert state_of(LeaderboardRules(), NOW, None, NOW - timedelta(days=9)).word == CLOSED
    revealed = state_of(LeaderboardRules(), NOW, NOW, NOW)
    assert (revealed.word, revealed.takes_entries) == (REVEALED, False)


@given(st.integers(0, 20), st.integers(0, 40))
def test_no_more_than_the_limit(limit: int, n_counted: int) -> None:
    rules = LeaderboardRules(daily_limit=limit)
    state = state_of(rules, None, None, NOW)
    if limit and n_counted >= limit:
        with pytest.raises(LimitError):
            validate_entry("a.csv", state, n_counted, n_counted, NOW)
        assert left(rules, n_counted) == 0
    else:
        validate_entry("a.csv", state, n_counted, n_counted, NOW)
        assert left(rules, n_counted) == (limit - n_counted if limit else None)


def test_a_closed_contest_says_so_before_any_limit() -> None:
    with pytest.raises(ClosedError):
        validate_entry("a.csv", state_of(LeaderboardRules(), NOW, None, NOW), 99, 99, NOW)


def test_a_size_is_exact() -> None:
    validate_size("a.csv", 2_000_000, LeaderboardRules(size_limit_mb=2))
    with pytest.raises(TooLargeError):
        validate_size("a.csv", 2_000_001, LeaderboardRules(size_limit_mb=2))
