"""What is behind a score, class by class: which classes are hard, what they are taken for, and who knows them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competition.messages import _
from competition.predictions import Predictions
from competition.solution import Solution
from submit.leaderboard.standings import Board
from submit.leaderboard.tables import defused


@dataclass(frozen=True)
class ClassRow:
    """One class over all files.

    Args:
        name: The class.
        n_pictures: How many there are of it.
        right: The share of them that is found, averaged over the files.
        best: The same for the file that finds most.
        best_team: Whose it is; the first on the board of several.
        taken_for: The class it is most often taken for; empty where it never is.
        taken: In which share of its pictures.
    """

    name: str
    n_pictures: int
    right: float
    best: float
    best_team: str
    taken_for: str
    taken: float


def confusion(predictions: Predictions, solution: Solution, usage: str) -> np.ndarray:
    """How often each class (row) was taken for each (column), int (n_classes, n_classes).

    Args:
        predictions: Answers in the order of the solution's pictures.
        solution: The hidden labels.
        usage: Which pictures count.
    """
    places, n = solution.places[usage], len(predictions.classes)
    answered = predictions.probabilities[places].argmax(axis=1)
    return np.bincount(solution.targets[places] * n + answered, minlength=n * n).reshape(n, n)


def class_rows(confusions: Sequence[np.ndarray], teams: Sequence[str], classes: Sequence[str]) -> list[ClassRow]:
    """Every class that there are pictures of, the hardest first.

    Args:
        confusions: Of each file, the best first; what `confusion` gave.
        teams: Whose each is.
        classes: Their names.

    >>> rows = class_rows([np.array([[1, 1], [0, 2]])], ["us"], ["cat", "dog"])
    >>> [(row.name, row.right, row.taken_for) for row in rows]
    [('cat', 0.5, 'dog'), ('dog', 1.0, '')]
    """
    if not confusions:
        return []
    tables = np.array(confusions)
    n_pictures = tables[0].sum(axis=1)
    asked = np.maximum(n_pictures, 1)
    found = tables.diagonal(axis1=1, axis2=2) / asked
    wrong = tables.mean(axis=0) * (1 - np.eye(len(classes)))
    rows = []
    for number, name in enumerate(classes):
        if not n_pictures[number]:
            continue
        other, first = int(wrong[number].argmax()), int(found[:, number].argmax())
        taken = float(wrong[number, other] / asked[number])
        rows.append(
            ClassRow(
                name=name,
                n_pictures=int(n_pictures[number]),
                right=float(found[:, number].mean()),
                best=float(found[first, number]),
                best_team=teams[first],
                taken_for=classes[other] if taken else "",
                taken=taken,
            )
        )
    return sorted(rows, key=lambda row: row.right)


def class_table(board: Board, confusions: Sequence[np.ndarray], classes: Sequence[str]) -> pd.DataFrame:
    """A row for each file and class as text cells: how many pictures, found, answered so, and F1.

    Args:
        board: Its rows are the files, in the same order as ``confusions``.
        confusions: What `confusion` gave.
        classes: Their names.
    """
    records = []
    for row, table in zip(board.rows, confusions, strict=True):
        hits, there, answered = table.diagonal(), table.sum(axis=1), table.sum(axis=0)
        for number, name in enumerate(classes):
            asked = there[number] + answered[number]
            records.append(
                {
                    _("rank"): str(row.rank),
                    _("team"): defused(row.entry.team),
                    _("class"): defused(name),
                    _("pictures"): str(there[number]),
                    _("found"): str(hits[number]),
                    _("answered"): str(answered[number]),
                    _("F1"): f"{2 * hits[number] / asked:.4f}" if asked else "",
                }
            )
    return pd.DataFrame(records)
