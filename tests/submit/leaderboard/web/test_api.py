"""The board for programs: what curl sends and gets."""

import httpx

from tests.online_boards import Hall, answers


def test_a_file_by_curl_and_the_history(hall: Hall) -> None:
    program = hall.program("犬チーム")
    sent = program.post("/api/submissions", files={"file": ("a.csv", answers(1))})
    assert sent.status_code == 200
    entry = sent.json()
    assert entry["state"] == "scored" and entry["left_today"] == 2 and set(entry["scores"]) == {"Public"}
    bad = program.post("/api/submissions", files={"file": ("b.csv", b"id\n")}).json()
    assert bad["state"] == "invalid" and len(bad["problems"]) >= 2 and bad["left_today"] == 2
    assert [one["id"] for one in program.get("/api/submissions").json()] == [2, 1]
    board = httpx.get(f"{hall.address}/api/board").json()
    assert [(row["rank"], row["team"], row["score"]) for row in board] == [(1, "犬チーム", entry["scores"]["Public"])]


def test_refusals_are_json_with_a_reason(hall: Hall) -> None:
    url = f"{hall.address}/api/submissions"
    missing = httpx.get(url)
    assert missing.status_code == 401 and "token" in missing.json()["error"]
    assert missing.headers["www-authenticate"] == "Bearer"
    assert httpx.get(url, headers={"authorization": "Bearer nobody"}).status_code == 401
    organizer = httpx.get(url, headers={"authorization": f"Bearer {hall.organizer_token}"})
    assert organizer.status_code == 403
    program = hall.program("犬チーム")
    assert program.post("/api/submissions", data={"file": "no file"}).status_code == 422
    assert program.put("/api/submissions").status_code == 405
    assert program.get("/api/nowhere").json()["error"] == "This page is not there"


def test_a_cookie_alone_uploads_nothing(hall: Hall) -> None:
    """Another site could make a browser send its cookies, never a header of its own."""
    browser = hall.member("犬チーム").client
    assert browser.post("/api/submissions", files={"file": ("a.csv", answers(1))}).status_code == 401


def test_the_limit_is_told(hall: Hall) -> None:
    program = hall.program("犬チーム")
    for seed in range(3):
        program.post("/api/submissions", files={"file": ("a.csv", answers(seed))})
    refused = program.post("/api/submissions", files={"file": ("a.csv", answers(9))})
    assert refused.status_code == 429 and "3" in refused.json()["error"]


def test_the_description_is_there_and_its_pages_are_not(hall: Hall) -> None:
    assert "/api/submissions" in httpx.get(f"{hall.address}/openapi.json").json()["paths"]
    # They would load scripts from another host.
    assert {httpx.get(hall.address + path).status_code for path in ("/docs", "/redoc")} == {404}
