"""Whether what files tell besides their pictures gives the labels away: a small model must not beat chance on it.

Pure: tables of clues (`competition.auditing.clues`) and labels come in, how often they are guessed goes out.
"""

from dataclasses import dataclass, field

import numpy as np

# The true labels must be guessed better than each of so many shuffles of them: by chance that happens once in 2,000.
N_SHUFFLES = 1999
_N_FOLDS = 3
_N_TREES = 40
_DEPTH = 14
# More pictures would only find what is too faint to help anybody.
_MOST_PICTURES = 20_000


@dataclass(frozen=True)
class Guesses:
    """How well labels were guessed from one kind of clue.

    Args:
        right: The share guessed right, from 0 to 1.
        chance: The share that the same guesses get right when the labels are shuffled.
        p_value: How often shuffled labels fit the guesses as well as the true ones do.
        hits: Rows that were guessed right, int (n_hits,).
    """

    right: float
    chance: float
    p_value: float
    hits: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def beats_chance(self) -> bool:
        """Whether not one shuffle came up to it."""
        return self.p_value <= 1 / (N_SHUFFLES + 1)

    @property
    def gain(self) -> float:
        """How far from chance (0) to certainty (1) the clue leads."""
        return (self.right - self.chance) / (1 - self.chance) if self.chance < 1 else 0.0


def cross_guessed(table: np.ndarray, targets: np.ndarray, seed: int = 0) -> Guesses:
    """How well a small forest guesses labels of pictures it did not learn from.

    Args:
        table: Clues, float (n, n_columns).
        targets: Class numbers, int (n,).
        seed: Of the folds, the trees and the shuffles.
    """
    from sklearn.model_selection import StratifiedKFold

    rng = np.random.default_rng(seed)
    rows = _usable(targets, rng)
    table, targets = table[rows], targets[rows]
    if not table.shape[1] or len(np.unique(targets)) < 2 or (table == table[0]).all():
        return Guesses(0.0, 0.0, 1.0)
    guesses, folds = np.empty(len(rows), dtype=np.int64), np.empty(len(rows), dtype=np.int64)
    dealt = StratifiedKFold(_N_FOLDS, shuffle=True, random_state=seed).split(table, targets)
    for fold, (learned, asked) in enumerate(dealt):
        guesses[asked], folds[asked] = _guessed(table[learned], targets[learned], table[asked], seed), fold
    return _against_shuffles(guesses, targets, folds, rows, rng)


def carried_over(
    table: np.ndarray, targets: np.ndarray, asked: np.ndarray, answers: np.ndarray, seed: int = 0
) -> Guesses:
    """How well what was learned from the training part's clues guesses the labels of the test part.

    Args:
        table: Clues of the training part, float (n, n_columns).
        targets: Its class numbers, int (n,).
        asked: Clues of the test part, float (m, n_columns).
        answers: Its class numbers, int (m,).
        seed: Of the trees and the shuffles.
    """
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(targets))[:_MOST_PICTURES]
    if not table.shape[1] or (table == table[0]).all():
        return Guesses(0.0, 0.0, 1.0)
    guesses = _guessed(table[rows], targets[rows], asked, seed)
    every = np.arange(len(answers))
    return _against_shuffles(guesses, answers, np.zeros_like(every), every, rng)


def _usable(targets: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The rows of classes large enough for every fold; some of them where there are very many. Sorted."""
    counts = np.bincount(targets)
    rows = np.flatnonzero(counts[targets] >= _N_FOLDS)
    kept = np.sort(rng.permutation(rows)[:_MOST_PICTURES])
    counts = np.bincount(targets[kept], minlength=len(counts))
    return kept[counts[targets[kept]] >= _N_FOLDS]


def _guessed(table: np.ndarray, targets: np.ndarray, asked: np.ndarray, seed: int) -> np.ndarray:
    """What a forest that learned from some pictures says of others, int (n_asked,)."""
    from sklearn.ensemble import RandomForestClassifier

    # Balanced, so that it does not say the largest class of everything, which would find nothing.
    forest = RandomForestClassifier(
        _N_TREES, max_depth=_DEPTH, min_samples_leaf=3, class_weight="balanced", n_jobs=2, random_state=seed
    )
    guessed: np.ndarray = forest.fit(table, targets).predict(asked)
    return guessed


def _against_shuffles(
    guesses: np.ndarray, targets: np.ndarray, folds: np.ndarray, rows: np.ndarray, rng: np.random.Generator
) -> Guesses:
    """Guesses held against the true labels and against many shuffles of them, each within its fold."""
    from scipy.stats import random_table

    n_classes = int(max(guesses.max(), targets.max())) + 1
    hits, shuffled = 0, np.zeros(N_SHUFFLES, dtype=np.int64)
    for fold in np.unique(folds):
        said, true = guesses[folds == fold], targets[folds == fold]
        hits += int((said == true).sum())
        # What a shuffle changes is only how many pictures of a class were called what.
        counts = (np.bincount(numbers, minlength=n_classes) for numbers in (said, true))
        shuffled += random_table(*counts, seed=rng).rvs(N_SHUFFLES).trace(axis1=1, axis2=2).astype(np.int64)
    p_value = (1 + np.count_nonzero(shuffled >= hits)) / (1 + N_SHUFFLES)
    n = len(targets)
    return Guesses(hits / n, float(shuffled.mean()) / n, float(p_value), rows[guesses == targets])
