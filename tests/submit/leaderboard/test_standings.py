"""Ranks follow the metric's direction; ties go to the earlier file."""

from hypothesis import given
from hypothesis import strategies as st

from competition.metrics import METRICS
from submit.leaderboard.standings import Entry, standings, team_of
from submit.score import Score


def entry(team: str, value: float, time_s: float = 0.0, metric: str = "log_loss") -> Entry:
    return Entry(team, f"{team}.csv", time_s, {"": Score(metric, value, value, value, 10)})


def teams(*entries: Entry, metric: str = "log_loss", decimals: int = 5) -> list[str]:
    return [row.entry.team for row in standings(entries, METRICS[metric], decimals).rows]


def test_the_direction_is_the_metrics() -> None:
    assert teams(entry("a", 0.3), entry("b", 0.2)) == ["b", "a"]
    assert teams(entry("a", 0.3), entry("b", 0.2), metric="accuracy") == ["a", "b"]


def test_equal_scores_go_to_the_earlier_then_by_name() -> None:
    assert teams(entry("late", 0.5, 2), entry("early", 0.5, 1)) == ["early", "late"]
    assert teams(entry("b", 0.5), entry("a", 0.5)) == ["a", "b"]


def test_what_looks_equal_is_equal() -> None:
    assert teams(entry("late", 0.500001, 2), entry("early", 0.500002, 1)) == ["early", "late"]
    assert teams(entry("late", 0.500001, 2), entry("early", 0.500002, 1), decimals=6) == ["late", "early"]


def test_invalid_entries_stand_apart() -> None:
    bad = Entry("bad", "bad.csv", 0.0, problems=("It is empty.",))
    board = standings([bad, entry("good", 1)], METRICS["log_loss"], 5)
    assert [row.entry.team for row in board.rows] == ["good"]
    assert board.invalid == (bad,)


def test_the_usage_asked_for_ranks() -> None:
    def two(team: str, public: float, private: float) -> Entry:
        scores = {"Public": public, "Private": private}
        return Entry(team, team, 0, {usage: Score("log_loss", s, s, s, 5) for usage, s in scores.items()})

    entries = [two("a", 0.1, 0.9), two("b", 0.2, 0.8)]
    assert standings(entries, METRICS["log_loss"], 5, "Public").rows[0].entry.team == "a"
    assert standings(entries, METRICS["log_loss"], 5, "Private").rows[0].entry.team == "b"


@given(st.permutations([entry(f"t{n}", n % 3, n % 2) for n in range(8)]))
def test_the_order_of_files_does_not_matter(entries: list[Entry]) -> None:
    board = standings(entries, METRICS["log_loss"], 5)
    assert [row.rank for row in board.rows] == list(range(1, 9))
    assert [row.entry.team for row in board.rows] == ["t0", "t6", "t3", "t4", "t1", "t7", "t2", "t5"]


def test_a_team_is_its_files_name() -> None:
    assert team_of("犬チーム.csv") == "犬チーム"
    assert team_of("か\u3099.csv") == "が"
    assert team_of("a\x1b[31m\u202eb.csv") == "a�[31m�b"
