"""How a run does class by class."""

from dataclasses import dataclass

import numpy as np

from submit.report.answers import Answers
from submit.score import share_interval


@dataclass(frozen=True)
class ClassRow:
    """One class.

    Args:
        number: The class.
        n: How many pictures of it were asked about.
        recall: The share of them that was found, 0 … 1; None without a picture.
        low, high: The ends of that share's 95 % interval.
        precision: Of the pictures taken for this class, the share that is; None where none was.
        f1: The harmonic mean of the two, 0 where nothing was found.
        taken_for: The class its pictures are most often taken for, and how many; None where all were found.
    """

    number: int
    n: int
    recall: float | None
    low: float
    high: float
    precision: float | None
    f1: float
    taken_for: tuple[int, int] | None


def class_rows(answers: Answers) -> list[ClassRow]:
    """A row for every class, the one that is found least first: there is most to gain."""
    counts = answers.counts
    rows = []
    for number in range(len(answers.classes)):
        n, n_chosen, hits = int(counts[number].sum()), int(counts[:, number].sum()), int(counts[number, number])
        wrong = counts[number].copy()
        wrong[number] = 0
        rival = int(np.argmax(wrong))
        rows.append(
            ClassRow(
                number,
                n,
                hits / n if n else None,
                *(share_interval(hits / n, n) if n else (0.0, 1.0)),
                hits / n_chosen if n_chosen else None,
                2 * hits / (n + n_chosen) if hits else 0.0,
                (rival, int(wrong[rival])) if wrong[rival] else None,
            )
        )
    return sorted(rows, key=lambda row: (row.recall is None, row.recall or 0.0, row.f1))
