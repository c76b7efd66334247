"""From entries to the rows of a board, as pure functions; which entries count is decided in `final`.

How sure a rank is comes from the paired bootstrap: all teams are ranked anew on each resample of the pictures.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from competition.metrics import Metric
from submit.leaderboard.final import best, by_team, eligible
from submit.leaderboard.records import RankedRow, Submission
from submit.score import CONFIDENCE

# Gives the resampled scores of some entries, by their ids, in their order: float64 (len(ids), n_draws).
Draws = Callable[[Sequence[int]], np.ndarray]


def ranked_rows(
    entries: Sequence[Submission],
    counting: Mapping[str, Sequence[Submission]],
    usages: tuple[str, str],
    metric: Metric,
    decimals: int,
    draws: Draws,
) -> list[RankedRow]:
    """One row for each team that has an entry that counts, the best first.

    Args:
        entries: All there are; how many a team has of them is shown.
        counting: By team, the entries of which the best one ranks.
        usages: The names of the score that ranks and of the public score.
        metric: Its direction.
        decimals: As many as count.
        draws: The resampled scores of entries.
    """
    usage, public = usages
    tops = best(
        (best(those, usage, metric, decimals)[0] for those in counting.values() if those), usage, metric, decimals
    )
    if not tops:
        return []
    ranges = rank_ranges(draws([entry.id for entry in tops]), metric)
    of_team = by_team(entry for entry in entries if entry.scores and not entry.is_late)
    return [
        RankedRow(
            rank=rank,
            could_be=could_be,
            team=entry.team,
            score=entry.scores[usage],
            public=entry.scores[public],
            n_entries=len(of_team[entry.team]),
            last=max(one.received for one in of_team[entry.team]),
            entry=entry.id,
        )
        for rank, (entry, could_be) in enumerate(zip(tops, ranges, strict=True), start=1)
    ]


def all_eligible(entries: Sequence[Submission]) -> dict[str, list[Submission]]:
    """What counts on the public board: every entry that may rank, by team."""
    return by_team(eligible(entries))


def rank_ranges(draws: np.ndarray, metric: Metric) -> list[tuple[int, int]]:
    """Between which ranks each entry lies in 95 of 100 resamples of the pictures; its own rank is always among them.

    Args:
        draws: The score of each resample, float64 (n_entries, n_draws), the entries in the order of the board.
        metric: Its direction.

    >>> from competition.metrics import METRICS
    >>> rank_ranges(np.array([[0.1, 0.1, 0.3], [0.2, 0.2, 0.2], [0.9, 0.9, 0.9]]), METRICS["log_loss"])
    [(1, 2), (1, 2), (3, 3)]
    """
    # Of equals, the one that stands first comes first, as on the board.
    order = np.argsort(-draws if metric.greater_is_better else draws, axis=0, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, len(draws) + 1)[:, None], axis=0)
    beyond = (1 - CONFIDENCE) / 2
    low = np.quantile(ranks, beyond, axis=1, method="lower")
    high = np.quantile(ranks, 1 - beyond, axis=1, method="higher")
    own = np.arange(1, len(draws) + 1)
    return [(int(lo), int(hi)) for lo, hi in zip(np.minimum(low, own), np.maximum(high, own), strict=True)]
