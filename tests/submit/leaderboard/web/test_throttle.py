"""Guessing is slow, for the one who guesses; those at work go on."""

import httpx

from submit.leaderboard.web.throttle import N_FREE, Throttle
from tests.online_boards import Hall, answers


def test_wrong_tokens_are_held_up_and_known_ones_are_not(hall: Hall) -> None:
    program = hall.program("犬チーム")
    assert program.get("/api/submissions").status_code == 200
    url = f"{hall.address}/api/submissions"
    statuses = [httpx.get(url, headers={"authorization": f"Bearer {n}"}).status_code for n in range(N_FREE + 5)]
    assert statuses == [401] * N_FREE + [429] * 5
    # The same address, a token that was right before.
    assert program.post("/api/submissions", files={"file": ("a.csv", answers(1))}).status_code == 200
    # By cookie and by form it is the same guess.
    held_up = hall.anybody().send("/login", "/login", token="another")
    assert held_up.status_code == 429 and int(held_up.headers["retry-after"]) > 50
    hall.clock.moment = hall.clock.moment.replace(minute=2)
    assert httpx.get(url, headers={"authorization": "Bearer 1"}).status_code == 401


def test_a_cookie_is_a_guess_too(hall: Hall) -> None:
    for n in range(N_FREE):
        httpx.get(hall.address, cookies={"board_token": str(n)})
    assert hall.anybody().send("/login", "/login", token="another").status_code == 429


def test_a_browser_whose_token_was_renewed_is_no_guesser(hall: Hall) -> None:
    browser = hall.member("犬チーム")
    hall.tokens["犬チーム"] = hall.ledger.renew("犬チーム", hall.clock())
    for _page in range(N_FREE + 2):
        assert browser.page("/").status_code == 200
    assert hall.member("犬チーム").page("/team").status_code == 200


def test_addresses_do_not_fill_the_memory() -> None:
    throttle = Throttle()
    for n in range(20_000):
        throttle.note_wrong(str(n), 0.0)
    assert len(throttle._wrong) == 10_000
