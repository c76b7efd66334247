"""Which two files to select in the end, and what the gap between cross-validation and leaderboard means.

Pure: the journal's entries come in, candidates and numbers go out. The journal itself is `submit.journal`.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from competition.metrics import Metric
from competition.runs import BLEND
from submit.journal import Entry

# With fewer files, any order comes about by chance too often to speak of agreement.
FEWEST_TO_RANK = 5
# A file is left out of a picture of several when it lies so many times as far from the middle as most.
_FAR, _FEW = 5.0, 4


@dataclass(frozen=True)
class Candidate:
    """A file that a site has, with what is known of it here and there.

    Args:
        name: Of its run, or of the file where no run is known.
        recipe: How its run was made; empty where no run is known.
        when: When it was sent, or scored last.
        cv: Cross-validated score, None where unknown.
        public, private: The site's scores, None where unknown.
        reach, n_judged: Half the width of the held-out score's 95 % interval, and over how many pictures.
    """

    name: str
    recipe: str
    when: str
    cv: float | None = None
    public: float | None = None
    private: float | None = None
    reach: float | None = None
    n_judged: int | None = None


@dataclass(frozen=True)
class Choice:
    """Two files to select.

    Args:
        first: The best by cross-validation.
        second: The best on the board; or, where that is the same file, the best of another kind.
        is_same: Whether one file is the best by both.
    """

    first: Candidate
    second: Candidate
    is_same: bool


@dataclass(frozen=True)
class Gap:
    """How cross-validation and board go together.

    Args:
        n_files: How many files have both scores.
        offset: Board minus cross-validation, the median over the files.
        agreement: Spearman's rank correlation (1904), -1 … 1; None with too few files or all alike.
        board_reach: Half the width of a board score's 95 % interval; None where no run tells.
    """

    n_files: int
    offset: float
    agreement: float | None
    board_reach: float | None


def candidates(entries: Sequence[Entry]) -> list[Candidate]:
    """The files that arrived at a site, each once, in the order in which they first did."""
    written = {one.sha256: one for one in entries if one.event == "written"}
    arrived: dict[str, Entry] = {}
    for one in entries:
        if one.event == "sent" and one.sha256 not in arrived or one.event == "scored":
            arrived[one.sha256] = one
        elif one.event == "failed":
            arrived.pop(one.sha256, None)
    locally = {sha256: written.get(sha256, one) for sha256, one in arrived.items()}
    names = {sha256: one.run or PurePosixPath(one.file).name for sha256, one in locally.items()}
    # A run that was submitted twice, after other predictions, has two files.
    n_files = Counter(names.values())
    names = {sha256: f"{name} ({sha256[:4]})" if n_files[name] > 1 else name for sha256, name in names.items()}
    return [_candidate(names[sha256], locally[sha256], one) for sha256, one in arrived.items()]


def _candidate(name: str, local: Entry, remote: Entry) -> Candidate:
    return Candidate(
        name,
        local.recipe,
        remote.when,
        local.cv,
        remote.remote_public,
        remote.remote_private,
        local.holdout_reach,
        local.n_holdout,
    )


def choice(several: Sequence[Candidate], metric: Metric) -> Choice | None:
    """The two files to select; None where not two files have what it takes.

    Args:
        several: The files.
        metric: The contest's.
    """
    by_cv = _best(several, metric, lambda one: one.cv)
    by_board = _best(several, metric, lambda one: one.public)
    if by_cv is None or by_board is None:
        return None
    if by_cv is not by_board:
        return Choice(by_cv, by_board, is_same=False)
    others = [one for one in several if one is not by_cv]
    of_other_kinds = [one for one in others if one.recipe != by_cv.recipe]
    blends = [one for one in of_other_kinds if one.recipe == BLEND]
    for pool in (blends, of_other_kinds, others):
        second = _best(pool, metric, lambda one: one.cv) or _best(pool, metric, lambda one: one.public)
        if second is not None:
            return Choice(by_cv, second, is_same=True)
    return None


def unsent(entries: Sequence[Entry], first: Candidate, metric: Metric) -> Entry | None:
    """The best written file by cross-validation that no site has, where it is better than the one chosen by it."""
    there = {one.sha256 for one in entries if one.event in ("sending", "sent", "scored", "failed")}
    known = [one for one in entries if one.event == "written" and one.cv is not None and one.sha256 not in there]
    if not known or first.cv is None:
        return None
    best = min(known, key=lambda one: metric.key(one.cv or 0.0))
    return best if metric.key(best.cv or 0.0) < metric.key(first.cv) else None


def _best(several: Sequence[Candidate], metric: Metric, score: Callable[[Candidate], float | None]) -> Candidate | None:
    known = [(metric.key(value), one) for one in several if (value := score(one)) is not None]
    return min(known, key=lambda pair: pair[0])[1] if known else None


def gap(several: Sequence[Candidate], n_board: int) -> Gap | None:
    """How cross-validation and board go together; None where no file has both scores.

    The board's noise is the held-out part's, which was measured, brought to the board's number of pictures: it
    falls with the root of that number.

    Args:
        several: The files.
        n_board: How many pictures the board is scored on.
    """
    both = [(one.cv, one.public) for one in several if one.cv is not None and one.public is not None]
    if not both:
        return None
    local, remote = np.array(both).T
    reaches = [
        one.reach * (one.n_judged / n_board) ** 0.5
        for one in several
        if one.reach is not None and one.n_judged is not None and n_board > 0
    ]
    agreement = rank_correlation(local, remote) if len(both) >= FEWEST_TO_RANK else None
    return Gap(len(both), float(np.median(remote - local)), agreement, float(np.median(reaches)) if reaches else None)


def near_best(several: Sequence[Candidate]) -> list[Candidate]:
    """The files with both scores, without those so far from the middle that a picture of all would show one heap.

    >>> near_best([Candidate("a", "", "", cv, cv) for cv in (0.7, 0.8, 0.9, 1.0, 5.0)])[-1].cv
    1.0
    """
    both = [one for one in several if one.cv is not None and one.public is not None]
    scores = np.array([one.cv for one in both], dtype=np.float64)
    off = np.abs(scores - np.median(scores)) if both else scores
    reach = _FAR * np.median(off) if len(both) >= _FEW else 0.0
    return [one for one, far in zip(both, off, strict=True) if far <= reach or reach == 0]


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    """Whether two lists rank things alike: 1 quite alike, 0 not at all, -1 the other way round.

    Args:
        a: Scores, float (n,). Equal ones share their mean rank.
        b: Other scores of the same things.

    Returns:
        Spearman's rank correlation; None where one of them ranks nothing, since all are equal.

    >>> rank_correlation(np.array([0.1, 0.2, 0.3]), np.array([5.0, 7.0, 6.0]))
    0.5
    """
    ranks = np.array([_ranks(a), _ranks(b)])
    if (ranks == ranks[:, :1]).all(axis=1).any():
        return None
    return round(float(np.corrcoef(ranks)[0, 1]), 6)


def _ranks(values: np.ndarray) -> np.ndarray:
    _distinct, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((counts.cumsum() - (counts - 1) / 2)[places])
