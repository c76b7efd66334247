"""What the organizer does: teams, closing and reveal, hiding, rules, a corrected solution."""

import re
from pathlib import Path

import pytest

from competition.solution import Solution, write_solution
from submit.leaderboard.web import organizer_pages
from tests.online_boards import Hall, answers, coins, hidden

EVIL = "<script>alert('1')</script>"
PAGES = ("", "/teams", "/entries", "/rules", "/flags", "/entries/1/file")


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_sees_the_pages(hall: Hall, path: str) -> None:
    hall.ledger.accept("犬チーム", "a.csv", answers(1), hall.clock())
    assert hall.organizer().page(f"/organizer{path}").status_code == 200
    for person in (hall.anybody(), hall.member("犬チーム")):
        page = person.page(f"/organizer{path}")
        assert page.status_code == 404 and "Private" not in page.text


def test_a_team_cannot_do_what_the_organizer_does(hall: Hall) -> None:
    member = hall.member("犬チーム")
    for path in ("close", "reveal", "teams/renew", "rules"):
        assert member.send("/team", f"/organizer/{path}", team=EVIL).status_code == 404
    assert hall.ledger.state(hall.clock()).word == "open"


def test_teams_get_tokens_that_are_shown_once(hall: Hall) -> None:
    organizer = hall.organizer()
    page = organizer.send("/organizer/teams", "/organizer/teams", names="猫\r\n=1+1\r\n\r\n猫\r\n犬チーム")
    assert page.status_code == 422 and "犬チーム" in page.text  # there is one already; the others were entered
    tokens = dict(re.findall(r'<td class="team">([^<]*)</td><td><code>([^<]*)</code>', page.text))
    assert list(tokens) == ["猫", "=1+1"]
    assert hall.ledger.team_of(tokens["猫"]) == "猫"
    assert tokens["猫"] not in organizer.page("/organizer/teams").text
    page = organizer.send("/organizer/teams", "/organizer/teams/renew", team="猫")
    assert hall.ledger.team_of(tokens["猫"]) is None and "<code>" in page.text
    assert organizer.send("/organizer/teams", "/organizer/teams/renew", team="nobody").status_code == 409


def test_close_reopen_reveal(hall: Hall) -> None:
    organizer = hall.organizer()
    hall.member("犬チーム").upload(answers(1, 3))
    hall.member(EVIL).upload(answers(2))
    assert "The contest is closed" in organizer.send("/organizer", "/organizer/close").text
    assert "Closed" in hall.anybody().page("/").text
    assert "The contest is open again." in organizer.send("/organizer", "/organizer/reopen").text
    assert "Everybody sees the final board now." in organizer.send("/organizer", "/organizer/reveal").text
    board = hall.anybody().page("/").text
    assert "Final score" in board and "Change" in board


def test_a_hidden_entry_leaves_the_board_and_comes_back(hall: Hall) -> None:
    organizer = hall.organizer()
    hall.member("犬チーム").upload(answers(1))
    organizer.send("/organizer/entries", "/organizer/entries/1/hide", is_hidden="true")
    assert "犬チーム" not in hall.anybody().page("/").text
    assert "taken off the board" in hall.member("犬チーム").page("/team").text
    organizer.send("/organizer/entries", "/organizer/entries/1/hide", is_hidden="false")
    assert "犬チーム" in hall.anybody().page("/").text


def test_many_files_are_shown_page_by_page(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organizer_pages, "_A_PAGE", 2)
    for seed in range(3):
        hall.ledger.accept("犬チーム", f"{seed}.csv", answers(seed), hall.clock())
    organizer = hall.organizer()
    newest = organizer.page("/organizer/entries").text
    assert "2.csv" in newest and "1.csv" in newest and "0.csv" not in newest and "1 older file" in newest
    older = organizer.page("/organizer/entries?before=2").text
    assert "0.csv" in older and "1.csv" not in older and "Newest" in older


