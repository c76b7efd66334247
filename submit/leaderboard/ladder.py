"""The Ladder (Blum and Hardt, 2015): a team learns a new public score only where it is surely better than its best.

Whoever sends many files and keeps what happened to score well climbs by chance. Here a file that is not clearly better
shows the best score so far, so that probing the public pictures answers nothing.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from competition.metrics import Metric
from submit.leaderboard.boards import Scoring
from submit.leaderboard.final import by_team
from submit.leaderboard.history import History
from submit.leaderboard.ranking import Draws
from submit.leaderboard.records import SCORED, Submission
from submit.score import Score


def laddered(history: History, scoring: Scoring, draws: Draws) -> History:
    """The history with the public scores that the Ladder shows in the place of those that were reached.

    Args:
        history: Without private scores, the oldest entry first.
        scoring: How the contest ranks.
        draws: The resampled public scores; asked for where an entry seems better than its team's best only.
    """
    shown: dict[int, Score] = {}
    for those in by_team(history.entries).values():
        shown |= _climbed(those, scoring.public, scoring.metric, draws)
    entries = (
        replace(entry, scores={scoring.public: shown[entry.id]} if entry.id in shown else {})
        for entry in history.entries
    )
    return replace(history, entries=tuple(entries))


def _climbed(entries: Iterable[Submission], usage: str, metric: Metric, draws: Draws) -> dict[int, Score]:
    """What is shown after each of a team's entries, by their ids; nothing for one that is hidden or invalid."""
    shown: dict[int, Score] = {}
    # A late entry ranks nowhere: no entry in time is shown with its score.
    bests: dict[bool, Submission] = {}
    for entry in entries:
        if entry.state != SCORED or entry.is_hidden:
            continue
        best = bests.get(entry.is_late)
        if best is None or _is_step(best, entry, usage, metric, draws):
            best = bests[entry.is_late] = entry
        shown[entry.id] = _rounded(best.scores[usage])
    return shown


def _is_step(best: Submission, entry: Submission, usage: str, metric: Metric, draws: Draws) -> bool:
    """Whether an entry is better than the best by more than the standard error of the difference.

    This is the parameter-free Ladder; the resamples know the error of any metric, not of a mean alone.
    """
    gain = metric.key(best.scores[usage].value) - metric.key(entry.scores[usage].value)
    if gain <= 0:
        return False
    before, after = draws([best.id, entry.id])
    return gain > float(np.std(after - before))


def _rounded(score: Score) -> Score:
    """To steps of 1/n, as the Ladder asks for: the digits behind say more about the pictures than about the model."""
    numbers = {name: round(getattr(score, name) * score.n_rows) / score.n_rows for name in ("value", "low", "high")}
    return replace(score, **numbers)
