"""Two models on the same pictures: the difference has its sign, its interval, and is by chance where it is by chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from competition.comparing.comparison import (
    Difference,
    difference,
    is_told_apart,
    mcnemar,
    more_pictures,
    paired_difference,
)
from competition.comparing.marks import marked
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
    found = paired_difference(METRICS[name], y_true, good, bad)
    if name == "top_5":
        # Of five classes the true one is always among the first five.
        assert (found.value, found.low, found.high) == (0, 0, 0)
        return
    metric = METRICS[name]
    assert found.value == pytest.approx(metric.key(metric(y_true, bad)) - metric.key(metric(y_true, good)))
    assert 0 < found.low < found.value < found.high
    turned = paired_difference(metric, y_true, bad, good)
    assert (turned.value, turned.low, turned.high) == pytest.approx((-found.value, -found.high, -found.low))


@pytest.mark.parametrize("name", ["log_loss", "accuracy", "macro_f1"])
def test_a_model_does_not_differ_from_itself(name: str) -> None:
    y_true, table = answers(1, 1.0)
    found = paired_difference(METRICS[name], y_true, table, table)
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_what_is_equally_good_is_seldom_told_apart() -> None:
    clear = 0
    for seed in range(100):
        y_true, one = answers(1000 + seed, 1.0)
        found = paired_difference(METRICS["log_loss"], y_true, one, answers(2000 + seed, 1.0)[1])
        clear += found.low > 0 or found.high < 0
    assert clear <= 15  # 5 of 100 are to be expected


def test_the_pairing_makes_the_interval_narrow() -> None:
    """What is hard for one is hard for the other: a small but steady gain is seen."""
    y_true, one = answers(1, 1.0)
    other = 0.98 * one + 0.02 / CLASSES
    found = paired_difference(METRICS["log_loss"], y_true, one, other)
    assert found.high - found.low < 0.02


def test_several_trainings_are_averaged() -> None:
    y_true, first = answers(1, 1.0)
    second, rival = answers(2, 2.0)[1], answers(3, 1.0)[1]
    metric = METRICS["log_loss"]
    alone = [paired_difference(metric, y_true, one, rival) for one in (first, second)]
    both = paired_difference(metric, y_true, np.stack([first, second]), np.stack([rival, rival]))
    assert both.value == pytest.approx(np.mean([one.value for one in alone]))
    assert both.low < both.value < both.high


def test_the_interval_is_nearly_the_bootstraps() -> None:
    """As drawing pictures anew and scoring each draw by the metric itself has it."""
    y_true, one = answers(1, 1.0)
    other = answers(2, 1.3)[1]
    for metric in (METRICS["log_loss"], METRICS["accuracy"], METRICS["macro_f1"]):
        found = paired_difference(metric, y_true, one, other)
        picks = np.random.default_rng(1).integers(N, size=(1000, N))
        plain = [
            metric.key(metric(y_true[rows], other[rows])) - metric.key(metric(y_true[rows], one[rows]))
            for rows in picks
        ]
        assert (found.low, found.high) == pytest.approx(
            np.quantile(plain, [0.025, 0.975]), abs=0.1 * (found.high - found.low)
        )


def losses(random: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Two models' log losses, skewed as real ones are and alike on hard pictures, and by how much the first is better."""
    hard = random.gamma(0.7, 0.8, n)
    return hard + random.gamma(0.5, 0.5, n), hard + random.gamma(0.5, 0.6, n), 0.05


