"""Marks say all that a score needs: their rows add up to what each metric makes of the whole table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.comparing.marks import marked
from competition.metrics import METRICS, Metric, macro_f1, row_hits, row_log_losses


@st.composite
def answers(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Answers with ties and with classes that get nothing at all, as label-only files have them."""
    n_classes, n = draw(st.integers(2, 8)), draw(st.integers(1, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    table = random.integers(0, 4, (n, n_classes)).astype(float)
    table[:, 0] += table.sum(axis=1) == 0
    return random.integers(n_classes, size=n), table / table.sum(axis=1, keepdims=True)


@given(answers())
def test_their_mean_is_the_score(case: tuple[np.ndarray, np.ndarray]) -> None:
    marks = marked(*case)
    assert len(marks) == len(case[0])
    for metric in METRICS.values():
        assert marks.rows(metric).mean() == pytest.approx(metric(*case), abs=1e-12)


@given(answers())
def test_each_row_is_the_metrics_own(case: tuple[np.ndarray, np.ndarray]) -> None:
    marks = marked(*case)
    assert np.array_equal(marks.rows(METRICS["log_loss"]), row_log_losses(*case))
    for name, k in (("accuracy", 1), ("top_3", 3), ("top_5", 5)):
        assert np.array_equal(marks.rows(METRICS[name]), row_hits(*case, k=k))


@pytest.mark.parametrize("metric", METRICS.values(), ids=str)
def test_a_few_pictures_have_their_own_score(metric: Metric) -> None:
    random = np.random.default_rng(0)
    y_true, y_prob = random.integers(0, 6, 90), random.dirichlet(np.ones(6), 90)
    places = random.permutation(90)[:50]
    assert marked(y_true, y_prob).at(places).rows(metric).mean() == pytest.approx(
        metric(y_true[places], y_prob[places])
    )


def test_macro_f1_scatters_as_its_rows_say() -> None:
    """The mean of drawn rows lies as far off as macro-F1 of the drawn pictures themselves."""
    random = np.random.default_rng(0)
    y_true = random.integers(0, 5, 400)
    y_prob = random.dirichlet(np.ones(5), 400)
    y_prob[np.arange(400), y_true] += 0.4
    rows = marked(y_true, y_prob).rows(METRICS["macro_f1"])
    picks = random.integers(400, size=(1000, 400))
    plain = [macro_f1(y_true[one], y_prob[one]) for one in picks]
    assert rows[picks].mean(axis=1).std() == pytest.approx(np.std(plain), rel=0.05)
