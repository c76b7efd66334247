"""`choose`: from a journal to two files, a sentence on the gap, and a picture."""

from pathlib import Path

import pytest
from PIL import Image

from scripts.cli import main
from submit import journal
from submit.journal import JOURNAL, Entry


def noted(place: Path, name: str, cv: float | None, public: float | None, recipe: str = "cnn") -> None:
    """A file that was written and sent, without the file."""
    place.mkdir(parents=True, exist_ok=True)
    entry = Entry(sha256=name, run=name, recipe=recipe, metric="log_loss", cv=cv, holdout_reach=0.01, n_holdout=4)
    journal._added(place, entry)
    if public is not None:
        sent = journal.note_sent(place, Entry(sha256=name, to="kaggle", competition="c"), name)
        journal.note_scored(place, sent, public)


@pytest.fixture
def place(kaggle_folder: Path, tmp_path: Path) -> Path:
    return tmp_path / "runs" / "kaggle"


def choose(folder: Path, place: Path, *words: str) -> int:
    return main(["choose", str(folder), "--runs", str(place.parent), *words])


def test_two_files_the_gap_and_a_picture(kaggle_folder: Path, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores = {"木": (0.95, 0.97), "b": (0.80, 0.86), "c": (0.90, 0.93), "d": (0.85, 0.85), "e": (0.99, 1.01)}
    for name, (cv, public) in scores.items():
        noted(place, name, cv, public)
    noted(place, "later", 0.7, None)
    assert choose(kaggle_folder, place) == 0
    said = capsys.readouterr().out
    assert "1. b: the best by cross-validation." in said
    assert "2. d: the best on the leaderboard." in said
    assert "later is better still by cross-validation (0.70000), and was not sent." in said
    assert "The leaderboard is 0.02000 worse than cross-validation (median of 5 files)." in said
    assert "Rank correlation 0.90: they rank the files alike" in said
    assert "A score on 4 pictures may be off by ±0.01000 (95 %)." in said
    assert "d leads b by 0.01000 there" in said
    with Image.open(place / "choose.png") as picture:
        assert picture.width > 500
    assert choose(kaggle_folder, place, "--board", "1", "--out", str(place / "other.png")) == 0
    said = capsys.readouterr().out
    assert "A score on 1 picture may be off by ±0.02000 (95 %)." in said
    assert "d leads b by 0.01000 there.\nThat may be luck: trust CV more." in said
    assert (place / "other.png").is_file()


def test_one_file_leads_by_both(kaggle_folder: Path, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noted(place, "a", 0.8, 0.9)
    noted(place, "b", 0.9, 0.95, "forest")
    noted(place, "mix", 0.99, 0.99, "blend")
    assert choose(kaggle_folder, place) == 0
    said = capsys.readouterr().out
    assert "2. mix: a leads on the leaderboard, too, so the second is the best of another recipe" in said
    assert "too few files yet" in said


@pytest.mark.parametrize("n", [0, 1])
def test_too_little_to_choose_from(
    n: int, kaggle_folder: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if n:
        noted(place, "a", 0.8, 0.9)
    assert choose(kaggle_folder, place) == 2
    said = capsys.readouterr().err
    assert f"{n} file" in said
    assert "\n→ Write and send another" in said
    assert not (place / "choose.png").exists()


def test_a_damaged_line_is_named(kaggle_folder: Path, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noted(place, "a", 0.8, 0.9)
    noted(place, "b", 0.9, 0.8)
    with (place / JOURNAL).open("a", encoding="utf-8") as file:
        file.write("{half\n")
    assert choose(kaggle_folder, place) == 0
    said = capsys.readouterr()
    assert said.err.startswith("! Left out: these lines of ")
    assert "cannot be read: 7" in said.err
    assert "2. b: the best on the leaderboard." in said.out


def test_two_leaderboards_do_not_stand_in_one_table(
    kaggle_folder: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scores of two leaderboards are not of the same pictures: one is chosen from, and it is said which."""
    noted(place, "a", 0.8, 0.9)
    noted(place, "b", 0.9, 0.95)
    for name, public in (("a", 2.5), ("b", 2.6)):
        sent = journal.note_sent(place, Entry(sha256=name, to="signate", competition="42"), name)
        journal.note_scored(place, sent, public)
    assert choose(kaggle_folder, place) == 0
    said = capsys.readouterr().out
    assert "The leaderboard of 42; --competition shows another one: c" in said
    assert "2.50000" in said and "0.95000" not in said
    assert choose(kaggle_folder, place, "--competition", "c") == 0
    said = capsys.readouterr().out
    assert "0.95000" in said and "2.50000" not in said
    assert choose(kaggle_folder, place, "--competition", "d") == 2
