"""What a team does: uploads, reads every problem, looks back, chooses. What it sees of others: nothing."""

import re
from datetime import timedelta
from pathlib import Path

import httpx

from competition.languages import catalogue
from competition.solution import PRIVATE, Solution
from submit.leaderboard.ledger import Ledger
from tests.online_boards import Hall, answers, coins, hidden, served

BAD = "id,1円,5円,10円\ncoin_000.jpg,a,-1,NaN\ncoin_000.jpg,0,0,0\n=HYPERLINK(1),1,0,0\n<b>,1,0,0\n".encode()
EVIL = "<script>alert('1')</script>"


def test_a_good_file_is_scored_and_stands_in_the_history(hall: Hall) -> None:
    person = hall.member("犬チーム")
    page = person.upload(answers(1), "../../etc/pass<wd>.csv")
    assert page.url.path == "/team/entries/1"
    entry = hall.ledger.submissions("犬チーム")[0]
    assert f"{entry.scores['Public'].value:.5f}" in page.text
    assert "2 left today" in page.text
    history = person.page("/team").text
    assert "pass&lt;wd&gt;.csv" in history and "etc" not in history and "<wd>" not in history


def test_every_problem_of_a_bad_file_is_shown_and_it_does_not_count(hall: Hall) -> None:
    page = hall.member("犬チーム").upload(BAD)
    for problem in hall.ledger.submissions("犬チーム")[0].problems:
        assert problem.partition(":")[0].partition("'")[0] in page.text
    assert page.text.count("<li>") >= 5
    assert "<b>" not in page.text and "&lt;b&gt;" in page.text
    assert "3 left today" in page.text


def test_problems_are_told_in_the_language_of_the_team(hall: Hall) -> None:
    english, japanese = (hall.member("犬チーム", language).upload(BAD).text for language in ("en", "ja"))
    said = catalogue("ja").ngettext("{n} cell holds no number", "{n} cells hold no number", 1).format(n=1)
    assert "1 cell holds no number" in english and "1 cell holds no number" not in japanese
    assert said in japanese and said != "1 cell holds no number"


def test_the_daily_limit_is_told_and_ends_at_midnight(hall: Hall) -> None:
    person = hall.member("犬チーム")
    for seed in range(3):
        assert person.upload(answers(seed)).url.path == f"/team/entries/{seed + 1}"
    refused = person.upload(answers(4))
    assert refused.status_code == 429 and 'role="alert"' in refused.text
    hall.clock.moment += timedelta(hours=12)  # midnight in Tokyo
    assert person.upload(answers(4)).status_code == 200


def test_another_teams_files_are_not_there(hall: Hall) -> None:
    hall.member("犬チーム").upload(answers(1), "secret.csv")
    other = hall.member(EVIL)
    page = other.page("/team/entries/1")
    assert page.status_code == 404 and "secret" not in page.text
    assert page.text == other.page("/team/entries/1").text
    assert "secret" not in other.page("/team").text
    assert "secret" not in hall.program(EVIL).get("/api/submissions").text
    assert other.send("/team", "/team/final", chosen=["1"]).status_code == 429


def test_nothing_a_team_sees_follows_from_private_labels(hall: Hall, tmp_path: Path) -> None:
    """Two boards whose solutions differ in private rows alone show the same pages, to the byte."""
    solution = hidden()
    targets = solution.targets.copy()
    private = [place for place, usage in enumerate(solution.usage or ()) if usage == PRIVATE]
    targets[private] = (targets[private] + 1) % 3
    (tmp_path / "other").mkdir()
    url = f"sqlite:///{tmp_path / 'other' / 'board.sqlite'}"
    other = Ledger.open(url, coins(daily_limit=3), Solution(solution.ids, targets, solution.usage))
    tokens = {name: other.add_team(name, hall.clock()) for name in hall.tokens}
    for ledger in (hall.ledger, other):
        for seed, team in enumerate(hall.tokens):
            ledger.accept(team, "a.csv", answers(seed), hall.clock())
    with served(other, hall.clock) as address:
        for path in ("/", "/api/board", "/api/submissions", "/team/entries/1"):
            seen = []
            for there, token in ((hall.address, hall.tokens["犬チーム"]), (address, tokens["犬チーム"])):
                cookies, headers = {"board_token": token}, {"authorization": f"Bearer {token}"}
                page = httpx.get(there + path, headers=headers, cookies=cookies).text
                # A form's key follows from the token.
                seen.append(re.sub(r'value="[0-9a-f]{64}"', "", page))
            assert seen[0] == seen[1], path
    other.close_connections()


def test_the_choice_for_the_end_is_kept_and_limited(hall: Hall) -> None:
    person = hall.member("犬チーム")
    for seed in range(3):
        person.upload(answers(seed))
    page = person.send("/team", "/team/final", chosen=["1", "2"])
    assert "Your choice for the end is kept." in page.text
    assert {entry.id for entry in hall.ledger.submissions("犬チーム") if entry.is_final} == {1, 2}
    assert person.send("/team", "/team/final", chosen=["1", "2", "3"]).status_code == 429
    assert person.send("/team", "/team/final", chosen=["-5"]).status_code == 429
    assert person.send("/team", "/team/final", chosen=["x"]).status_code == 422


def test_a_closed_contest_takes_nothing(hall: Hall) -> None:
    person = hall.member("犬チーム")
    key = person.form_key("/team")
    hall.ledger.close(hall.clock())
    assert "/team/upload" not in person.page("/team").text
    sent = person.client.post("/team/upload", data={"form_key": key}, files={"file": ("a.csv", answers(1))})
    assert sent.status_code == 403 and "closed" in sent.text
    assert hall.ledger.submissions() == []


def test_private_scores_are_seen_after_the_reveal_alone(hall: Hall) -> None:
    person = hall.member("犬チーム")
    person.upload(answers(1))
    private = f"{hall.ledger.submissions()[0].scores['Private'].value:.5f}"
    places = ("/", "/team", "/team/entries/1", "/api/board")
    hall.ledger.close(hall.clock())
    assert not any(private in person.page(place).text for place in places)
    assert "Private" not in hall.program("犬チーム").get("/api/submissions").text
    hall.ledger.reveal(hall.clock())
    assert private in person.page("/").text and private in person.page("/team").text
