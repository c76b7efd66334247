"""The metrics agree with scikit-learn and with figures that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics

from competition.errors import ContestError
from competition.metrics import METRICS, Metric, metric_named, row_hits, row_log_losses


@st.composite
def answers(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    n_classes = draw(st.integers(2, 8))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 60))
    y_prob = random.dirichlet(np.full(n_classes, 0.5), size=n) + 1e-9
    return random.integers(n_classes, size=n), y_prob / y_prob.sum(axis=1, keepdims=True)


@settings(max_examples=60, deadline=None)
@given(answers())
def test_agreement_with_scikit_learn(case: tuple[np.ndarray, np.ndarray]) -> None:
    y_true, y_prob = case
    labels = np.arange(y_prob.shape[1])
    best = y_prob.argmax(axis=1)
    expected = {
        "log_loss": sklearn_metrics.log_loss(y_true, y_prob, labels=labels),
        "accuracy": sklearn_metrics.accuracy_score(y_true, best),
        "macro_f1": sklearn_metrics.f1_score(y_true, best, labels=labels, average="macro", zero_division=0),
    }
    for name, value in expected.items():
        assert METRICS[name](y_true, y_prob) == pytest.approx(value, rel=1e-9, abs=1e-12)
    for k in (3, 5):
        if len(labels) > max(k, 2):
            top = sklearn_metrics.top_k_accuracy_score(y_true, y_prob, k=k, labels=labels)
            assert METRICS[f"top_{k}"](y_true, y_prob) == pytest.approx(top)


def test_the_uniform_guess_over_20_classes() -> None:
    y_true, y_prob = np.arange(20), np.full((20, 20), 0.05)
    assert METRICS["log_loss"](y_true, y_prob) == pytest.approx(2.995732, abs=1e-6)
    assert METRICS["accuracy"](y_true, y_prob) == pytest.approx(0.05)
    assert METRICS["top_5"](y_true, y_prob) == pytest.approx(0.25)


@pytest.mark.parametrize("metric", METRICS.values(), ids=str)
def test_a_perfect_file_scores_the_best(metric: Metric) -> None:
    y_true = np.arange(20)
    assert metric(y_true, np.eye(20)) == metric.best


@pytest.mark.parametrize("metric", METRICS.values(), ids=str)
def test_the_key_sorts_the_better_first(metric: Metric) -> None:
    better, worse = (0.9, 0.1) if metric.greater_is_better else (0.1, 0.9)
    assert metric.key(better) < metric.key(worse)
    assert metric.key(metric.best) <= metric.key(better)


def test_certain_and_wrong_costs_much_but_not_infinitely() -> None:
    assert row_log_losses(np.array([0]), np.array([[0.0, 1.0]]))[0] == pytest.approx(34.5388, abs=1e-4)


def test_a_class_given_nothing_is_no_hit() -> None:
    y_prob = np.array([[0.0, 0.0, 1.0]])
    assert row_hits(np.array([0]), y_prob, k=3).tolist() == [0]
    assert row_hits(np.array([2]), y_prob, k=3).tolist() == [1]


def test_ties_go_to_the_first_class() -> None:
    y_prob = np.full((2, 4), 0.25)
    assert row_hits(np.array([0, 1]), y_prob).tolist() == [1, 0]
    assert row_hits(np.array([1, 2]), y_prob, k=2).tolist() == [1, 0]


def test_metrics_are_found_by_name() -> None:
    for name, metric in METRICS.items():
        assert metric_named(name) is metric
        assert name == metric.name
    with pytest.raises(ContestError, match="no metric 'auc'"):
        metric_named("auc")


def test_scores_are_shown_with_the_decimals_that_say_something() -> None:
    assert METRICS["log_loss"].text(1.276449) == "1.27645"
    assert METRICS["accuracy"].text(0.5) == "0.5000"
