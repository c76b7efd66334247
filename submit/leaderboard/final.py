"""Which entries count: for the board while the contest runs, and at the end. Pure functions."""

from collections.abc import Iterable, Sequence

from competition.metrics import Metric
from submit.leaderboard.records import SCORED, Submission
from submit.leaderboard.standings import rank_key


def eligible(entries: Iterable[Submission]) -> list[Submission]:
    """Those that may rank: valid, in time and not hidden."""
    return [entry for entry in entries if entry.state == SCORED and not entry.is_late and not entry.is_hidden]


def best(entries: Iterable[Submission], usage: str, metric: Metric, decimals: int) -> list[Submission]:
    """The entries by one of their scores, the best first; what looks equal is equal, and the earlier one goes first."""
    return sorted(entries, key=lambda entry: (rank_key(metric, entry.scores[usage].value, decimals), entry.id))


def finals(
    entries: Iterable[Submission], chosen: Sequence[int], n_final: int, usage: str, metric: Metric, decimals: int
) -> list[Submission]:
    """Which of a team's entries count at the end: those it chose, or its best public ones where it chose none.

    Args:
        entries: The team's, in any order.
        chosen: Ids, as the team said last; one that may not rank any more, being hidden since, is passed over.
        n_final: How many count at most.
        usage: The public score's name.
        metric: Its direction.
        decimals: As many as count.
    """
    known = eligible(entries)
    picked = [entry for entry in known if entry.id in chosen[:n_final]]
    return picked or best(known, usage, metric, decimals)[:n_final]


def by_team(entries: Iterable[Submission]) -> dict[str, list[Submission]]:
    """The entries of each team, in the order they came."""
    found: dict[str, list[Submission]] = {}
    for entry in entries:
        found.setdefault(entry.team, []).append(entry)
    return found
