"""A search as people read it: nobody is told that a policy won unless it did."""

import pytest

from baselines.search.policy_search import Rung
from baselines.search.verdict import Verdict
from competition.comparing.comparison import Difference
from scripts.search_board import furthest, verdict_text


def verdict(value: float, low: float, high: float, trainings: tuple[float, float], metric: str = "log_loss") -> Verdict:
    return Verdict(Difference(metric, value, low, high), (value - 0.01, value + 0.01), *trainings, 6)


WORDS = {
    (
        0.12,
        0.08,
        0.16,
        (0.07, 0.17),
    ): "Confirmed: medium is better than none by 0.120 log_loss, 95 % between 0.080 and 0.160.",
    (-0.12, -0.16, -0.08, (-0.2, -0.04)): (
        "Not confirmed: medium is worse than none by 0.120 log_loss, 95 % between 0.080 and 0.160; keep none."
    ),
    (0.02, -0.03, 0.07, (-0.05, 0.09)): (
        "Not confirmed: medium differs from none by +0.020 log_loss, 95 % between -0.030 and +0.070. "
        "That could well be chance; keep none, or search longer."
    ),
    # Clear over pictures, but not over trainings.
    (0.12, 0.08, 0.16, (-0.01, 0.25)): (
        "Not confirmed: medium differs from none by +0.120 log_loss, 95 % between +0.080 and +0.160. "
        "That could well be chance; keep none, or search longer."
    ),
}


@pytest.mark.parametrize("numbers", WORDS)
def test_the_verdict_in_words(numbers: tuple[float, float, float, tuple[float, float]]) -> None:
    first, second = verdict_text("medium", verdict(*numbers)).splitlines()
    assert first == WORDS[numbers]
    assert second.startswith("On fresh folds, 2 fresh seeds, one by one: ")
    assert f"over 6 trainings of each, 95 % between {numbers[3][0]:+.3f} and" in second


@pytest.mark.parametrize(("metric", "order"), [("log_loss", ["b", "a", "d", "c"]), ("accuracy", ["a", "b", "c", "d"])])
def test_who_came_furthest_stands_first(metric: str, order: list[str]) -> None:
    gain = Difference(metric, 0.0, 0.0, 0.0)
    first = Rung(1, 2, {"none": 0, "a": 5, "b": 6, "c": 8, "d": 7}, dict.fromkeys("abcd", gain), ["a", "b"])
    last = Rung(2, 4, {"none": 0, "a": 3, "b": 2}, dict.fromkeys("ab", gain), ["b"])
    found = furthest([first, last])
    assert list(found) == order
    assert [rung.number for rung in found.values()] == [2, 2, 1, 1]