def hits(random: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Whether two models are right, and by how much the first is right more often: 0.7 for 0.65 of the pictures."""
    luck = random.random(n)
    other = np.where(random.random(n) < 0.5, luck, random.random(n))
    return (luck < 0.7).astype(float), (other < 0.65).astype(float), 0.05


def of_two(given: np.ndarray) -> np.ndarray:
    """A table in which the first class, always the true one, has these probabilities."""
    return np.stack([given, 1 - given], axis=1)


@pytest.mark.slow
@pytest.mark.parametrize("n", [150, 600])
@pytest.mark.parametrize("name", ["log_loss", "accuracy"])
def test_the_interval_covers_the_truth_as_often_as_it_says(name: str, n: int) -> None:
    """1,000 pairs of models whose difference is known: it lies within the interval 93 to 97 times in 100."""
    source = np.random.default_rng(2026)
    covered = 0
    for _pair in range(1000):
        if name == "log_loss":
            *both, truth = losses(source, n)
            a, b = (of_two(np.exp(-one)) for one in both)
        else:
            *both, truth = hits(source, n)
            a, b = (of_two(0.1 + 0.8 * one) for one in both)
        found = paired_difference(METRICS[name], np.zeros(n, dtype=int), a, b)
        covered += found.low <= truth <= found.high
    assert 930 <= covered <= 970


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 20))
def test_mcnemar_is_the_binomial_test(only_a: int, only_b: int, both: int) -> None:
    a = np.concatenate([np.ones(only_a), np.zeros(only_b), np.ones(both)])
    b = np.concatenate([np.zeros(only_a), np.ones(only_b), np.ones(both)])
    y_true = np.zeros(len(a), dtype=int)
    found = mcnemar(marked(y_true, of_two(a)), marked(y_true, of_two(b)))
    assert (found.only_a, found.only_b) == (only_a, only_b)
    expected = binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0
    assert found.p == pytest.approx(expected)


def test_so_many_more_pictures_show_the_gain_in_four_of_five_tries() -> None:
    gain, spread, n = 0.02, 0.5, 400
    reach = 1.96 * spread / np.sqrt(n)
    more = more_pictures(Difference("log_loss", gain, gain - reach, gain + reach), n)
    assert more is not None
    means = random().normal(gain, spread / np.sqrt(n + more), 4000)
    assert np.mean(means > 1.96 * spread / np.sqrt(n + more)) == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(
    ("value", "reach", "expected"),
    [(0.01, 0.02, 7200), (-0.01, 0.02, 7200), (0.02, 0.02, 1000), (0, 0.1, None), (1e-5, 0.1, None)],
)
def test_how_many_more_pictures(value: float, reach: float, expected: int | None) -> None:
    assert more_pictures(Difference("log_loss", value, value - reach, value + reach), 1000) == expected


@pytest.mark.parametrize("ahead", [1.90, 1.95, 1.96, 1.9659, 1.9660, 1.97, 2.0])
def test_of_two_the_table_says_what_their_comparison_says(ahead: float) -> None:
    """Just where chance ends (1.96595 standard errors with 400 pictures), too: `runs` and `compare` never disagree."""
    gains = random().normal(size=N)
    gains = 0.1 * ((gains - gains.mean()) / gains.std(ddof=1) + ahead / np.sqrt(N))
    y_true = np.zeros(N, dtype=int)
    better, worse = (marked(y_true, of_two(np.exp(-losses))) for losses in (np.ones(N), 1 + gains))
    metric = METRICS["log_loss"]
    found = difference(metric, [better], [worse])
    assert is_told_apart(metric, better, worse) == found.is_clear == (ahead > 1.96595)


def test_a_single_picture_says_nothing() -> None:
    y_true = np.zeros(1, dtype=int)
    found = paired_difference(METRICS["log_loss"], y_true, np.array([[0.9, 0.1]]), np.array([[0.2, 0.8]]))
    assert found.value > 0 and not found.is_clear
    assert more_pictures(found, 1) is None


@pytest.mark.parametrize(("ahead", "expected"), [(1.8, (False, False)), (2.5, (True, False)), (3.2, (True, True))])
def test_the_best_of_many_has_to_lie_farther_ahead(ahead: float, expected: tuple[bool, bool]) -> None:
    """Ahead by so many standard errors: of one rival 1.96 are enough, of twenty it takes 3.02."""
    gains = random().normal(size=N)
    gains = 0.1 * ((gains - gains.mean()) / gains.std(ddof=1) + ahead / np.sqrt(N))
    y_true = np.zeros(N, dtype=int)
    better, worse = (marked(y_true, of_two(np.exp(-losses))) for losses in (np.ones(N), 1 + gains))
    metric = METRICS["log_loss"]
    assert tuple(is_told_apart(metric, better, worse, n_rivals) for n_rivals in (1, 20)) == expected
    assert not is_told_apart(metric, worse, better)
    assert not is_told_apart(metric, better, better)
