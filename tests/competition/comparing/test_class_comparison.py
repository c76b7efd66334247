"""The classes in which models differ are found, and chance in one of many classes is not taken for more."""

import numpy as np
import pytest

from competition.comparing.class_comparison import class_differences, class_metric
from competition.comparing.marks import marked
from competition.metrics import METRICS
from tests.answered_runs import softmax

N_CLASSES, N = 10, 600


def table(seed: int, y_true: np.ndarray, skills: np.ndarray) -> np.ndarray:
    scores = np.random.default_rng(seed).normal(size=(len(y_true), N_CLASSES))
    scores[np.arange(len(y_true)), y_true] += skills[y_true]
    return softmax(scores)


@pytest.mark.parametrize("name", METRICS)
def test_the_class_that_one_knows_better_comes_first(name: str) -> None:
    y_true = np.arange(N) % N_CLASSES
    skills = np.full(N_CLASSES, 0.5)
    better = skills + 3.0 * (np.arange(N_CLASSES) == 7)
    found = class_differences(
        METRICS[name], *(marked(y_true, table(seed, y_true, one)) for seed, one in enumerate((better, skills)))
    )
    first = found[0]
    assert (first.number, first.n_rows, first.is_clear) == (7, 60, True)
    assert first.gain > 0
    judge = class_metric(METRICS[name])
    inside = y_true == 7
    assert first.a == pytest.approx(judge(y_true[inside], table(0, y_true, better)[inside]))
    assert first.gain == pytest.approx(judge.key(first.b) - judge.key(first.a))
    assert [one.p for one in found] == sorted(one.p for one in found)
    assert {one.number for one in found} == set(range(N_CLASSES))


@pytest.mark.parametrize("name", ["log_loss", "accuracy"])
def test_where_models_are_alike_hardly_any_class_is_clear(name: str) -> None:
    y_true = np.arange(N) % N_CLASSES
    skills = np.full(N_CLASSES, 1.5)
    tables = [marked(y_true, table(seed, y_true, skills)) for seed in range(120)]
    clear = [
        any(one.is_clear for one in class_differences(METRICS[name], a, b))
        for a, b in zip(tables[::2], tables[1::2], strict=True)
    ]
    assert sum(clear) <= 6  # 3 of 60 are to be expected


def test_one_picture_or_two_prove_nothing() -> None:
    y_true = np.array([0, 1, 1])
    right = np.eye(2)[y_true] * 0.8 + 0.1
    found = class_differences(METRICS["accuracy"], marked(y_true, right), marked(y_true, 1 - right))
    assert not any(one.is_clear for one in found)
    assert not any(
        one.is_clear for one in class_differences(METRICS["log_loss"], marked(y_true, right), marked(y_true, right))
    )
