"""What is behind a score, class by class."""

import numpy as np
import pytest

from competition.predictions import Predictions
from competition.solution import PRIVATE, PUBLIC, Solution
from submit.leaderboard.classes import class_rows, class_table, confusion
from submit.leaderboard.standings import Board, Entry, Row
from submit.score import Score

CLASSES = ("cat", "dog", "=fish")
IDS = tuple("abcdef")
SOLUTION = Solution(IDS, np.array([0, 0, 1, 1, 2, 2]), (PUBLIC, PRIVATE, PUBLIC, PRIVATE, PUBLIC, PRIVATE))


def answered(*numbers: int) -> Predictions:
    return Predictions(IDS, CLASSES, np.eye(3)[list(numbers)])


def test_only_the_pictures_of_one_part_are_looked_at() -> None:
    given = answered(0, 1, 0, 1, 2, 0)
    assert confusion(given, SOLUTION, PUBLIC).tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]
    assert confusion(given, SOLUTION, PRIVATE).tolist() == [[0, 1, 0], [0, 1, 0], [1, 0, 0]]


def test_the_hardest_class_comes_first_with_what_it_is_taken_for() -> None:
    several = [confusion(answered(*one), SOLUTION, PUBLIC) for one in ((0, 0, 1, 1, 0, 0), (0, 0, 0, 0, 1, 1))]
    rows = class_rows(several, ["us", "them"], CLASSES)
    assert [(row.name, row.right, row.best, row.best_team) for row in rows] == [
        ("=fish", 0.0, 0.0, "us"),
        ("dog", 0.5, 1.0, "us"),
        ("cat", 1.0, 1.0, "us"),
    ]
    assert [(row.taken_for, row.taken) for row in rows] == [("cat", 0.5), ("cat", 0.5), ("", 0.0)]


def test_a_class_without_pictures_is_no_row() -> None:
    assert [row.name for row in class_rows([np.diag([2, 0, 1])], ["us"], CLASSES)] == ["cat", "=fish"]
    assert class_rows([], [], CLASSES) == []


def test_the_table_names_every_file_and_class() -> None:
    score = Score("accuracy", 0.5, 0.4, 0.6, 3)
    board = Board((Row(1, Entry("=us", "us.csv", 0.0, {"": score}), score),), ())
    table = class_table(board, [np.array([[2, 1, 0], [0, 3, 0], [0, 0, 0]])], CLASSES)
    assert table["class"].tolist() == ["cat", "dog", "'=fish"]
    assert table["team"].unique().tolist() == ["'=us"]
    assert table[["pictures", "found", "answered"]].astype(int).to_numpy().tolist() == [[3, 2, 2], [3, 3, 4], [0, 0, 0]]
    assert table["F1"].tolist() == [f"{4 / 5:.4f}", f"{6 / 7:.4f}", ""]
    assert float(table["F1"][0]) == pytest.approx(2 * 2 / 5)
