"""What anybody may send: other sites' forms, too much, packed, endless."""

import gzip
import socket
import time
from collections.abc import Iterator

import httpx

from tests.online_boards import Hall, answers

MB = 1_000_000


def test_forms_need_their_key_and_come_from_here(hall: Hall) -> None:
    person = hall.member("犬チーム")
    key = person.form_key("/team")
    file = {"file": ("a.csv", answers(1))}
    for forged in ("", "0" * 64, hall.member("犬チーム").form_key("/team")[::-1]):
        assert person.client.post("/team/upload", data={"form_key": forged}, files=file).status_code == 403
    for headers in ({"origin": "http://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        sent = person.client.post("/team/upload", data={"form_key": key}, files=file, headers=headers)
        assert sent.status_code == 403
    assert hall.ledger.submissions() == []
    own = {"origin": hall.address, "sec-fetch-site": "same-origin"}
    assert person.client.post("/team/upload", data={"form_key": key}, files=file, headers=own).status_code == 200


def test_every_form_of_the_organizer_needs_its_key(hall: Hall) -> None:
    organizer = hall.organizer().client
    for path in ("close", "reopen", "reveal", "teams", "teams/renew", "rules", "entries/1/hide"):
        assert organizer.post(f"/organizer/{path}", data={"team": "犬チーム"}).status_code == 403, path
    sent = organizer.post("/organizer/rescore", files={"solution": ("a.csv", b"id,label\n")})
    assert sent.status_code == 403
    assert hall.anybody().client.post("/login", data={"token": hall.organizer_token}).status_code == 403
    assert hall.ledger.state(hall.clock()).word == "open"


def test_a_hundred_megabytes_are_refused_before_they_are_sent(hall: Hall) -> None:
    """Told by the announced length: the answer is there when only the head was sent."""
    host, _colon, port = hall.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        head = (
            f"POST /api/submissions HTTP/1.1\r\nHost: x\r\nContent-Length: {100 * MB}\r\nExpect: 100-continue\r\n\r\n"
        )
        line.sendall(head.encode())
        assert b" 413 " in line.recv(1000)


def test_a_browser_that_sends_it_all_the_same_sees_the_answer(hall: Hall) -> None:
    person = hall.member("犬チーム")
    page = person.send("/team", "/team/upload", files={"file": ("big.csv", bytes(100 * MB))})
    assert page.status_code == 413 and "too large" in page.text
    assert hall.ledger.submissions() == []


def test_an_endless_body_without_a_length_is_cut_off(hall: Hall) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        while sent < 1000 * MB:
            sent += MB
            yield bytes(MB)

    headers = {"content-type": "multipart/form-data; boundary=x", "authorization": f"Bearer {hall.tokens['犬チーム']}"}
    try:
        status = httpx.post(f"{hall.address}/api/submissions", content=endless(), headers=headers).status_code
    except httpx.HTTPError:
        status = 413  # the line was cut while we were still sending
    assert status == 413
    assert sent < 100 * MB


def test_a_small_form_cannot_be_large(hall: Hall) -> None:
    assert hall.anybody().send("/login", "/login", token="a" * MB).status_code == 413


def test_packed_bodies_and_packed_files_are_not_unpacked(hall: Hall) -> None:
    bomb = gzip.compress(bytes(100 * MB))
    headers = {"content-encoding": "gzip", "authorization": f"Bearer {hall.tokens['犬チーム']}"}
    assert httpx.post(f"{hall.address}/api/submissions", content=bomb, headers=headers).status_code == 415
    started = time.monotonic()
    for data in (bomb, b"PK\x03\x04" + bytes(1000)):
        entry = hall.program("犬チーム").post("/api/submissions", files={"file": ("a.csv", data)}).json()
        assert entry["state"] == "invalid"
    assert time.monotonic() - started < 20


def test_odd_requests_are_refused_in_words(hall: Hall) -> None:
    client = hall.anybody().client
    assert client.get("/team/entries/abc").status_code in (401, 422)
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/..%2fapp.py").status_code == 404
    assert client.get("/language/xx").status_code == 404
    assert client.delete("/").status_code == 405
    assert client.get("/" + "a" * 5000).status_code == 404
