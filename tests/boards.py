"""A contest in three classes and forty pictures, and files for it as good or bad as a test wants them."""

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from competition.contest import Contest, LeaderboardRules
from competition.solution import Solution
from submit.leaderboard.ledger import Ledger

OpenLedger = Callable[[str, Contest, Solution], Ledger]
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)  # noon in Tokyo
CLASSES = ("cat", "dog", "eel")
CONTEST = Contest("pets", CLASSES, title="Whose pet?")
N_PICTURES = 40


def solution(n: int = N_PICTURES, seed: int = 0) -> Solution:
    """Hidden labels; every other picture is public."""
    ids = tuple(f"p{place:05}.png" for place in range(n))
    targets = np.random.default_rng(seed).integers(0, len(CLASSES), n)
    return Solution(ids, targets, tuple(("Public", "Private")[place % 2] for place in range(n)))


SOLUTION = solution()


def contest(**rules: object) -> Contest:
    """The contest under other rules."""
    return Contest("pets", CLASSES, title="Whose pet?", leaderboard=LeaderboardRules(**rules))  # type: ignore[arg-type]


def answers(seed: int, skill: float = 0.5, hidden: Solution = SOLUTION) -> bytes:
    """A valid file; with more skill a better one, with another seed another one."""
    probabilities = np.random.default_rng(seed).dirichlet([1.0] * len(CLASSES), len(hidden.ids))
    probabilities[np.arange(len(hidden.ids)), hidden.targets] += skill
    return table(probabilities / probabilities.sum(axis=1, keepdims=True), hidden)


def table(probabilities: np.ndarray, hidden: Solution = SOLUTION) -> bytes:
    """These probabilities as a file, with as many digits as tell two files apart."""
    rows = (
        f"{name}," + ",".join(f"{share:.6f}" for share in row) + "\n"
        for name, row in zip(hidden.ids, probabilities.tolist(), strict=True)
    )
    return ("id," + ",".join(CLASSES) + "\n" + "".join(rows)).encode()


def two_parts(public: float, private: float, hidden: Solution = SOLUTION) -> bytes:
    """A file that gives the true class one probability on the public pictures and another on the private ones."""
    assert hidden.usage is not None
    given = np.where(np.array(hidden.usage) == "Public", public, private)
    probabilities = np.repeat((1 - given)[:, None] / (len(CLASSES) - 1), len(CLASSES), axis=1)
    probabilities[np.arange(len(hidden.ids)), hidden.targets] = given
    return table(probabilities, hidden)


BAD = b"id,cat,dog\np00000.png,0.5,0.5\n"
