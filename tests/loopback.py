"""Kaggle on this machine: a server that speaks the official client's protocol, and fails in every way it is told to."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

TOKEN = "KGAT_0123456789abcdef0123456789abcdef"
CONTEST = "shapes"


class Kaggle(ThreadingHTTPServer):
    """What the server knows and how it shall behave.

    Attributes:
        faults: By request (``CreateSubmission``, ``PUT``, …) what goes wrong: a status such as ``"404"``, ``drop`` (the
            line), ``nonsense``, ``empty``, ``slow`` (never), ``late`` (once it may go on); with `` after``, once the
            request was obeyed.
        submissions: What it was sent.
        left: How many more it takes today.
        n_pending: How many lists it gives before it has a score.
        asked: How often each request came.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.faults: dict[str, str] = {}
        self.submissions: list[dict[str, Any]] = []
        self.uploads: list[bytes] = []
        self.left = 3
        self.n_pending = 0
        self.error = ""
        self.score = "0.91742"
        self.asked: Counter[str] = Counter()
        self.is_over = threading.Event()
        self.may_go_on = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was stopped while it waited is no news."""

    def answer(self, name: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Obey one request."""
        if name == "IntrospectToken":
            return {"active": asked["token"] == TOKEN, "username": "チーム"}
        if name == "StartSubmissionUpload":
            return {"token": "blob", "createUrl": f"{self.address}/upload"}
        if name == "CreateSubmission":
            self.left -= 1
            reference = 1000 + len(self.submissions)
            told = {"ref": reference, "description": asked["submissionDescription"], "fileName": "submission.csv"}
            self.submissions.insert(0, told)
            return {"message": "Successfully submitted", "ref": reference}
        if name == "GetSubmissionLimits":
            return {"numToday": len(self.submissions), "numTotal": 9, "numAllowedNow": self.left}
        self.n_pending -= 1
        status = "PENDING" if self.n_pending >= 0 else "ERROR" if self.error else "COMPLETE"
        judged = {"status": status, "publicScore": self.score, "errorDescription": self.error}
        date = "2026-11-20T01:02:03.1234567Z"
        return {"submissions": [{**one, **judged, "date": date} for one in self.submissions]}


class Answers(BaseHTTPRequestHandler):
    """Reads a request, answers it or fails."""

    server: Kaggle
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        name = self.path.rpartition("/")[2]
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if name != "IntrospectToken" and asked["competitionName"] != CONTEST:
            self._reply(404, {"code": 404, "message": "Not found"})
        elif name != "IntrospectToken" and self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._reply(401, {"code": 401, "message": "Unauthenticated"})
        else:
            self._obey(name, asked)

    def do_PUT(self) -> None:
        self.server.uploads.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._obey("PUT", None)

    def _obey(self, name: str, asked: dict[str, Any] | None) -> None:
        self.server.asked[name] += 1
        if self.server.faults.get(name) == "late":
            self.server.may_go_on.wait()
            del self.server.faults[name]
        fault, _, after = self.server.faults.get(name, "").partition(" ")
        told = self.server.answer(name, asked) if asked is not None and (after or not fault) else {}
        if fault == "slow":
            self.server.is_over.wait()
        if fault in ("drop", "slow"):
            self.close_connection = True
        elif fault == "nonsense":
            self._reply(200, "<html>Log in to the school's network first.</html>")
        elif fault == "empty":
            self._reply(200, {})
        elif fault:
            # A careless server that repeats what it was sent.
            said = f"No: {self.headers['Authorization']}"
            self._reply(int(fault), {"code": int(fault), "message": said})
        else:
            self._reply(200, told)

    def _reply(self, status: int, told: dict[str, Any] | str) -> None:
        body = (told if isinstance(told, str) else json.dumps(told)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if isinstance(told, str) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the tests look at what the client says."""


@contextmanager
def kaggle(home: Path, patch: pytest.MonkeyPatch) -> Iterator[Kaggle]:
    """A running server, and an environment in which the client finds it, a token, and nobody's home.

    Args:
        home: An empty folder.
        patch: Undone by the test.
    """
    hook = home / "hook"
    hook.mkdir()
    # The client has no setting for another address; whatever Python starts from here on goes to this one.
    (hook / "sitecustomize.py").write_text(
        "import os\n"
        "from kagglesdk import kaggle_env\n"
        "kaggle_env._env_to_endpoint[kaggle_env.KaggleEnv.LOCAL] = os.environ['LOOPBACK']\n",
        encoding="utf-8",
    )
    server = Kaggle()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    variables = {
        "LOOPBACK": server.address,
        "PYTHONPATH": str(hook),
        "KAGGLE_API_ENVIRONMENT": "LOCALHOST",
        "KAGGLE_API_TOKEN": TOKEN,
        "NO_PROXY": "*",
        **dict.fromkeys(("HOME", "USERPROFILE", "XDG_CONFIG_HOME"), str(home)),
    }
    for name, value in variables.items():
        patch.setenv(name, value)
    try:
        yield server
    finally:
        server.is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()
