"""What each may see of a ledger's history: teams their own without the private scores, everybody the public board.

Whatever is computed for teams is given a history from which the private scores were taken out first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from competition.metrics import Metric
from submit.leaderboard.final import by_team, finals
from submit.leaderboard.history import History
from submit.leaderboard.ranking import Draws, all_eligible, ranked_rows
from submit.leaderboard.records import RankedRow


@dataclass(frozen=True)
class Scoring:
    """How a contest ranks: its metric, and the names of the public score and of the one that decides at the end."""

    metric: Metric
    public: str
    private: str


def without_private(history: History, scoring: Scoring) -> History:
    """The history as the public may know it."""
    entries = (
        replace(entry, scores={usage: score for usage, score in entry.scores.items() if usage == scoring.public})
        for entry in history.entries
    )
    return replace(history, entries=tuple(entries))


def with_finals(history: History, scoring: Scoring) -> History:
    """The history with the entries marked that count at the end; public scores decide."""
    rules = history.rules
    ids = {
        entry.id
        for team, those in by_team(history.entries).items()
        for entry in finals(
            those, history.chosen.get(team, ()), rules.n_final, scoring.public, scoring.metric, rules.decimals
        )
    }
    return replace(history, entries=tuple(replace(entry, is_final=entry.id in ids) for entry in history.entries))


def with_all_scores(history: History, public: History) -> History:
    """What the public knows of a history, with its private scores again."""
    pairs = zip(history.entries, public.entries, strict=True)
    return replace(history, entries=tuple(replace(seen, scores=entry.scores) for entry, seen in pairs))


def public_board(history: History, scoring: Scoring, draws: Draws) -> list[RankedRow]:
    """Each team by its best public score.

    Args:
        history: Without private scores.
        scoring: How the contest ranks.
        draws: The resampled public scores.
    """
    usages = (scoring.public, scoring.public)
    counting = all_eligible(history.entries)
    return ranked_rows(history.entries, counting, usages, scoring.metric, history.rules.decimals, draws)


def private_board(history: History, scoring: Scoring, public: Sequence[RankedRow], draws: Draws) -> list[RankedRow]:
    """Each team by the private score of its best final entry, with how far it rose.

    Args:
        history: With all scores, and the final entries marked.
        scoring: How the contest ranks.
        public: The public board, from which teams rise and fall.
        draws: The resampled private scores.
    """
    counting = by_team(entry for entry in history.entries if entry.is_final)
    usages = (scoring.private, scoring.public)
    rows = ranked_rows(history.entries, counting, usages, scoring.metric, history.rules.decimals, draws)
    before = {row.team: row.rank for row in public}
    return [replace(row, change=before[row.team] - row.rank) for row in rows]
