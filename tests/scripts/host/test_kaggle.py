"""`host kaggle`: what it writes, what Kaggle's own client makes of it, and what stays out of it."""

import csv
import json
import re
import shlex
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from competition.contest import Contest, DataFiles, LeaderboardRules, SubmissionFormat
from competition.contest_page import PAGE, write_contest
from competition.solution import PRIVATE, PUBLIC, Solution, write_solution
from scripts.cli import main
from tests.miniatures import CLASSES, train_pictures, unlabelled_pictures, write_pictures

TEST = tuple(unlabelled_pictures())


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A contest as `host new` leaves it."""
    folder = tmp_path / "形"
    public = folder / "public"
    train = {name: data for name, (_label, data) in train_pictures().items()}
    write_pictures(public / "train", train | {".DS_Store": b"\0"})
    write_pictures(public / "test", unlabelled_pictures())
    rows = "".join(f"{name},{label}\n" for name, (label, _data) in train_pictures().items())
    (public / "train.csv").write_text("file_name,label\n" + rows, encoding="utf-8")
    (public / "sample.csv").write_text("".join(f"{name},star\n" for name in reversed(TEST)), encoding="utf-8")
    page = Contest(
        "our_shapes",
        CLASSES,
        metric="accuracy",
        title="形のコンテスト",
        about="Which shape is it?\nLook well.",
        data=DataFiles("train", "test", "train.csv", sample_submission="sample.csv"),
        submission=SubmissionFormat("label_name", header=False),
        leaderboard=LeaderboardRules(deadline="2027-02-01 17:00", daily_limit=3),
    )
    write_contest(page, public / PAGE)
    hidden = Solution(TEST, np.arange(4), (PUBLIC, PRIVATE, PUBLIC, PRIVATE))
    write_solution(hidden, page, folder / "private" / "solution.csv")
    return folder


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_everything_a_host_needs(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["host", "kaggle", str(made), "--out", str(out)]) == 0
    assert "HOST.md" in capsys.readouterr().out
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert names == [
        "HOST.md",
        "competition-metadata.json",
        "data/sample_submission.csv",
        "data/test.zip",
        "data/train.csv",
        "data/train.zip",
        "metric.py",
        "pages/data-description.md",
        "pages/description.md",
        "pages/evaluation.md",
        "pages/rules.md",
        "send_pages.py",
        "settings.json",
        "solution.csv",
    ]
    assert rows_of(out / "solution.csv")[:3] == [
        ["id", "label", "Usage"],
        ["test_000.png", "circle", "Public"],
        ["test_001.png", "square", "Private"],
    ]
    # In the order of the contest's own sample, with the header that Kaggle wants.
    assert [row[0] for row in rows_of(out / "data/sample_submission.csv")] == ["id", *reversed(TEST)]
    with zipfile.ZipFile(out / "data/train.zip") as archive:
        assert archive.namelist() == sorted(train_pictures())
    metadata = json.loads((out / "competition-metadata.json").read_text(encoding="ascii"))
    assert (metadata["title"], metadata["slug"], metadata["privacy"]) == ("形のコンテスト", "our-shapes", "LIMITED")
    assert metadata["briefDescription"] == "Which shape is it?"
    assert json.loads((out / "settings.json").read_text()) == {"deadline": "2027-02-01T08:00:00Z"}
    assert "at most 3 files a day" in (out / "pages/rules.md").read_text(encoding="utf-8")


def test_no_hidden_label_is_among_the_data(made: Path, tmp_path: Path) -> None:
    """Even where the solution lies among the teams' files."""
    public = made / "public"
    (public / "train" / "solution.csv").write_bytes((made / "private" / "solution.csv").read_bytes())
    out = tmp_path / "out"
    assert main(["host", "kaggle", str(made), "--out", str(out)]) == 0
    for path in (out / "data").iterdir():
        inside = zipfile.ZipFile(path).namelist() if path.suffix == ".zip" else []
        assert "solution.csv" not in inside
        assert b"Private" not in path.read_bytes()


def test_the_same_contest_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert main(["host", "kaggle", str(made), "--out", str(tmp_path / name)]) == 0
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)


def test_what_cannot_be_is_said_and_leaves_nothing(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["host", "kaggle", str(made), "--out", str(out)]
    assert main([*words, "--slug", "形"]) == 2
    assert "--slug" in capsys.readouterr().err
    hidden = made / "private" / "solution.csv"
    right = hidden.read_text(encoding="utf-8")
    hidden.write_text(right.replace("test_003", "test_004"), encoding="utf-8")
    assert main(words) == 2
    said = capsys.readouterr().err
    assert "test_003.png has no hidden label" in said
    assert "test_004.png is no test picture" in said
    assert not out.exists()
    hidden.write_text(right, encoding="utf-8")
    out.mkdir()
    (out / "mine.txt").touch()
    assert main(words) == 2
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


class Answers(BaseHTTPRequestHandler):
    """Kaggle as a host's client sees it: agrees to everything, and remembers it."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = self.path.rpartition("/")[2]
        self.server.asked.append((name, asked))  # type: ignore[attr-defined]
        told: dict[str, Any] = {"url": "there"}
        if name == "ListCompetitionPages":
            told = {"pages": [{"name": "rules"}]}
        if name == "IntrospectToken":
            told = {"active": True, "username": "host"}
        if name == "StartBlobUpload":
            told = {"token": "blob", "createUrl": f"http://{self.headers['Host']}/upload"}
        self._reply(json.dumps(told).encode())

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._reply(b"{}")

    def _reply(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


CLIENT = """
import json, runpy, sys
from kagglesdk import kaggle_env
kaggle_env._env_to_endpoint[kaggle_env.KaggleEnv.LOCAL] = sys.argv[1]
from kaggle import cli
for words in json.loads(sys.argv[2]):
    sys.argv = words
    if words[0] == "python":
        runpy.run_path(words[1])
        continue
    try:
        cli.main()
    except SystemExit as end:
        if end.code:
            raise
"""


@pytest.mark.slow
def test_kaggle_s_own_client_takes_every_command_of_the_guide(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["host", "kaggle", str(made), "--out", str(out)]) == 0
    commands = re.findall(r"^(?:kaggle|python) .+$", (out / "HOST.md").read_text(encoding="utf-8"), re.MULTILINE)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        done = subprocess.run(
            [sys.executable, "-c", CLIENT, address, json.dumps([shlex.split(command) for command in commands])],
            cwd=out,
            env={"PATH": "", "HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "NO_PROXY": "*"}
            | {"KAGGLE_API_ENVIRONMENT": "LOCALHOST", "KAGGLE_API_TOKEN": "KGAT_0123456789abcdef0123456789abcdef"},
            capture_output=True,
            text=True,
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert done.returncode == 0, done.stdout + done.stderr
    asked: list[tuple[str, dict[str, Any]]] = server.asked  # type: ignore[attr-defined]
    named = dict(asked)
    assert len(commands) == 7
    assert named["CreateCompetition"]["title"] == "形のコンテスト"
    pages = [page["page"]["name"] for name, page in asked if name == "CreateCompetitionPage"]
    assert pages == ["description", "evaluation", "data-description"]
    assert named["UpdateCompetitionPage"]["pageName"] == "rules"
    files = [file["name"] for file in named["CreateCompetitionData"]["files"]]
    assert files == ["sample_submission.csv", "test.zip", "train.csv", "train.zip"]
    assert {"CreateCompetitionSolution", "UpdateCompetitionSettings", "LaunchCompetition"} <= named.keys()
