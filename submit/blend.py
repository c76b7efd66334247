"""One answer out of several models': weighted means, the weights that suit known answers, an honest try of them.

Weights are chosen greedily, with replacement (Caruana et al., "Ensemble Selection from Libraries of Models", 2004):
start with the best model alone, then add, again and again, whichever makes the mean of all so far best. A model
added three times of thirty weighs a tenth. They are chosen by log loss, whatever the contest is judged by: it hears how
sure each answer is, where accuracy hears a change only when two classes change places.

Everything here is arrays. Which runs they come from is the affair of `submit.parts`.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from competition.calibration import SMALLEST, calibrated, fitted_temperature, log_ratios, sharpened, softmax

ARITHMETIC, GEOMETRIC = "arithmetic", "geometric"
N_STEPS = 30
# So many pictures know twenty weights to a thousandth of log loss; more would only take longer.
MOST_ASKED = 20_000
_N_DEALT = 5


@dataclass(frozen=True)
class Part:
    """What one model answered to pictures it did not learn from.

    Args:
        name: The run's.
        probabilities: float64 (n, n_classes), for the same pictures in the same order as every other part's.
        folds: Which of the run's folds answered each picture, int (n,), counted from 0.
        temperatures: Of each fold, fitted on all that it answered.
    """

    name: str
    probabilities: np.ndarray
    folds: np.ndarray
    temperatures: tuple[float, ...]

    @property
    def by_row(self) -> np.ndarray:
        """The temperature of each picture's fold, float64 (n,)."""
        return np.array(self.temperatures)[self.folds]


@dataclass(frozen=True)
class Choice:
    """How to blend.

    Args:
        mean: `ARITHMETIC` or `GEOMETRIC`.
        weights: Of each part, float64 (n_parts,), from 0 up, summing to 1.
        loss: The log loss it was chosen by, on the very pictures it was chosen on: it flatters.
    """

    mean: str
    weights: np.ndarray
    loss: float

    @property
    def counting(self) -> list[int]:
        """The places of the parts that weigh anything."""
        places: list[int] = np.flatnonzero(self.weights).tolist()
        return places


def blended(tables: Sequence[np.ndarray], weights: np.ndarray, mean: str) -> np.ndarray:
    """The weighted mean of several models' answers.

    The arithmetic mean is the chance that a model drawn by weight is right; one doubting model keeps it from being
    sure. The geometric mean lets every model veto: what one thinks impossible stays impossible.

    Args:
        tables: Calibrated probabilities, float (n, n_classes) each, for the same pictures.
        weights: One for each table, summing to 1.
        mean: `ARITHMETIC` or `GEOMETRIC`.

    Returns:
        float64 (n, n_classes), rows summing to 1.

    >>> sure, even = np.array([[0.9, 0.1]]), np.array([[0.5, 0.5]])
    >>> blended([sure, even], np.array([0.5, 0.5]), "arithmetic")
    array([[0.7, 0.3]])
    >>> blended([sure, even], np.array([0.5, 0.5]), "geometric")
    array([[0.75, 0.25]])
    """
    total = np.zeros(tables[0].shape)
    for table, weight in zip(tables, weights, strict=True):
        total += weight * (np.log(np.clip(table, SMALLEST, None)) if mean == GEOMETRIC else table)
    return softmax(total) if mean == GEOMETRIC else np.asarray(total / total.sum(axis=1, keepdims=True))


def chosen(ratios: np.ndarray, means: Sequence[str]) -> Choice:
    """The weights, and of several means the one, with the least log loss on known answers.

    Args:
        ratios: Of each part, calibrated, as `sharpened` gives them, float32 (n_parts, n_classes, n).
        means: What to choose from, `ARITHMETIC`, `GEOMETRIC` or both.

    Returns:
        Never worse, by what it is chosen by, than the best part alone.
    """
    choices = []
    for mean in means:
        if mean == ARITHMETIC:
            # Only what was given to the true class counts: a twentieth of the work with twenty classes.
            weights, loss = _greedy(1 / np.exp(ratios).sum(axis=1), _arithmetic_loss)
        else:
            weights, loss = _greedy(ratios, _geometric_loss)
        choices.append(Choice(mean, weights, loss))
    return min(choices, key=lambda choice: choice.loss)


