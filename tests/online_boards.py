"""A small contest's live board on the loopback, for tests that visit it as people and programs do."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvicorn

from competition.contest import Contest, LeaderboardRules
from competition.solution import PRIVATE, PUBLIC, Solution
from submit.leaderboard.ledger import Ledger
from submit.leaderboard.web.app import board_app

COINS = ("1円", "5円", "10円")
NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # in Tokyo


def coins(**rules: Any) -> Contest:
    return Contest("coins", COINS, title="Tell our coins apart", leaderboard=LeaderboardRules(**rules))


def hidden(n: int = 60, seed: int = 0) -> Solution:
    """Labels of ``coin_000.jpg`` and so on; every second one is private."""
    targets = np.random.default_rng(seed).integers(len(COINS), size=n)
    return Solution(
        tuple(f"coin_{i:03}.jpg" for i in range(n)), targets, tuple((PRIVATE, PUBLIC)[i % 2] for i in range(n))
    )


def answers(seed: int, skill: float = 1.0, solution: Solution | None = None) -> bytes:
    """A submission file; the larger the skill, the better its score."""
    solution = solution or hidden()
    logits = np.random.default_rng(seed).normal(size=(len(solution.ids), len(COINS)))
    logits[np.arange(len(solution.ids)), solution.targets] += skill
    shares = np.exp(logits)
    shares /= shares.sum(axis=1, keepdims=True)
    rows = "".join(
        f"{name},{','.join(f'{share:.6f}' for share in row)}\n" for name, row in zip(solution.ids, shares, strict=True)
    )
    return f"id,{','.join(COINS)}\n{rows}".encode()


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@contextmanager
def served(ledger: Ledger, now: Callable[[], datetime]) -> Iterator[str]:
    """A running board; its address."""
    server = uvicorn.Server(uvicorn.Config(board_app(ledger, now), log_level="critical"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Person:
    """Somebody with a browser: cookies are kept, forms are sent with what the page put into them.

    Args:
        client: Knows the board's address.
        token: To log in with.
    """

    def __init__(self, client: httpx.Client, token: str = "") -> None:
        self.client = client
        if token:
            assert self.send("/login", "/login", token=token).status_code == 200

    def page(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def form_key(self, path: str) -> str:
        return re.findall(r'name="form_key" value="(\w+)"', self.page(path).text)[-1]

    def send(self, page: str, to: str, files: Any = None, **fields: Any) -> httpx.Response:
        """Fill in a form that stands on ``page``."""
        return self.client.post(to, data={"form_key": self.form_key(page), **fields}, files=files)

    def upload(self, data: bytes, name: str = "submission.csv") -> httpx.Response:
        return self.send("/team", "/team/upload", files={"file": (name, data)})


class Hall:
    """A running board with its ledger, its clock and everybody's tokens.

    Args:
        folder: For the database.
        teams: To enter.
        **rules: Of the board.
    """

    def __init__(self, folder: Path, *teams: str, **rules: Any) -> None:
        self.clock = Clock()
        self.ledger = Ledger.open(f"sqlite:///{folder / 'board.sqlite'}", coins(**rules), hidden())
        self.organizer_token = self.ledger.new_organizer_token(NOON)
        self.tokens = {name: self.ledger.add_team(name, NOON) for name in teams}
        self.address = ""
        self._clients = ExitStack()

    @contextmanager
    def opened(self) -> Iterator["Hall"]:
        with served(self.ledger, self.clock) as self.address, self._clients:
            yield self
        self.ledger.close_connections()

    def _client(self, **headers: str) -> httpx.Client:
        return self._clients.enter_context(httpx.Client(base_url=self.address, headers=headers, follow_redirects=True))

    def anybody(self, language: str = "en") -> Person:
        return Person(self._client(**{"accept-language": language}))

    def member(self, team: str, language: str = "en") -> Person:
        return Person(self._client(**{"accept-language": language}), self.tokens[team])

    def organizer(self) -> Person:
        return Person(self._client(), self.organizer_token)

    def program(self, team: str) -> httpx.Client:
        return self._client(authorization=f"Bearer {self.tokens[team]}")
