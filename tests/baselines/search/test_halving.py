"""The arithmetic of successive halving: who goes on, for how long, and that it ends in time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.search.halving import NONE, Cost, affordable_epochs, kept, rung_sizes, search_s
from competition.metrics import METRICS

NAMES = [f"p{number}" for number in range(20)]


def cost_of(epoch_s: dict[str, float], start_s: float = 6.0, fold_s: float = 1.5) -> Cost:
    return Cost(start_s, fold_s, {NONE: 0.3, **epoch_s})


@given(st.integers(1, 100))
def test_each_rung_has_half_of_the_one_before_and_the_last_leaves_one(n: int) -> None:
    sizes = rung_sizes(n)
    assert sizes[0] == n
    assert sizes[-1] in (1, 2)
    for before, after in zip(sizes, sizes[1:], strict=False):
        names = NAMES * 5
        scores = {f"{place}{name}": float(place) for place, name in enumerate(names[:before])}
        assert len(kept(scores, METRICS["log_loss"])) == after
    assert len(kept(dict(zip(NAMES, range(sizes[-1]), strict=False)), METRICS["log_loss"])) == 1


@pytest.mark.parametrize(("metric", "expected"), [("log_loss", ["c", "b"]), ("accuracy", ["a", "b"])])
def test_the_better_half_goes_on_in_the_metrics_direction(metric: str, expected: list[str]) -> None:
    scores = {NONE: -9.0, "d": 0.5, "a": 0.9, "b": 0.5, "c": 0.1}
    scores["d"] = 0.6 if metric == "log_loss" else 0.4
    assert kept(scores, METRICS[metric]) == expected


def test_of_equals_those_named_first_go_on() -> None:
    assert kept({NONE: 1.0, "b": 1.0, "a": 1.0, "c": 1.0}, METRICS["log_loss"]) == ["b", "a"]


def test_the_time_is_counted_by_hand() -> None:
    cost = Cost(start_s=10, fold_s=1, epoch_s={NONE: 1, "a": 2, "b": 3, "c": 4})
    # Rung 1: none and three; rung 2: none and the slowest two; the confirmation: none and the slowest, twice.
    first = 10 + 4 * 2 * 1 + 2 * 5 * (1 + 2 + 3 + 4)
    second = 10 + 3 * 2 * 1 + 2 * 10 * (1 + 4 + 3)
    again = 10 + 2 * 2 * 1 + 2 * 10 * (1 + 4)
    assert search_s(cost, ["a", "b", "c"], epochs=5, n_folds=2, n_seeds=2) == first + second + 2 * again


def test_a_third_of_the_time_is_for_the_confirmation() -> None:
    cost = Cost(0.0, 0.0, {NONE: 1.0, **dict.fromkeys(NAMES[:8], 1.0)})
    everything = search_s(cost, NAMES[:8], 1, 3, n_seeds=2)
    assert (everything - search_s(cost, NAMES[:8], 1, 3, n_seeds=0)) / everything == pytest.approx(1 / 3, abs=0.03)


@given(
    st.lists(st.floats(0.01, 50), min_size=1, max_size=12),
    st.integers(2, 5),
    st.floats(0, 20_000),
)
def test_the_most_epochs_that_end_in_time(epoch_s: list[float], n_folds: int, left_s: float) -> None:
    names = NAMES[: len(epoch_s)]
    cost = cost_of(dict(zip(names, epoch_s, strict=True)))
    epochs = affordable_epochs(cost, names, n_folds, left_s)
    # Rounding apart, since seconds are added up in two ways.
    if epochs:
        assert search_s(cost, names, epochs, n_folds, n_seeds=1) <= left_s + 1e-6
        assert search_s(cost, names, epochs + 1, n_folds, n_seeds=2) > left_s - 1e-6
    else:
        assert search_s(cost, names, 1, n_folds, n_seeds=1) > left_s - 1e-6


def test_one_seed_where_the_time_is_too_short_for_two() -> None:
    cost = cost_of({"a": 1.0})
    short_s = search_s(cost, ["a"], 1, 2, n_seeds=1)
    assert short_s < search_s(cost, ["a"], 1, 2, n_seeds=2)
    assert affordable_epochs(cost, ["a"], 2, short_s + 0.01) == 1
    assert affordable_epochs(cost, ["a"], 2, short_s - 0.01) == 0