def test_rules_change_and_wrong_ones_are_named(hall: Hall) -> None:
    organizer = hall.organizer()
    fields = {"daily_limit": 7, "size_limit_mb": 3, "n_final": 1, "decimals": 4}
    page = organizer.send("/organizer/rules", "/organizer/rules", deadline="2026-12-01T17:00", **fields)
    assert "These rules are in force now." in page.text and 'value="2026-12-01T17:00"' in page.text
    board = hall.anybody().page("/").text
    assert "7 valid files a day" in board and "1 Dec 2026, 17:00 (Asia/Tokyo)" in board
    page = organizer.send("/organizer/rules", "/organizer/rules", deadline="soon", **fields | {"n_final": 99})
    assert page.status_code == 422 and "soon" in page.text and "99" in page.text
    assert organizer.send("/organizer/rules", "/organizer/rules", daily_limit="many").status_code == 422


@pytest.mark.parametrize(
    "odd_deadline", ["0001-01-01T00:00", "9999-12-31T23:59", "20261201", "2026-W01-1", "2026-12-01T17:00+09:00", "\x00"]
)
def test_odd_deadlines_break_no_page(hall: Hall, odd_deadline: str) -> None:
    hall.ledger.accept("犬チーム", "a.csv", answers(1), hall.clock())
    organizer = hall.organizer()
    page = organizer.send("/organizer/rules", "/organizer/rules", deadline=odd_deadline)
    assert page.status_code in (200, 422)
    for place in ("/", "/organizer", "/organizer/rules", "/api/board"):
        assert organizer.page(place).status_code == 200


def test_a_corrected_solution_says_who_moved(hall: Hall, tmp_path: Path) -> None:
    organizer, solution = hall.organizer(), hidden()
    turned = Solution(solution.ids, (solution.targets + 1) % 3, solution.usage)
    hall.member("犬チーム").upload(answers(1, 3))
    hall.member(EVIL).upload(answers(2, 2, turned))
    path = tmp_path / "corrected.csv"
    write_solution(turned, coins(), path)
    page = organizer.send("/organizer/rules", "/organizer/rescore", files={"solution": ("../x.csv", path.read_bytes())})
    assert page.status_code == 200 and "▲ 1" in page.text and "▼ 1" in page.text and "<script" not in page.text
    assert "&lt;script&gt;" in hall.anybody().page("/").text.partition("犬チーム")[0]
    for wrong in (b"id,label\ncoin_000.jpg,dog\n", b"", bytes(100), path.read_bytes()[:-30]):
        page = organizer.send("/organizer/rules", "/organizer/rescore", files={"solution": ("a.csv", wrong)})
        assert page.status_code == 422 and "/tmp" not in page.text and str(tmp_path.parent) not in page.text


def test_a_correction_of_private_labels_shows_nowhere(hall: Hall, tmp_path: Path) -> None:
    solution, member = hidden(), hall.member("犬チーム")
    member.upload(answers(1, 3))
    hall.member(EVIL).upload(answers(2))
    places = ("/", "/team", "/team/entries/1", "/api/board")
    before = [member.page(place).text for place in places]
    private = [usage == "Private" for usage in solution.usage or ()]
    turned = Solution(solution.ids, (solution.targets + private) % 3, solution.usage)
    write_solution(turned, coins(), tmp_path / "corrected.csv")
    data = (tmp_path / "corrected.csv").read_bytes()
    page = hall.organizer().send("/organizer/rules", "/organizer/rescore", files={"solution": ("a.csv", data)})
    assert "Private board" in page.text
    assert [member.page(place).text for place in places] == before


def test_teams_with_the_same_file_are_flagged_for_the_organizer_alone(hall: Hall) -> None:
    for team in ("犬チーム", EVIL):
        hall.member(team).upload(answers(1))
    page = hall.organizer().page("/organizer/flags").text
    assert "identical" in page and "犬チーム" in page and "&lt;script&gt;" in page
    assert "identical" not in hall.member("犬チーム").page("/team").text + hall.anybody().page("/").text


def test_files_come_back_as_they_were_and_are_never_a_page(hall: Hall) -> None:
    data = b"<html><script>alert(1)</script>"
    hall.ledger.accept("犬チーム", "page.html", data, hall.clock())
    sent = hall.organizer().page("/organizer/entries/1/file")
    assert sent.content == data
    assert sent.headers["content-type"] == "application/octet-stream"
    assert sent.headers["content-disposition"].startswith("attachment")
    assert hall.organizer().page("/organizer/entries/9/file").status_code == 404
