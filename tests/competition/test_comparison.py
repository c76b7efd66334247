"""Two models on the same pictures: the difference has its sign, its interval, and is by chance where it is by chance."""

import numpy as np
import pytest

from competition.comparison import paired_difference
from competition.metrics import METRICS

N, CLASSES = 400, 5


def answers(seed: int, skill: float, n: int = N) -> tuple[np.ndarray, np.ndarray]:
    """True classes, always the same, and probabilities that know them by ``skill``."""
    y_true = np.random.default_rng(0).integers(0, CLASSES, n)
    scores = np.random.default_rng(seed).normal(size=(n, CLASSES))
    scores[np.arange(n), y_true] += skill
    powers = np.exp(scores)
    return y_true, powers / powers.sum(axis=1, keepdims=True)


def random() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize("name", METRICS)
def test_the_better_model_is_better_in_every_metric(name: str) -> None:
    y_true, good = answers(1, 2.0)
    bad = answers(2, 0.5)[1]
    found = paired_difference(METRICS[name], y_true, good, bad, random())
    if name == "top_5":
        # Of five classes the true one is always among the first five.
        assert (found.value, found.low, found.high) == (0, 0, 0)
        return
    metric = METRICS[name]
    assert found.value == pytest.approx(metric.key(metric(y_true, bad)) - metric.key(metric(y_true, good)))
    assert 0 < found.low < found.value < found.high
    turned = paired_difference(metric, y_true, bad, good, random())
    assert (turned.value, turned.low, turned.high) == pytest.approx((-found.value, -found.high, -found.low))


@pytest.mark.parametrize("name", ["log_loss", "accuracy", "macro_f1"])
def test_a_model_does_not_differ_from_itself(name: str) -> None:
    y_true, table = answers(1, 1.0)
    found = paired_difference(METRICS[name], y_true, table, table, random())
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_what_is_equally_good_is_seldom_told_apart() -> None:
    clear = 0
    for seed in range(100):
        y_true, one = answers(1000 + seed, 1.0)
        found = paired_difference(METRICS["log_loss"], y_true, one, answers(2000 + seed, 1.0)[1], random())
        clear += found.low > 0 or found.high < 0
    assert clear <= 15  # 5 of 100 are to be expected


def test_the_pairing_makes_the_interval_narrow() -> None:
    """What is hard for one is hard for the other: a small but steady gain is seen."""
    y_true, one = answers(1, 1.0)
    other = 0.98 * one + 0.02 / CLASSES
    found = paired_difference(METRICS["log_loss"], y_true, one, other, random())
    assert found.high - found.low < 0.02


def test_several_trainings_are_averaged() -> None:
    y_true, first = answers(1, 1.0)
    second, rival = answers(2, 2.0)[1], answers(3, 1.0)[1]
    metric = METRICS["log_loss"]
    alone = [paired_difference(metric, y_true, one, rival, random()) for one in (first, second)]
    both = paired_difference(metric, y_true, np.stack([first, second]), np.stack([rival, rival]), random())
    assert both.value == pytest.approx(np.mean([one.value for one in alone]))
    assert both.low < both.value < both.high


def test_the_quick_way_and_the_plain_one_agree() -> None:
    y_true, one = answers(1, 1.0, 60)
    other = answers(2, 1.3, 60)[1]
    quick = paired_difference(METRICS["accuracy"], y_true, one, other, random())
    from dataclasses import replace

    plain = paired_difference(replace(METRICS["accuracy"], name="macro_f1"), y_true, one, other, random())
    assert (quick.value, quick.low, quick.high) == pytest.approx((plain.value, plain.low, plain.high))
