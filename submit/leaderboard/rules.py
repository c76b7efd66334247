"""The rules of a board as pure functions: days, deadlines, limits and choices. The clock is handed in."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from competition.contest import LeaderboardRules
from competition.errors import ClosedError, LimitError, TooLargeError
from competition.messages import _
from submit.leaderboard.records import CLOSED, OPEN, REVEALED, ContestState

# What is invalid does not count for the daily limit, but it fills the disk all the same.
MOST_FILES_A_DAY = 100
_MB = 1_000_000


def deadline_of(rules: LeaderboardRules) -> datetime | None:
    """The deadline as a moment; one that names no zone of its own is in the contest's.

    >>> deadline_of(LeaderboardRules(deadline="2026-12-01 17:00")).isoformat()
    '2026-12-01T17:00:00+09:00'
    """
    if not rules.deadline:
        return None
    moment = datetime.fromisoformat(rules.deadline)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(rules.time_zone))


def day_of(moment: datetime, rules: LeaderboardRules) -> tuple[datetime, datetime]:
    """Where the day of this moment begins and where the next one does, in the contest's time zone.

    >>> from datetime import UTC
    >>> begin, end = day_of(datetime(2026, 12, 1, 16, tzinfo=UTC), LeaderboardRules())
    >>> begin.isoformat(), end.isoformat()
    ('2026-12-02T00:00:00+09:00', '2026-12-03T00:00:00+09:00')
    """
    zone = ZoneInfo(rules.time_zone)
    date = moment.astimezone(zone).date()
    return datetime.combine(date, time(), zone), datetime.combine(date + timedelta(days=1), time(), zone)


def state_of(
    rules: LeaderboardRules, closed_at: datetime | None, revealed_at: datetime | None, now: datetime
) -> ContestState:
    """Where the contest stands.

    Args:
        rules: Those in force.
        closed_at: When the organizer closed it, if ever.
        revealed_at: When the organizer revealed it, if ever.
        now: The moment.
    """
    deadline = deadline_of(rules)
    is_over = deadline is not None and now > deadline
    takes = not closed_at and not revealed_at and (not is_over or rules.late_entries)
    word = CLOSED if closed_at or is_over else OPEN
    return ContestState(REVEALED if revealed_at else word, takes, rules, deadline, closed_at, revealed_at)


def left(rules: LeaderboardRules, n_counted: int) -> int | None:
    """How many entries a team has left when so many count for today; None where there is no limit.

    >>> left(LeaderboardRules(daily_limit=5), 3), left(LeaderboardRules(daily_limit=5), 7)
    (2, 0)
    """
    return max(0, rules.daily_limit - n_counted) if rules.daily_limit else None


def validate_size(file: str, n_bytes: int, rules: LeaderboardRules) -> None:
    """Make sure that a file is not too large.

    Raises:
        TooLargeError: It is.
    """
    if n_bytes > rules.size_limit_mb * _MB:
        sentence = _("The file is too large: at most {limit} MB were expected, {size} MB came.")
        size = f"{n_bytes / _MB:.1f}"
        raise TooLargeError(file, [sentence.format(limit=rules.size_limit_mb, size=size)])


def validate_entry(file: str, state: ContestState, n_counted: int, n_files: int, next_day: datetime) -> None:
    """Make sure that a team may hand in one more file now.

    Args:
        file: Its name.
        state: Of the contest.
        n_counted: How many of the team's files of this day count: the valid ones and those not yet scored.
        n_files: How many files it sent on this day, invalid ones too.
        next_day: When the next day begins.

    Raises:
        ClosedError: The contest takes nothing any more.
        LimitError: The team has handed in enough for today.
    """
    if not state.takes_entries:
        raise ClosedError(file, [_("The contest is closed.")])
    rules = state.rules
    again = next_day.strftime("%Y-%m-%d %H:%M")
    if left(rules, n_counted) == 0:
        sentence = _("{n} entries a day are allowed, and {n} were made today. The next day begins at {time} ({zone}).")
        raise LimitError(file, [sentence.format(n=rules.daily_limit, time=again, zone=rules.time_zone)])
    if n_files >= max(MOST_FILES_A_DAY, rules.daily_limit) and rules.daily_limit:
        sentence = _("{n} files were sent today, most of them invalid. The next day begins at {time} ({zone}).")
        raise LimitError(file, [sentence.format(n=n_files, time=again, zone=rules.time_zone)])


def validate_choice(ids: list[int], eligible: set[int], state: ContestState) -> None:
    """Make sure that a team may choose these entries for the end.

    Args:
        ids: Of the submissions, each once.
        eligible: The team's valid ones that are neither late nor hidden.
        state: Of the contest.

    Raises:
        ClosedError: The contest is closed.
        LimitError: They are too many, or one is not eligible.
    """
    what = _("The choice")
    if state.word != OPEN:
        raise ClosedError(what, [_("The contest is closed; what was chosen before stays.")])
    if len(ids) > state.rules.n_final:
        sentence = _("At most {most} entries may be chosen, {n} came.")
        raise LimitError(what, [sentence.format(most=state.rules.n_final, n=len(ids))])
    wrong = [str(one) for one in ids if one not in eligible]
    if wrong:
        sentence = _("Not a valid entry of yours that is on the board: {ids}.")
        raise LimitError(what, [sentence.format(ids=", ".join(wrong))])