def _greedy(parts: np.ndarray, loss: Callable[[np.ndarray], float]) -> tuple[np.ndarray, float]:
    """The weights for a mean of ``parts`` (along their first axis) with the least ``loss``, and that loss."""
    total = np.zeros_like(parts[0])
    counts = np.zeros(len(parts), dtype=np.int64)
    best, best_counts = float("inf"), counts
    for step in range(1, N_STEPS + 1):
        losses = [loss((total + part) / np.float32(step)) for part in parts]
        pick = int(np.argmin(losses))
        total += parts[pick]
        counts[pick] += 1
        if losses[pick] < best:
            best, best_counts = losses[pick], counts.copy()
    return best_counts / best_counts.sum(), best


def _arithmetic_loss(given: np.ndarray) -> float:
    return -float(np.log(np.maximum(given, np.float32(SMALLEST))).mean(dtype=np.float64))


def _geometric_loss(ratios: np.ndarray) -> float:
    return float(np.log(np.exp(ratios, out=ratios).sum(axis=0)).mean(dtype=np.float64))


def final(parts: Sequence[Part], y_true: np.ndarray, means: Sequence[str]) -> Choice:
    """The blend to be used: chosen on pictures of all folds, each fold's answers at the temperature of that fold."""
    rows = _asked(np.arange(len(y_true)))
    ratios = [sharpened(log_ratios(part.probabilities[rows], y_true[rows]), part.by_row[rows]) for part in parts]
    return chosen(np.stack(ratios), means)


def _asked(rows: np.ndarray) -> np.ndarray:
    """All of some pictures or, of very many, every second, every third."""
    return rows[:: -(-len(rows) // MOST_ASKED)]


def cross_fitted(parts: Sequence[Part], y_true: np.ndarray, blocks: np.ndarray, means: Sequence[str]) -> np.ndarray:
    """What blends would answer to pictures that had no say in them.

    For each block of pictures, weights, temperatures and the mean are chosen on all the others. The score of
    these answers is honest; that of `final` on the pictures it was chosen on flatters.

    Args:
        parts: What is blended.
        y_true: Class numbers of the pictures, int (n,).
        blocks: The block of each picture, int (n,), as `blocks_of` gives them.
        means: What to choose from.

    Returns:
        float64 (n, n_classes), rows summing to 1.
    """
    ratios = np.stack([log_ratios(part.probabilities, y_true) for part in parts])

    def answered(inside: np.ndarray) -> np.ndarray:
        others = ratios[:, :, _asked(np.flatnonzero(~inside))]
        temperatures = [fitted_temperature(table) for table in others]
        for table, temperature in zip(others, temperatures, strict=True):
            table[:] = sharpened(table, temperature)
        choice = chosen(others, means)
        tables = [calibrated(parts[place].probabilities[inside], temperatures[place]) for place in choice.counting]
        return blended(tables, choice.weights[choice.counting], choice.mean)

    answers = np.empty_like(parts[0].probabilities)
    insides = [blocks == block for block in np.unique(blocks)]
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        for inside, table in zip(insides, pool.map(answered, insides), strict=True):
            answers[inside] = table
    return answers


def blocks_of(parts: Sequence[Part], y_true: np.ndarray) -> np.ndarray:
    """Which pictures are scored together by a blend that the others chose: the folds of the part that has most.

    Folds keep what belongs together (twins, two photos of one coin) on one side. Where there is only a single hold-out,
    five blocks are dealt, every class evenly.

    Returns:
        int (n,).
    """
    finest = max(parts, key=lambda part: len(np.unique(part.folds)))
    if len(np.unique(finest.folds)) > 1:
        return finest.folds
    dealt = np.empty(len(y_true), dtype=np.int64)
    dealt[np.argsort(y_true, kind="stable")] = np.arange(len(y_true)) % _N_DEALT
    return dealt
