"""What must not be lost: a process killed in the middle, a locked or full database, fifty teams at once."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from competition.errors import BusyError, LimitError
from submit.leaderboard import schema
from submit.leaderboard.database import opened, reading
from submit.leaderboard.ledger import Ledger
from submit.leaderboard.records import RECEIVED, SCORED
from tests.boards import CONTEST, NOW, SOLUTION, answers, contest

ROOT = Path(__file__).parents[3]
HEAD = """
import sys
from submit.leaderboard.ledger import Ledger
from boards import CONTEST, NOW, SOLUTION, answers, contest
ledger = Ledger.open(sys.argv[1], contest(daily_limit=int(sys.argv[2])), SOLUTION)
"""


def child(code: str, url: str, limit: int = 0, *words: str) -> "subprocess.Popen[str]":
    """A process of its own that has the ledger open."""
    return subprocess.Popen(
        [sys.executable, "-c", HEAD + textwrap.dedent(code), url, str(limit), *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        stdout=subprocess.PIPE,
        text=True,
    )


def begun(url: str, daily_limit: int) -> None:
    """A ledger with one team, closed again."""
    with Ledger.open(url, contest(daily_limit=daily_limit), SOLUTION) as ledger:
        ledger.add_team("a", NOW)


def scored_once(url: str) -> bool:
    """Whether every submission has one verdict and one score of each kind."""
    engine = opened(url)
    with reading(engine) as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (schema.submissions, schema.files, schema.verdicts, schema.scores)
        ]
    engine.dispose()
    n = counts[0]
    return counts == [n, n, n, 2 * n]


@pytest.mark.parametrize("n_acknowledged", [1, 4, 9])
def test_killed_while_accepting(url: str, n_acknowledged: int) -> None:
    begun(url, daily_limit=0)
    process = child(
        """
        for seed in range(1000):
            print(ledger.accept("a", f"{seed}.csv", answers(seed), NOW).id, flush=True)
        """,
        url,
    )
    assert process.stdout is not None
    with process:
        told = [int(process.stdout.readline()) for _time in range(n_acknowledged)]
        process.kill()
        told += [int(line) for line in process.stdout.read().splitlines()]
    with Ledger.open(url, contest(daily_limit=0), SOLUTION) as ledger:
        ledger.score_waiting(NOW)
        entries = {entry.id: entry for entry in ledger.submissions()}
        assert set(told) <= set(entries)
        assert {entry.state for entry in entries.values()} == {SCORED}
        for entry in entries.values():
            assert ledger.file_of(entry.id) == answers(int(entry.file.removesuffix(".csv")))
        assert scored_once(url)
        assert ledger.score_waiting(NOW) == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_between_keeping_and_judging(url: str) -> None:
    begun(url, daily_limit=2)
    process = child(
        """
        import os, signal
        from submit.leaderboard import verdicts
        verdicts.verdict_of = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        ledger.accept("a", "a.csv", answers(0), NOW)
        """,
        url,
        limit=2,
    )
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()  # type: ignore[union-attr]
    with Ledger.open(url, contest(daily_limit=2), SOLUTION) as ledger:
        assert [entry.state for entry in ledger.submissions("a")] == [RECEIVED]
        # What waits counts: nobody gains an entry by a crash.
        assert ledger.left_today("a", NOW) == 1
        assert ledger.public_rows(NOW) == []
        assert ledger.score_waiting(NOW) == 1
        assert [entry.state for entry in ledger.submissions("a")] == [SCORED]
        assert scored_once(url)


def test_a_locked_database_is_said_and_nothing_is_half_kept(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("submit.leaderboard.database.BUSY_S", 0.2)
    with Ledger.open(sqlite_url, CONTEST, SOLUTION) as ledger:
        ledger.add_team("a", NOW)
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(BusyError, match="too many"):
            ledger.accept("a", "a.csv", answers(0), NOW)
        # Readers do not wait for a writer.
        assert ledger.submissions() == []
        other.execute("rollback")
        other.close()
        assert ledger.accept("a", "a.csv", answers(0), NOW).state == SCORED


def test_a_writer_waits_for_the_one_before(sqlite_url: str) -> None:
    with Ledger.open(sqlite_url, CONTEST, SOLUTION) as ledger:
        ledger.add_team("a", NOW)
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
        other.execute("begin immediate")
        letting_go = threading.Timer(0.3, lambda: other.execute("rollback"))
        letting_go.start()
        assert ledger.accept("a", "a.csv", answers(0), NOW).state == SCORED
        letting_go.join()
        other.close()


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system has no limit on a file's size")
def test_a_full_disk_loses_nothing(sqlite_url: str) -> None:
    begun(sqlite_url, daily_limit=0)
    process = child(
        """
        import resource
        from competition.errors import DiskError
        first = ledger.accept("a", "first.csv", answers(0), NOW)
        # No file may grow beyond 400 kB from here on: what a full disk looks like to a program.
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
        try:
            ledger.accept("a", "large.csv", answers(1) + b"\\n" * 1_000_000, NOW)
        except DiskError as error:
            print("full", error.hint)
        assert [entry.id for entry in ledger.submissions()] == [first.id]
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(ledger.accept("a", "again.csv", answers(2), NOW).state)
        """,
        sqlite_url,
    )
    out, _err = process.communicate()
    assert process.returncode == 0
    assert out.splitlines() == ["full See whether the disk is full or write-protected.", SCORED]
    assert scored_once(sqlite_url)


def upload(ledger: Ledger, team: str, seeds: Sequence[int], taken: list[int], refused: list[str]) -> None:
    for seed in seeds:
        try:
            taken.append(ledger.accept(team, f"{seed}.csv", answers(seed), NOW).id)
        except LimitError:
            refused.append(team)


def test_limits_are_exact_for_one_teams_many_threads(url: str) -> None:
    with Ledger.open(url, contest(daily_limit=5), SOLUTION) as ledger:
        ledger.add_team("a", NOW)
        taken: list[int] = []
        refused: list[str] = []
        threads = [threading.Thread(target=upload, args=(ledger, "a", [seed], taken, refused)) for seed in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(taken), len(refused)) == (5, 7)
        assert ledger.left_today("a", NOW) == 0
        assert scored_once(url)


@pytest.mark.slow
def test_fifty_teams_from_threads_and_processes(url: str) -> None:
    """Two processes, each with a thread for each team, send seven files for every team together; five are allowed."""
    ledger = Ledger.open(url, contest(daily_limit=5), SOLUTION)
    teams = [f"team {number}" for number in range(50)]
    for team in teams:
        ledger.add_team(team, NOW)
    code = """
    import threading
    from collections import Counter
    from competition.errors import LimitError
    told = []
    def upload(number):
        for seed in range(int(sys.argv[3]), int(sys.argv[4])):
            try:
                told.append(f"{ledger.accept(f'team {number}', f'{seed}.csv', answers(50 * seed + number), NOW).id}")
            except LimitError:
                told.append("refused")
    threads = [threading.Thread(target=upload, args=(number,)) for number in range(50)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    print("\\n".join(told))
    """
    processes = [child(code, url, 5, *seeds) for seeds in (("0", "4"), ("4", "7"))]
    told = [word for process in processes for word in process.communicate()[0].split()]
    assert [process.returncode for process in processes] == [0, 0]
    counts = Counter(told)
    assert counts.pop("refused") == 100
    assert set(counts.values()) == {1}
    entries = ledger.submissions()
    assert {str(entry.id) for entry in entries} == set(counts)
    assert Counter(entry.team for entry in entries) == dict.fromkeys(teams, 5)
    assert scored_once(url)
    assert len(ledger.public_rows(NOW)) == 50
    ledger.close_connections()


def test_many_workers_open_a_new_ledger_at_once(url: str) -> None:
    barrier = threading.Barrier(8)
    failed: list[Exception] = []

    def start() -> None:
        barrier.wait()
        try:
            with Ledger.open(url, CONTEST, SOLUTION) as ledger:
                ledger.public_rows(NOW)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=start) for _worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    engine = opened(url)
    with reading(engine) as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (schema.contests, schema.rules, schema.solutions, schema.activations)
        ]
    engine.dispose()
    assert counts == [1, 1, 1, 1]


def test_a_file_whose_verdict_finds_no_room_waits(sqlite_url: str) -> None:
    with Ledger.open(sqlite_url, CONTEST, SOLUTION) as ledger:
        ledger.add_team("a", NOW)
        path = sqlite_url.removeprefix("sqlite:///")
        full = (
            "create trigger full before insert on verdicts begin select raise(abort, 'database or disk is full'); end"
        )
        with closing(sqlite3.connect(path)) as other:
            other.execute(full)
            entry = ledger.accept("a", "a.csv", answers(0), NOW)
            assert (entry.state, entry.scores) == (RECEIVED, {})
            assert ledger.left_today("a", NOW) == 4
            other.execute("drop trigger full")
        assert ledger.score_waiting(NOW) == 1
        assert ledger.submissions("a")[0].state == SCORED
    assert scored_once(sqlite_url)
