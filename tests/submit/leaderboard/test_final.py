"""What counts at the end: the choice, or the best public ones; ties to the earlier; never a late or hidden entry."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from competition.metrics import METRICS
from submit.leaderboard.final import best, eligible, finals
from submit.leaderboard.records import INVALID, SCORED, Submission
from submit.score import Score
from tests.boards import NOW

METRIC = METRICS["log_loss"]


def entry(id: int, value: float, **flags: object) -> Submission:
    scores = {"Public": Score("log_loss", value, value, value, 9)}
    made = Submission(id, "a", "a.csv", NOW, "", 0, SCORED, scores)
    return replace(made, **flags)  # type: ignore[arg-type]


ENTRIES = st.lists(
    st.builds(
        entry,
        st.integers(1, 10_000),
        st.sampled_from([0.1, 0.2, 0.200001, 0.3]),
        is_late=st.booleans(),
        is_hidden=st.booleans(),
    ),
    unique_by=lambda one: one.id,
    max_size=12,
)


@given(ENTRIES, st.lists(st.integers(1, 10_000), max_size=4), st.integers(1, 3), st.data())
def test_finals(entries: list[Submission], others: list[int], n_final: int, data: st.DataObject) -> None:
    known = [one.id for one in entries]
    chosen = (data.draw(st.lists(st.sampled_from(known), unique=True)) if known else []) + others
    found = finals(entries, chosen, n_final, "Public", METRIC, 5)
    may = {one.id for one in eligible(entries)}
    assert len(found) <= n_final
    assert {one.id for one in found} <= may
    assert bool(found) == bool(may)
    wanted = [id for id in chosen[:n_final] if id in may]
    if wanted:
        assert {one.id for one in found} == set(wanted)
    else:
        # No entry that was left out is better, or as good and earlier.
        ranks = [(round(one.scores["Public"].value, 5), one.id) for one in eligible(entries)]
        assert [(round(one.scores["Public"].value, 5), one.id) for one in found] == sorted(ranks)[:n_final]


def test_what_looks_equal_goes_to_the_earlier() -> None:
    entries = [entry(7, 0.300001), entry(3, 0.300004)]
    assert [one.id for one in best(entries, "Public", METRIC, 5)] == [3, 7]
    assert [one.id for one in best(entries, "Public", METRIC, 6)] == [7, 3]


def test_an_invalid_entry_never_counts() -> None:
    assert eligible([entry(1, 0.1, state=INVALID)]) == []
