"""A corrected solution counts everywhere at once, and says who moved."""

from dataclasses import replace

import pytest

from competition.errors import SolutionError
from competition.solution import Solution
from submit.leaderboard.ledger import Ledger
from submit.leaderboard.records import SCORED
from submit.leaderboard.rescoring import moves
from tests.boards import BAD, CONTEST, NOW, SOLUTION, answers

# Every label was wrong: the best file was made for the others.
WRONG = Solution(SOLUTION.ids, (SOLUTION.targets + 1) % 3, SOLUTION.usage)


def filled(url: str) -> Ledger:
    ledger = Ledger.open(url, CONTEST, WRONG)
    for team, data in {"good": answers(1, 3.0), "other": answers(2, 3.0, WRONG), "bad": BAD}.items():
        ledger.add_team(team, NOW)
        ledger.accept(team, "x.csv", data, NOW)
    return ledger


def test_who_moved(url: str) -> None:
    with filled(url) as ledger:
        assert [row.team for row in ledger.public_rows(NOW)] == ["other", "good"]
        found = ledger.rescore(SOLUTION, NOW)
        assert [(move.usage, move.team, move.rank_before, move.rank) for move in found] == [
            ("Public", "good", 2, 1),
            ("Public", "other", 1, 2),
            ("Private", "good", 2, 1),
            ("Private", "other", 1, 2),
        ]
        assert [row.team for row in ledger.public_rows(NOW)] == ["good", "other"]
        assert ledger.knows(SOLUTION)
        # The same again moves nobody.
        assert ledger.rescore(SOLUTION, NOW) == []


def test_the_scores_are_those_of_a_new_ledger(sqlite_url: str) -> None:
    with filled(sqlite_url) as ledger, Ledger.open(sqlite_url.replace("board", "fresh"), CONTEST, SOLUTION) as fresh:
        ledger.rescore(SOLUTION, NOW)
        fresh.add_team("good", NOW)
        entry = fresh.accept("good", "x.csv", answers(1, 3.0), NOW)
        assert ledger.submissions("good")[0].scores == entry.scores
        assert ledger.public_rows(NOW)[0].score == fresh.public_rows(NOW)[0].score


def test_other_workers_score_with_it_at_once(url: str) -> None:
    with filled(url) as ledger, Ledger.open(url, CONTEST, WRONG) as worker:
        worker.public_rows(NOW)
        ledger.rescore(SOLUTION, NOW)
        assert [row.team for row in worker.public_rows(NOW)] == ["good", "other"]
        entry = worker.accept("other", "x.csv", answers(1, 3.0), NOW)
        assert entry.state == SCORED
        assert entry.scores == ledger.submissions("good")[0].scores


def test_other_pictures_are_refused(sqlite_url: str) -> None:
    with filled(sqlite_url) as ledger:
        with pytest.raises(SolutionError, match="missing or new: p00039.png"):
            ledger.rescore(Solution(SOLUTION.ids[:-1], SOLUTION.targets[:-1], SOLUTION.usage[:-1]), NOW)  # type: ignore[index]
        with pytest.raises(SolutionError, match="same usages"):
            ledger.rescore(Solution(SOLUTION.ids, SOLUTION.targets, ("Public",) * 40), NOW)
        assert ledger.knows(WRONG)


def test_a_picture_that_shall_not_count_is_ignored(sqlite_url: str) -> None:
    with filled(sqlite_url) as ledger:
        usage = ("Ignored", *SOLUTION.usage[1:])  # type: ignore[index]
        ledger.rescore(Solution(SOLUTION.ids, SOLUTION.targets, usage), NOW)
        assert ledger.public_rows(NOW)[0].score.n_rows == 19


def test_a_broken_off_rescore_changes_nothing(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled(sqlite_url) as ledger:
        before = ledger.public_rows(NOW)
        with monkeypatch.context() as patch:
            patch.setattr("submit.leaderboard.rescoring.activate", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                ledger.rescore(SOLUTION, NOW)
        assert ledger.public_rows(NOW) == before
        assert ledger.knows(WRONG)
        ledger.rescore(SOLUTION, NOW)
        assert ledger.knows(SOLUTION)


def test_who_has_no_place_any_more() -> None:
    assert moves("", [], []) == []


def test_a_page_that_makes_valid_files_invalid_changes_nothing(sqlite_url: str) -> None:
    """Whoever changed the form of submission meanwhile is told, and every page goes on."""
    with filled(sqlite_url):
        pass
    other = replace(CONTEST, submission=replace(CONTEST.submission, header=False))
    with Ledger.open(sqlite_url, other, WRONG) as ledger:
        with pytest.raises(SolutionError, match="was valid, and is not"):
            ledger.rescore(SOLUTION, NOW)
        assert ledger.knows(WRONG)
        assert [row.team for row in ledger.public_rows(NOW)] == ["other", "good"]
