"""The board as page, table and text: complete, escaped, and harmless to open."""

import io
import re
from html.parser import HTMLParser

import pytest
from rich.console import Console

from competition.contest import Contest
from competition.metrics import METRICS
from submit.leaderboard.page import board_page
from submit.leaderboard.standings import Board, Entry, standings, team_of
from submit.leaderboard.tables import board_table, defused
from submit.leaderboard.text import board_text
from submit.score import Score

EVIL = "<script>alert('1')</script>"


@pytest.fixture
def board() -> Board:
    def entry(team: str, value: float) -> Entry:
        return Entry(team, f"{team}.csv", 0, {"": Score("log_loss", value, value - 0.1, value + 0.1, 1000)})

    bad = Entry(EVIL, "bad.csv", 0, problems=(f"Columns are missing: '{EVIL}'.", "1 cell is blank."))
    entries = [entry("犬チーム", 0.5), entry("[red]", 0.25), entry(EVIL, 1.0), entry("=1+1", 2.0), bad]
    return standings(entries, METRICS["log_loss"], 5)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _value in attrs)
        if tag not in ("meta", "rect", "circle"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_whole_and_nothing_in_it_runs(board: Board) -> None:
    contest = Contest("c", ("a", "b"), title=f"Pets {EVIL}")
    page = board_page(board, contest, made_at="2026-11-20 10:00")
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert not tags.seen & {"script", "img", "link", "iframe"}
    assert "http://" not in page and "https://" not in page
    for text in (
        "犬チーム",
        EVIL,
        "[red]",
        "0.50000",
        "lower is better",
        "4 teams",
        "1 file could not be scored",
        "1 cell is blank.",
        "2026-11-20 10:00",
    ):
        assert text in tags.text
    assert page == board_page(board, contest, made_at="2026-11-20 10:00")


def test_a_page_without_any_score(board: Board) -> None:
    page = board_page(Board((), board.invalid), Contest("c", ("a", "b")))
    assert "No file could be scored." in page


def test_the_table_has_a_row_for_each_and_runs_no_formula(board: Board) -> None:
    table = board_table(board, 3, ("",))
    assert table["rank"].tolist() == ["1", "2", "3", "4", ""]
    assert table["team"].tolist() == ["[red]", "犬チーム", EVIL, "'=1+1", EVIL]
    assert table["score"].tolist() == ["0.250", "0.500", "1.000", "2.000", ""]
    assert table["low"][0] == "0.150"
    assert table["problems"][4].endswith("1 cell is blank.")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_defused(start: str) -> None:
    assert defused(start + "1") == "'" + start + "1"


def test_the_text_shows_all_in_order(board: Board) -> None:
    out = io.StringIO()
    Console(file=out, width=160).print(board_text(board, 5, title="Pets"))
    text = out.getvalue()
    places = [
        text.index(word)
        for word in ("Pets", "[red]", "犬チーム", EVIL, "=1+1", "could not be scored", "1 cell is blank.")
    ]
    assert places == sorted(places)


def test_one_hopeless_score_squeezes_nobody() -> None:
    values = [0.5, 0.6, 0.7, 0.8, 34.5]
    entries = [Entry(f"t{v}", f"t{v}.csv", 0, {"": Score("log_loss", v, v - 0.05, v + 0.05, 9)}) for v in values]
    page = board_page(standings(entries, METRICS["log_loss"], 5), Contest("c", ("a", "b")))
    widths = [float(width) for width in re.findall(r'<rect x="[\d.]+" y="\d+" width="([\d.]+)"', page)]
    assert len(widths) == 5
    assert min(widths[:4]) > 30  # of 148
    assert widths[4] == 1
    assert page.count("34.45000 – 34.55000") == 2  # beside the bar, and for phones below the score


def test_files_are_shown_where_they_tell_more_than_the_team() -> None:
    def text(*files: str) -> str:
        score = {"": Score("log_loss", 1.0, 0.9, 1.1, 9)}
        entries = [Entry(team_of(file), file, 0, score) for file in files]
        out = io.StringIO()
        Console(file=out, width=80).print(board_text(standings(entries, METRICS["log_loss"], 5), 5))
        return out.getvalue()

    assert ".csv" not in text("犬.csv", "cat.csv")
    assert "a/cat.csv" in text("a/cat.csv", "b/dog.csv")
    assert "cat.tsv" in text("cat.csv", "cat.tsv")


def test_long_reasons_stay_indented() -> None:
    out = io.StringIO()
    bad = Entry("a", "a.csv", 0, problems=("word " * 40,))
    Console(file=out, width=60).print(board_text(Board((), (bad,)), 5))
    wrapped = out.getvalue().split("a.csv\n")[1].splitlines()
    assert wrapped[0].startswith("  - word")
    assert all(line.startswith("    word") for line in wrapped[1:])


def test_both_parts_are_shown_the_ranking_one_first() -> None:
    scores = {usage: Score("accuracy", value, value, value, 5) for usage, value in (("Public", 0.5), ("Private", 0.25))}
    board = standings([Entry("a", "a.csv", 0, scores)], METRICS["accuracy"], 2, "Private")
    table = board_table(board, 2, ("Private", "Public"))
    assert table.iloc[0][["Private score", "Public score"]].tolist() == ["0.25", "0.50"]
    page = board_page(board, Contest("c", ("a", "b"), metric="accuracy"), ("Private", "Public"))
    assert page.index("Private") < page.index("Public")
