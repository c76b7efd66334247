"""What a run mixes up: which classes, in which order they are best shown, and the answers that are sure and wrong."""

from dataclasses import dataclass

import numpy as np

from submit.report.answers import Answers


@dataclass(frozen=True)
class Confusion:
    """Pictures of one class that were taken for another.

    Args:
        true, chosen: The two classes' numbers.
        n: How many pictures.
        share: Of all pictures of the true class, 0 … 1.
        rows: Which answers, the surest first.
    """

    true: int
    chosen: int
    n: int
    share: float
    rows: tuple[int, ...]


def confusions(answers: Answers, most: int) -> list[Confusion]:
    """The pairs of classes that are mixed up most, the worst first; a single picture is no pair yet."""
    counts = answers.counts.copy()
    np.fill_diagonal(counts, 0)
    found = []
    for place in np.argsort(-counts, axis=None, kind="stable")[:most].tolist():
        true, chosen = divmod(place, len(counts))
        if counts[true, chosen] < 2:
            break
        rows = np.flatnonzero((answers.y_true == true) & (answers.chosen == chosen))
        rows = rows[np.argsort(-answers.sureness[rows], kind="stable")]
        n, n_true = int(counts[true, chosen]), int(answers.counts[true].sum())
        found.append(Confusion(true, chosen, n, n / n_true, tuple(rows.tolist())))
    return found


def confused_order(counts: np.ndarray) -> np.ndarray:
    """The classes in an order in which those that are taken for each other stand side by side.

    Mistakes then lie near the diagonal, in blocks: animals among animals. Classes are joined to groups by how often
    they are mixed up (average linkage), and the groups turned so that neighbours are alike ("Fast optimal leaf
    ordering for hierarchical clustering", Bar-Joseph, Gifford and Jaakkola, 2001).

    Args:
        counts: How often each class (row) was taken for each (column), int (n_classes, n_classes).

    Returns:
        Class numbers, int64 (n_classes,).

    >>> confused_order(np.array([[5, 0, 3, 0], [0, 5, 0, 3], [3, 0, 5, 0], [0, 3, 0, 5]])).tolist()
    [0, 2, 3, 1]
    """
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    n = len(counts)
    if n < 3:
        return np.arange(n)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    apart = 1 - (shares + shares.T) / 2
    np.fill_diagonal(apart, 0)
    distances = squareform(np.maximum(apart, 0), checks=False)
    order: np.ndarray = leaves_list(optimal_leaf_ordering(linkage(distances, "average"), distances)).astype(np.int64)
    # Either end may come first: the one that held the contest's first classes, so that equal runs look equal.
    return order if order[: n // 2].sum() <= order[-(n // 2) :].sum() else order[::-1]


def most_confused(counts: np.ndarray, most: int) -> np.ndarray:
    """The classes with the most mistakes to and from them, in the contest's order: what fits on a page, int64."""
    wrong = counts.sum(axis=0) + counts.sum(axis=1) - 2 * np.diag(counts)
    return np.sort(np.argsort(-wrong, kind="stable")[:most])


def surest(answers: Answers, rows: np.ndarray, most: int, per_class: int) -> list[int]:
    """Some answers, the surest first, but no more than ``per_class`` of one true class: variety tells more.

    Args:
        answers: All of them.
        rows: Which to choose among, int (n,).
        most: How many at most.
        per_class: How many of one class at most.
    """
    taken: dict[int, int] = {}
    found: list[int] = []
    for row in rows[np.argsort(-answers.sureness[rows], kind="stable")].tolist():
        true = int(answers.y_true[row])
        if len(found) < most and taken.get(true, 0) < per_class:
            taken[true] = taken.get(true, 0) + 1
            found.append(row)
    return found
