"""The organizer's words around a board, played through: teams, close, reveal, rescore, backup, restore, export."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from competition.contest_page import PAGE, write_contest
from competition.solution import Solution, write_solution
from scripts.cli import main
from submit.leaderboard.ledger import Ledger
from tests.boards import BAD, CONTEST, NOW, SOLUTION, answers

Host = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A contest as `host new` leaves it, as far as the board needs it."""
    made = tmp_path / "pets"
    write_contest(CONTEST, made / "public" / PAGE)
    write_solution(SOLUTION, CONTEST, made / "private" / "solution.csv")
    return made


@pytest.fixture
def host(folder: Path, capsys: pytest.CaptureFixture[str]) -> Host:
    """Says a word about the contest; what it printed."""

    def said(word: str, *words: str, code: int = 0) -> str:
        assert main(["host", word, str(folder), *words]) == code
        out, err = capsys.readouterr()
        return out if code == 0 else err

    return said


def ledger_in(folder: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{folder / 'private' / 'board.sqlite'}", CONTEST, SOLUTION)


def with_entries(folder: Path) -> None:
    with ledger_in(folder) as ledger:
        for number, team in enumerate(("=cmd", "犬", "b")):
            ledger.add_team(team, NOW)
            ledger.accept(team, "x.csv", answers(number, number + 0.5), NOW)
        ledger.accept("b", "bad.csv", BAD, NOW)


def test_teams_get_tokens_that_open(host: Host, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("犬チーム\n\n[red]\n", encoding="utf-8")
    said = host("teams", "--add", "Team Blue", "--names", str(tmp_path / "names.txt"))
    assert "犬チーム" in said
    assert "[red]" in said
    table = tmp_path / "tokens.csv"
    host("teams", "--renew", "Team Blue", "--organizer", "--tokens", str(table))
    (_head, (team, token), (_organizer, other)) = list(csv.reader(table.read_text(encoding="utf-8").splitlines()))
    with ledger_in(folder) as ledger:
        assert ledger.team_of(token) == team == "Team Blue"
        assert ledger.is_organizer(other)
    listed = host("teams")
    assert listed.index("Team Blue") < listed.index("[red]") < listed.index("犬チーム")
    assert "already" in host("teams", "--add", "team blue", code=2)


def test_close_and_reopen(host: Host, folder: Path) -> None:
    assert "closed" in host("close")
    with ledger_in(folder) as ledger:
        assert ledger.state(NOW).word == "closed"
    assert "again" in host("close", "--reopen")
    with ledger_in(folder) as ledger:
        assert ledger.state(NOW).word == "open"


def test_reveal(host: Host, folder: Path) -> None:
    with_entries(folder)
    said = host("reveal", "--dry-run")
    assert said.index("犬") < said.index("=cmd")
    with ledger_in(folder) as ledger:
        assert ledger.state(NOW).word == "open"
    assert host("reveal") == said
    with ledger_in(folder) as ledger:
        assert ledger.state(NOW).word == "revealed"


def test_rescore(host: Host, folder: Path, tmp_path: Path) -> None:
    with_entries(folder)
    assert "nothing to do" in host("rescore")
    corrected = tmp_path / "corrected.csv"
    targets = SOLUTION.targets.copy()
    targets[:4] = (targets[:4] + 1) % 3
    write_solution(Solution(SOLUTION.ids, targets, SOLUTION.usage), CONTEST, corrected)
    said = host("rescore", "--solution", str(corrected))
    assert "Public" in said
    assert "Private" in said
    assert "rank before" in said
    assert "nothing to do" in host("rescore", "--solution", str(corrected))


def test_backup_and_restore(host: Host, folder: Path, tmp_path: Path) -> None:
    with_entries(folder)
    backup = tmp_path / "backup"
    assert "(4 files)" in host("backup", "--out", str(backup))
    assert "already" in host("restore", "--backup", str(backup), code=2)
    for file in (folder / "private").glob("board.sqlite*"):
        file.unlink()
    assert "no board in" in host("backup", "--out", str(tmp_path / "other"), code=2)
    assert "(4 files)" in host("restore", "--backup", str(backup))
    with ledger_in(folder) as ledger:
        assert len(ledger.submissions()) == 4


def test_export(host: Host, folder: Path, tmp_path: Path) -> None:
    with_entries(folder)
    out = tmp_path / "board"
    assert "public board" in host("export", "--out", str(out))
    rows = list(csv.DictReader((out / "board.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["team"] for row in rows] == ["b", "犬", "'=cmd"]
    assert "Private score" not in rows[0]
    page = (out / "board.html").read_text(encoding="utf-8")
    assert "Private" not in page
    assert "Beside each rank" in page
    assert "private board" in host("export", "--out", str(out), "--private")
    rows = list(csv.DictReader((out / "board.csv").read_text(encoding="utf-8").splitlines()))
    assert {"Private score", "Public score", "rank at best", "rank at worst"} <= set(rows[0])
    host("reveal")
    assert "private board" in host("export", "--out", str(out))


def test_the_address_may_stand_in_the_environment(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv("KIT_BOARD_URL", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    host("teams", "--add", "a")
    assert (tmp_path / "elsewhere.sqlite").is_file()
    assert not (folder / "private" / "board.sqlite").exists()
