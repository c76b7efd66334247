"""The journal keeps what was noted, in order, through damage and several writers."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.errors import DiskError
from submit import journal
from submit.journal import JOURNAL, Entry


def written(folder: Path, name: str = "提出.csv", text: str = "a\n") -> Entry:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return journal.note_written(folder, folder / name, run="犬", metric="log_loss", cv=0.5, parts=("a", "b"))


def test_what_is_noted_comes_back(tmp_path: Path) -> None:
    first = written(tmp_path)
    sending = journal.note_sending(tmp_path, replace(first, to="kaggle", competition="c", message="初"))
    sent = journal.note_sent(tmp_path, sending, "17")
    scored = journal.note_scored(tmp_path, sent, 0.9, None)
    assert journal.entries(tmp_path) == (first, sending, sent, scored)
    assert [one.event for one in journal.entries(tmp_path)] == ["written", "sending", "sent", "scored"]
    assert (scored.run, scored.reference, scored.remote_public, scored.message) == ("犬", "17", 0.9, "初")
    assert first.file == "提出.csv"
    assert first.sha256 == journal.fingerprint(tmp_path / "提出.csv")
    assert journal.damaged_lines(tmp_path) == ()


def test_a_file_elsewhere_is_named_by_its_whole_path(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a", encoding="utf-8")
    noted = journal.note_written(tmp_path / "runs", file)
    assert tmp_path / "runs" / noted.file == file.resolve()


DAMAGE = (
    b"{",
    b"[]",
    b"\xff\xfe",
    b'{"event": "eaten"}',
    b'{"event": "sent", "cv": "good"}',
    b'{"event": "sent", "cv": NaN}',
    b'{"event": "sent", "cv": 1' + b"0" * 400 + b"}",
    b'{"event": "sent", "run": 3}',
    b'{"event": "sent", "parts": "ab"}',
    b'{"event": "sent", "parts": [1]}',
    b'{"event": "sent", "n_holdout": true}',
    b'{"event": ["sent"]}',
    b"[" * 100_000,
)


@pytest.mark.parametrize("line", DAMAGE, ids=lambda line: str(line[:30]))
def test_damaged_lines_are_named_and_stay(line: bytes, tmp_path: Path) -> None:
    first = written(tmp_path)
    path = tmp_path / JOURNAL
    with path.open("ab") as file:
        file.write(line)  # without an end, as a power cut leaves it
    second = written(tmp_path)
    assert journal.entries(tmp_path) == (first, second)
    assert journal.damaged_lines(tmp_path) == (2,)
    assert line in path.read_bytes()


@given(st.binary(max_size=60))
def test_no_line_is_fatal(line: bytes) -> None:
    noted = journal._entry(line)
    assert noted is None or noted.event in journal.EVENTS


def test_what_a_newer_kit_adds_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_text(json.dumps({"event": "sent", "run": "a", "mood": "good"}) + "\r\n", "utf-8")
    assert journal.entries(tmp_path) == (Entry(event="sent", run="a"),)


def test_many_writers_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: journal.note_sent(tmp_path, Entry(run=str(n)), ""), range(40)))
    assert sorted(int(one.run) for one in journal.entries(tmp_path)) == list(range(40))
    assert journal.damaged_lines(tmp_path) == ()


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(DiskError, match="cannot be written"):
        journal.note_sent(tmp_path / "file", Entry(), "")
