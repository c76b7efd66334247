"""What everybody sees: the board, in two languages, with nothing from elsewhere; logging in and out."""

import re

from tests.online_boards import Hall, answers

EVIL = "<script>alert('1')</script>"


def test_an_empty_board_says_so(hall: Hall) -> None:
    page = hall.anybody().page("/")
    assert page.status_code == 200
    assert "No file was scored yet." in page.text
    assert "3 valid files a day" in page.text
    assert "midnight in Asia/Tokyo" in page.text


def test_the_board_ranks_and_escapes(hall: Hall) -> None:
    hall.ledger.accept("犬チーム", "a.csv", answers(1, skill=3), hall.clock())
    hall.ledger.accept(EVIL, "<b>.csv", answers(2, skill=0), hall.clock())
    text = hall.anybody().page("/").text
    assert text.index("犬チーム") < text.index("&lt;script&gt;")
    assert "<script" not in text
    assert "<b>.csv" not in text


def test_nothing_comes_from_another_host_and_nothing_runs(hall: Hall) -> None:
    hall.ledger.accept("犬チーム", "a.csv", answers(1), hall.clock())
    team, organizer = hall.member("犬チーム"), hall.organizer()
    pages = [team.page(path) for path in ("/", "/team", "/team/entries/1", "/nowhere")]
    pages += [organizer.page(f"/organizer{path}") for path in ("", "/teams", "/entries", "/rules", "/flags")]
    pages += [hall.anybody().page("/login"), team.page("/static/board.css"), team.page("/static/icon.svg")]
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "<script" not in page.text and " style=" not in page.text
        assert not re.search(r'(?:src|href|action)="(?!/|#)', page.text)
        assert not re.search(r"url\(|@import", page.text)


def test_pages_speak_both_languages_and_the_switch_is_remembered(hall: Hall) -> None:
    person = hall.anybody("ja,en;q=0.5")
    page = person.page("/")
    assert 'lang="ja"' in page.text and "順位" in page.text and "ルール" in page.text
    page = person.client.get("/language/en", params={"back": "/login"})
    assert page.url.path == "/login" and "Token" in page.text
    assert 'lang="en"' in person.page("/").text


def test_the_switch_leads_to_no_other_host(hall: Hall) -> None:
    client = hall.anybody().client
    for back in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example"):
        answer = client.get("/language/ja", params={"back": back}, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_logging_in_and_out(hall: Hall) -> None:
    person = hall.member("犬チーム")
    assert "犬チーム" in person.page("/team").text
    cookie = next(one for one in person.client.cookies.jar if one.name == "board_token")
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "strict"
    assert cookie.expires is None
    person.send("/team", "/logout")
    assert person.page("/team").status_code == 401


def test_a_wrong_token_is_refused_and_so_is_a_token_that_was_renewed(hall: Hall) -> None:
    person = hall.anybody()
    page = person.send("/login", "/login", token="guess")
    assert page.status_code == 401 and "This token is not known" in page.text
    member = hall.member("犬チーム")
    hall.ledger.renew("犬チーム", hall.clock())
    assert member.page("/team").status_code == 401


def test_a_token_may_hold_anything(hall: Hall) -> None:
    for token in ("犬" * 20, "\x00", "a" * 499, "' OR 1=1 --", "%s%n", "=1+1"):
        assert hall.anybody().send("/login", "/login", token=token).status_code in (401, 422)
