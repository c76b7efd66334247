"""`upload` with the official client and a Kaggle on this machine that fails in every way; with SIGNATE's words."""

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.cli import main
from submit import journal
from submit.upload import kaggle, sending
from tests import loopback
from tests.loopback import TOKEN, Kaggle
from tests.scripts.conftest import Desk

ROOT = Path(__file__).parents[2]


class Team:
    """A contest's folder, its sample as the file to send, and an own folder of runs."""

    def __init__(self, contest: Path, runs: Path) -> None:
        self.contest, self.runs = contest, runs
        self.file = contest / "sample_submission.csv"

    def upload(self, *words: str, to: str = "kaggle", competition: str = loopback.CONTEST) -> int:
        asked = ["upload", str(self.contest), str(self.file), "--to", to, "--runs", str(self.runs), *words]
        return main([*asked, "--competition", competition] if competition else asked)

    @property
    def events(self) -> list[str]:
        return [one.event for one in journal.entries(self.runs / "kaggle")]


@pytest.fixture
def team(kaggle_folder: Path, tmp_path: Path) -> Team:
    return Team(kaggle_folder, tmp_path / "runs")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kaggle]:
    monkeypatch.setattr(sending, "SETTLED_S", 1)
    monkeypatch.setattr(sending, "LOOK_S", 1)
    home = tmp_path / "home"
    home.mkdir()
    with loopback.kaggle(home, monkeypatch) as running:
        yield running


