"""`host serve` as a process: its start, its end, a crash in the middle, and fifty teams at once."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest

from competition.contest import Contest, LeaderboardRules
from competition.contest_page import write_contest
from competition.solution import PRIVATE, PUBLIC, Solution, write_solution
from scripts.cli import main
from scripts.host import serve
from scripts.ledgers import FILE
from submit.leaderboard.ledger import Ledger
from tests import servers
from tests.online_boards import NOON, answers, coins, hidden
from tests.running_boards import running


def made(folder: Path, contest: Contest, solution: Solution) -> Path:
    """A contest's folder as `host new` leaves it, as far as the board needs it."""
    for part in ("public", "private"):
        (folder / part).mkdir(parents=True)
    write_contest(contest, folder / "public" / "contest.toml")
    write_solution(solution, contest, folder / "private" / "solution.csv")
    return folder


@pytest.fixture
def contest(tmp_path: Path) -> Path:
    return made(tmp_path / "coins", coins(daily_limit=3), hidden())


def sqlite_url(folder: Path) -> str:
    """Where `host serve` keeps the board when nothing else is said."""
    return f"sqlite:///{folder / 'private' / FILE}"


def tokens_of(url: str, contest: Contest, solution: Solution, n_teams: int) -> list[str]:
    with Ledger.open(url, contest, solution) as ledger:
        return [ledger.add_team(f"team {n}", NOON) for n in range(n_teams)]


def upload(address: str, token: str, data: bytes) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"}
    return httpx.post(f"{address}/api/submissions", files={"file": ("a.csv", data)}, headers=headers, timeout=120)


def history(address: str, token: str) -> list[dict[str, object]]:
    headers = {"authorization": f"Bearer {token}"}
    answer: list[dict[str, object]] = httpx.get(f"{address}/api/submissions", headers=headers, timeout=120).json()
    return answer


def test_a_port_that_is_taken(contest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        assert main(["host", "serve", str(contest), "--port", str(door.getsockname()[1])]) == 2
    assert "--port" in capsys.readouterr().err
    assert main(["host", "serve", str(contest), "--port", "99999"]) == 2
    assert "65535" in capsys.readouterr().err


def test_no_contest_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["host", "serve", str(tmp_path / "nowhere"), "--port", "65000"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_address_for_others() -> None:
    assert serve._reached_at("127.0.0.1") == "127.0.0.1"
    assert serve._reached_at("::1") == "[::1]"
    assert serve._reached_at("0.0.0.0") not in ("", "0.0.0.0")


@pytest.mark.slow
def test_the_token_is_shown_at_the_first_start_alone_and_the_end_is_clean(contest: Path) -> None:
    with running(contest) as first:
        assert len(first.organizer_token) == 43
        assert "Tell our coins apart" in httpx.get(first.address).text
    assert first.process.returncode in (0, -signal.SIGTERM)
    assert "other hidden labels" not in first.said
    write_solution(hidden(seed=1), coins(), contest / "private" / "solution.csv")
    with running(contest) as second:
        assert second.organizer_token == ""
    assert "other hidden labels" in second.said


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_after_a_crash_in_the_middle_every_acknowledged_file_is_there_once(contest: Path) -> None:
    tokens = tokens_of(sqlite_url(contest), coins(daily_limit=3), hidden(), 12)
    acknowledged: dict[str, list[int]] = {token: [] for token in tokens}
    enough = threading.Event()

    def send(token: str) -> None:
        for seed in range(3):
            try:
                answer = upload(there.address, token, answers(seed))
            except httpx.HTTPError:
                return
            acknowledged[token].append(answer.json()["id"])
            if sum(map(len, acknowledged.values())) > 8:
                enough.set()

    with running(contest) as there, ThreadPoolExecutor(12) as crowd:
        for token in tokens:
            crowd.submit(send, token)
        assert enough.wait(60)
        there.process.kill()
    assert sum(map(len, acknowledged.values())) > 8
    with running(contest) as again:
        for token, ids in acknowledged.items():
            entries = history(again.address, token)
            assert {entry["state"] for entry in entries} <= {"scored"}
            assert set(ids) <= {entry["id"] for entry in entries}
            assert len(entries) == len({entry["sha256"] for entry in entries}) <= 3


@pytest.fixture(params=["sqlite", "postgresql"])
def large_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database for the large contest in ``tmp_path``."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "large")
        return
    with servers.postgresql() as address:
        yield f"{address}/postgres"


@pytest.mark.slow
def test_fifty_teams_at_once(tmp_path: Path, large_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """10,000 pictures, 20 classes, two workers: nothing lost, nothing twice, every limit exact."""
    classes = tuple(f"class {n}" for n in range(20))
    random = np.random.default_rng(0)
    ids = tuple(f"{n:05}.jpg" for n in range(10_000))
    usage = tuple((PUBLIC, PRIVATE)[n % 2] for n in range(len(ids)))
    solution = Solution(ids, random.integers(20, size=len(ids)), usage)
    contest = Contest("large", classes, leaderboard=LeaderboardRules(daily_limit=2))
    folder = made(tmp_path / "large", contest, solution)
    tokens = tokens_of(large_url, contest, solution, 50)
    files = list(_files(contest, solution, random, 50))
    waits_s: list[float] = []
    statuses: dict[str, list[int]] = {token: [] for token in tokens}

    def send(token: str, data: bytes) -> None:
        started = time.monotonic()
        statuses[token].append(upload(there.address, token, data).status_code)
        waits_s.append(time.monotonic() - started)

    with running(folder, "--workers", "2", "--url", large_url) as there:
        time.sleep(3)  # the second worker
        with ThreadPoolExecutor(50) as crowd:
            list(crowd.map(send, tokens, files))
        with capsys.disabled():
            p95_s = np.quantile(waits_s, 0.95)
            print(f" [first page after {there.waited_s:.2f} s; 95 of 100 uploads within {p95_s:.2f} s] ", end="")
        assert all(status == [200] for status in statuses.values())
        # Three more of one team at once, where one is left.
        with ThreadPoolExecutor(3) as crowd:
            list(crowd.map(send, tokens[:1] * 3, files[:3]))
        assert sorted(statuses[tokens[0]][1:]) == [200, 429, 429]
        assert len(httpx.get(f"{there.address}/api/board", timeout=60).json()) == 50
        entries = [entry for token in tokens for entry in history(there.address, token)]
        assert len(entries) == len({entry["id"] for entry in entries}) == 51
        assert {entry["state"] for entry in entries} == {"scored"}


def _files(contest: Contest, solution: Solution, random: np.random.Generator, n: int) -> Iterator[bytes]:
    head = f"id,{','.join(contest.classes)}\n"
    for _file in range(n):
        shares = random.random((len(solution.ids), contest.n_classes)).round(5)
        shares[np.arange(len(solution.ids)), solution.targets] += random.random()
        shares /= shares.sum(axis=1, keepdims=True)
        rows = (f"{name},{','.join(map('{:.6f}'.format, row))}" for name, row in zip(solution.ids, shares, strict=True))
        yield (head + "\n".join(rows) + "\n").encode()
