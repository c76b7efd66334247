"""Two files for the end: the best here and the best there, and what lies between them."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from competition.metrics import METRICS
from submit.choice import Candidate, candidates, choice, gap, near_best, rank_correlation, unsent
from submit.journal import Entry

LOSS, SHARE = METRICS["log_loss"], METRICS["accuracy"]


def candidate(name: str, cv: float | None, public: float | None, recipe: str = "") -> Candidate:
    return Candidate(name, recipe or name, "2026-11-20", cv, public)


def test_the_best_here_and_the_best_there() -> None:
    several = [candidate("a", 0.9, 0.95), candidate("b", 0.8, 0.97), candidate("c", 0.85, 0.90)]
    for metric, names in ((LOSS, ("b", "c")), (SHARE, ("a", "b"))):
        found = choice(several, metric)
        assert found is not None and not found.is_same
        assert (found.first.name, found.second.name) == names


@pytest.mark.parametrize(
    ("others", "second"),
    [
        ([candidate("a2", 0.81, 0.92, "a"), candidate("b", 0.9, 0.95), candidate("mix", 0.95, 0.99, "blend")], "mix"),
        ([candidate("a2", 0.81, 0.92, "a"), candidate("b", 0.9, 0.95)], "b"),
        ([candidate("a2", 0.81, 0.92, "a")], "a2"),
        ([candidate("by hand", None, 0.92, "?")], "by hand"),
    ],
)
def test_one_file_that_is_the_best_by_both_gets_one_of_another_kind(others: list[Candidate], second: str) -> None:
    found = choice([candidate("a", 0.8, 0.9, "a"), *others], LOSS)
    assert found is not None and found.is_same
    assert (found.first.name, found.second.name) == ("a", second)


def test_too_little_to_choose_from() -> None:
    for several in ([], [candidate("a", 0.8, 0.9)], [candidate("a", None, 0.9), candidate("b", None, 0.8)]):
        assert choice(several, LOSS) is None


def test_the_gap() -> None:
    several = [Candidate(str(n), "r", "", 0.8 + n / 100, 0.83 + n / 100, None, 0.02, 400) for n in range(5)]
    found = gap(several, n_board=1600)
    assert found is not None
    assert (found.n_files, found.agreement) == (5, 1.0)
    assert found.offset == pytest.approx(0.03)
    assert found.board_reach == pytest.approx(0.01)  # four times as many pictures, half as wide
    few = gap(several[:4], 1600)
    assert few is not None and few.agreement is None
    assert gap([candidate("a", None, 0.9)], 100) is None


def test_ranks_agree_as_scipy_has_it() -> None:
    random = np.random.default_rng(0)
    for _try in range(20):
        a, b = random.integers(0, 4, size=(2, 8)).astype(float)
        assert rank_correlation(a, b) == pytest.approx(spearmanr(a, b).statistic, abs=1e-6)
    assert rank_correlation(np.ones(4), np.arange(4.0)) is None


def test_two_files_of_one_run_are_told_apart() -> None:
    entries = [
        Entry(event=event, sha256=name, run="cnn") for name in ("abcde", "bcdef") for event in ("written", "sent")
    ]
    assert [one.name for one in candidates(entries)] == ["cnn (abcd)", "cnn (bcde)"]


def test_a_picture_shows_what_lies_together() -> None:
    scores = (0.7, 0.8, 0.9, 1.0, 5.0)
    several = [candidate(str(score), score, score) for score in scores] + [candidate("?", None, 0.5)]
    assert [one.cv for one in near_best(several)] == [0.7, 0.8, 0.9, 1.0]
    assert len(near_best(several[2:])) == 3
    assert len(near_best([candidate(name, 0.5, 0.6) for name in "abcd"] + [candidate("e", 0.6, 0.6)])) == 5
    assert near_best([]) == []


def test_the_journal_becomes_candidates() -> None:
    written = [
        Entry(event="written", sha256=name, run=name, recipe="cnn", cv=0.5 + n / 10) for n, name in enumerate("abcde")
    ]
    way = [
        Entry(event="sending", sha256="a"),
        Entry(event="refused", sha256="a"),
        Entry(event="sent", sha256="b", reference="1"),
        Entry(event="scored", sha256="b", reference="1", remote_public=0.7),
        Entry(event="sent", sha256="b", reference="2"),  # the same once more
        Entry(event="sent", sha256="c"),
        Entry(event="sent", sha256="d"),
        Entry(event="failed", sha256="d"),
        Entry(event="scored", sha256="x", file="folder/by hand.csv", remote_public=0.6),
    ]
    found = candidates([*written, *way])
    assert [(one.name, one.cv, one.public) for one in found] == [
        ("b", 0.6, 0.7),
        ("c", 0.7, None),
        ("by hand.csv", None, 0.6),
    ]
    better = unsent([*written, *way], found[1], LOSS)
    assert better is None or better.run == "e"
    assert unsent([*written, *way], candidate("z", 0.95, None), LOSS).run == "e"  # type: ignore[union-attr]