def holds_token(folder: Path) -> bool:
    return any(TOKEN.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
def test_a_file_is_sent_scored_kept_and_not_sent_twice(
    team: Team, server: Kaggle, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VERBOSE", "1")  # the client would print every header, the token among them
    server.n_pending = 3  # before sending, and two more
    assert team.upload("--message", "初めて") == 0
    said = capsys.readouterr()
    assert "Sent to Kaggle (shapes, 1000)." in said.out
    assert "2 more submissions are allowed today." in said.out
    assert "Public score: 0.91742 (log_loss, lower is better)." in said.out
    assert server.uploads == [team.file.read_bytes()]
    assert server.submissions[0]["description"].endswith(" 初めて")
    assert team.events == ["sending", "sent", "scored"]
    assert journal.entries(team.runs / "kaggle")[-1].remote_public == 0.91742
    assert TOKEN not in said.out + said.err
    assert not holds_token(team.runs)

    assert team.upload(competition="") == 2  # the contest's name is known by now
    assert "This very file was sent to Kaggle before" in capsys.readouterr().err
    assert len(server.submissions) == 1
    assert team.upload("--again") == 0
    assert len(server.submissions) == 2


# What goes wrong before anything is sent, and what is said of it.
EARLY = {
    ("ListSubmissions", "401"): "does not accept the token",
    ("ListSubmissions", "403"): "does not let you into the contest shapes (403): No: Bearer …",
    ("ListSubmissions", "404"): "knows no contest named shapes",
    ("ListSubmissions", "429"): "was asked too often",
    ("ListSubmissions", "500"): "trouble of its own (500)",
    ("ListSubmissions", "nonsense"): "answer cannot be understood",
    ("ListSubmissions", "drop"): "cannot be reached",
    ("ListSubmissions", "slow"): "did not answer in time",
    ("IntrospectToken", "401"): "does not accept the token",
    ("IntrospectToken", "500"): "trouble of its own (500)",
    ("IntrospectToken", "drop"): "cannot be reached",
}


@pytest.mark.slow
@pytest.mark.parametrize(("where", "sentence"), EARLY.items(), ids=str)
def test_what_goes_wrong_before_it_is_sent(
    where: tuple[str, str],
    sentence: str,
    team: Team,
    server: Kaggle,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(kaggle, "ANSWER_S", 8)
    server.faults = dict([where])
    assert team.upload() == 2
    said = capsys.readouterr()
    assert said.err.startswith("Nothing was sent: Kaggle")
    assert sentence in said.err
    assert "\n→ " in said.err
    assert "Sent" not in said.out
    assert TOKEN not in said.out + said.err
    assert team.events == []
    assert server.asked["CreateSubmission"] == 0


# What goes wrong while it is sent: whether Kaggle has it afterwards, and what is said.
MIDWAY = {
    ("StartSubmissionUpload", "500"): (False, "trouble of its own (500)"),
    ("PUT", "500"): (False, "upload to Kaggle broke off"),
    ("PUT", "drop"): (False, "may have arrived or not"),  # the client tries again for longer than we wait here
    ("CreateSubmission", "400"): (False, "did not take it (400)"),
    ("CreateSubmission", "429"): (False, "was asked too often"),
    ("CreateSubmission", "500"): (False, "may have arrived or not"),
    ("CreateSubmission", "500 after"): (True, "Sent to Kaggle (shapes, 1000)"),
    ("CreateSubmission", "drop"): (False, "may have arrived or not"),
    ("CreateSubmission", "drop after"): (True, "Sent to Kaggle (shapes, 1000)"),
    ("CreateSubmission", "nonsense"): (False, "may have arrived or not"),
    ("CreateSubmission", "nonsense after"): (True, "Sent to Kaggle (shapes, 1000)"),
    ("CreateSubmission", "empty"): (False, "may have arrived or not"),
    ("CreateSubmission", "slow"): (False, "may have arrived or not"),
    ("CreateSubmission", "slow after"): (True, "Sent to Kaggle (shapes, 1000)"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("where", "end"), MIDWAY.items(), ids=str)
def test_what_goes_wrong_while_it_is_sent(
    where: tuple[str, str],
    end: tuple[bool, str],
    team: Team,
    server: Kaggle,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(kaggle, "SENDING_S", 8)
    (request, fault), (arrives, sentence) = where, end
    server.faults[request] = fault
    assert team.upload() == (0 if arrives else 2)
    said = capsys.readouterr()
    assert sentence in said.out + said.err
    assert ("Sent to Kaggle" in said.out) == arrives == (len(server.submissions) == 1)
    assert ("sent" in team.events) == arrives
    assert TOKEN not in said.out + said.err
    # All is well again: now it is there, and once.
    server.faults.clear()
    assert team.upload() == (2 if arrives else 0)
    assert len(server.submissions) == 1
    assert not holds_token(team.runs)


@pytest.mark.slow
def test_what_nobody_found_out_is_found_out_next_time(
    team: Team, server: Kaggle, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults = {"CreateSubmission": "drop after"}
    # As if the line had gone for good: the list is not to be had, either, once the file is there.
    whole = server.answer

    def answer(name: str, asked: dict[str, object]) -> dict[str, object]:
        if name == "CreateSubmission":
            server.faults["ListSubmissions"] = "drop"
        return whole(name, asked)

    server.answer = answer  # type: ignore[method-assign]
    assert team.upload() == 2
    assert "may have arrived or not" in capsys.readouterr().err
    assert team.events == ["sending"]
    server.faults.clear()
    assert team.upload() == 0
    assert "has this very file already, as submission 1000" in capsys.readouterr().out
    assert len(server.submissions) == 1
    assert team.events == ["sending", "sent", "scored"]


@pytest.mark.slow
def test_a_client_that_outlived_its_command_is_not_overtaken(
    team: Team, server: Kaggle, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults = {"CreateSubmission": "late"}
    words = ["upload", str(team.contest), str(team.file), "--to", "kaggle", "--competition", loopback.CONTEST]
    path = os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])
    command = [sys.executable, "-m", "scripts.cli", *words, "--runs", str(team.runs)]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}) as first:
        while not server.asked["CreateSubmission"]:
            assert first.poll() is None
            time.sleep(0.1)
        first.kill()  # its client lives on, and so does its request
    threading.Timer(2, server.may_go_on.set).start()
    assert team.upload() == 0
    assert "has this very file already, as submission 1000" in capsys.readouterr().out
    assert len(server.submissions) == 1


@pytest.mark.slow
def test_a_wrong_contest_a_spent_day_a_wrong_token_and_none(
    team: Team, server: Kaggle, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert team.upload(competition="shaeps") == 2
    assert "knows no contest named shaeps (404)" in capsys.readouterr().err
    server.left = 0
    assert team.upload() == 2
    assert "today's submissions to shapes are used up" in capsys.readouterr().err
    monkeypatch.setenv("KAGGLE_API_TOKEN", "KGAT_wrong")
    assert team.upload() == 2
    assert "does not accept the token" in capsys.readouterr().err
    monkeypatch.delenv("KAGGLE_API_TOKEN")
    assert team.upload() == 2
    said = capsys.readouterr().err
    assert "none is on this computer" in said
    assert "kaggle.com/settings/api" in said
    assert server.submissions == []


@pytest.mark.slow
def test_a_file_that_kaggle_cannot_score(team: Team, server: Kaggle, capsys: pytest.CaptureFixture[str]) -> None:
    server.error = "Wrong columns"
    assert team.upload() == 2
    said = capsys.readouterr()
    assert "Sent to Kaggle" in said.out
    assert "could not score the file: Wrong columns" in said.err
    assert team.events == ["sending", "sent", "failed"]


@pytest.mark.slow
def test_from_two_runs_to_the_last_choice(desk: Desk, server: Kaggle, capsys: pytest.CaptureFixture[str]) -> None:
    for name, server.score in (("tree", "1.1"), ("forest", "0.9")):
        assert desk.kit("submit", name) == 0
        assert desk.kit("upload", name, "--to", "kaggle", "--competition", loopback.CONTEST) == 0
    capsys.readouterr()
    assert desk.kit("choose") == 0
    said = capsys.readouterr().out
    assert {"1.", "2."} <= {line[:2] for line in said.splitlines()}
    assert all(name in said for name in ("tree", "forest", "1.10000", "0.90000"))
    assert (desk.place / "choose.png").is_file()


def test_a_faulty_file_an_unknown_one_and_no_contest_are_refused_before_anybody_is_asked(
    team: Team, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = team.file.read_text(encoding="utf-8")
    assert team.upload(competition="") == 2
    assert "not known which contest to send the file to\n→ Name it once" in capsys.readouterr().err
    broken = team.contest / "broken.csv"
    broken.write_text(whole.replace("0.25", "x", 1), encoding="utf-8")
    team.file = broken
    assert team.upload() == 2
    assert "broken.csv cannot be scored" in capsys.readouterr().err
    team.file = team.contest / "none.csv"
    assert team.upload() == 2
    assert "There is no file" in capsys.readouterr().err
    assert team.events == []


def test_a_score_read_in_the_browser_is_kept(team: Team, capsys: pytest.CaptureFixture[str]) -> None:
    assert team.upload("--score", "0.95", to="signate", competition="0123") == 0
    assert "Public score: 0.95000" in capsys.readouterr().out
    assert team.events == ["scored"]
    assert team.upload(to="signate", competition="") == 2
    assert "sent to SIGNATE before" in capsys.readouterr().err
    for wrong in ("nan", "much"):
        assert team.upload("--score", wrong) == 2
        assert "a number was expected" in capsys.readouterr().err


def test_a_runs_file_is_found_and_must_be_the_one_that_was_written(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--to", "signate", "--competition", "0123", "--score", "0.5")
    assert desk.kit("upload", "tree", *words) == 2
    assert "No file was written from the run tree yet" in capsys.readouterr().err
    assert desk.kit("submit", "tree") == 0
    assert desk.kit("upload", "tree", *words) == 0
    scored = journal.entries(desk.place)[-1]
    assert (scored.run, scored.recipe, scored.event) == ("tree", "tree", "scored")
    assert scored.cv is not None and scored.holdout is not None and scored.n_holdout
    assert "Cross-validated: " in capsys.readouterr().out
    (desk.place / "tree" / "submission.csv").write_text("mine", encoding="utf-8")
    assert desk.kit("upload", "tree", *words) == 2
    assert "was changed since it was written" in capsys.readouterr().err


# What SIGNATE's client 0.13.1 prints and how it ends; what of it is said here, and what stands in the journal.
SIGNATE = {
    "well": ("Uploading\nSubmission completed successfully.", 0, 0, "Sent to SIGNATE (0123).", ["sending", "sent"]),
    "signed out": (
        "Please sign in using the following token command:\nex) signate token -e xxxx@sample.com",
        1,
        2,
        "nobody is signed in here",
        ["sending", "refused"],
    ),
    "expired": (
        "If your sign-in session has expired, please sign in again.",
        1,
        2,
        "no longer signed in (401)",
        ["sending", "refused"],
    ),
    "not joined": (
        "If you haven’t joined the competition yet, please do so through your browser.",
        1,
        2,
        "knows no task 0123 that you take part in",
        ["sending", "refused"],
    ),
    "limit": (
        f"HTTP Error occurred: 400 Client Error: Bad Request\nResponse content: {{'message': 'limit', 'you': '{TOKEN}'}}",
        0,
        2,
        "did not take it (400): {'message': 'limit', 'you': '…'}",
        ["sending", "refused"],
    ),
    "offline": (
        "Connection Error occurred: x\nFailed to connect to the server. Please check your network connection.",
        1,
        2,
        "cannot be reached",
        ["sending", "refused"],
    ),
    "dropped": (
        "Uploading\nConnection Error occurred: x\nFailed to connect to the server. Please check your network connection.",
        1,
        2,
        "may have arrived or not",
        ["sending"],
    ),
    "trouble at the end": (
        "Uploading\nHTTP Error occurred: 500 Server Error\nResponse content: x",
        0,
        2,
        "may have arrived or not",
        ["sending"],
    ),
    "trouble at once": (
        "HTTP Error occurred: 500 Server Error\nResponse content: x",
        0,
        2,
        "trouble of its own (500)",
        ["sending", "refused"],
    ),
    "older": ("", 2, 2, "does not understand the kit's words", ["sending", "refused"]),
}


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is started by its first line, which Windows does not read")
@pytest.mark.parametrize("case", SIGNATE)
def test_signates_words(
    case: str,
    team: Team,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed, ends, code, sentence, events = SIGNATE[case]
    client = tmp_path / "bin" / "signate"
    client.parent.mkdir()
    client.write_text(f"#!{sys.executable} -I\nprint({printed!r})\nraise SystemExit({ends})\n", encoding="utf-8")
    client.chmod(client.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(client.parent))
    assert team.upload(to="signate", competition="0123") == code
    said = capsys.readouterr()
    assert sentence in said.out + said.err
    assert TOKEN not in said.out + said.err
    assert team.events == events
    if case == "well":
        assert "--score X" in said.out
        assert team.upload(to="signate", competition="0123") == 2
    elif "may have" in sentence:
        assert team.upload(to="signate", competition="0123") == 2
        assert "look at your submissions in the browser" in capsys.readouterr().err
        assert team.events == events


def test_signates_client_is_not_there(
    team: Team, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert team.upload(to="signate", competition="0123") == 2
    assert "Nothing was sent: SIGNATE's own client is not installed\n→ Install it apart" in capsys.readouterr().err
