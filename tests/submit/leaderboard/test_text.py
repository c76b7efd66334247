"""The board in a terminal says every word, whatever the letters and however narrow the window."""

import io

import pytest
from rich.console import Console

from submit.leaderboard.standings import Board, Entry, Row
from submit.leaderboard.text import board_text
from submit.score import Score

SENTENCE = "2 labels are no class of this contest: line 2 ('猫の写真'), line 3 ('とても長い名前の犬') and 柴犬"


@pytest.mark.parametrize("width", range(20, 60))
def test_no_character_of_a_sentence_is_lost_at_a_lines_end(width: int) -> None:
    good = Entry("a", "a.csv", 0.0, {"": Score("accuracy", 0.5, 0.4, 0.6, 10)}, notes=(SENTENCE,))
    bad = Entry("b", "b.csv", 0.0, problems=(SENTENCE,))
    console = Console(file=io.StringIO(), width=width)
    console.print(board_text(Board((Row(1, good, good.scores[""]),), (bad,)), 4))
    file = console.file
    assert isinstance(file, io.StringIO)
    printed = "".join(file.getvalue().split())
    assert printed.count("".join(SENTENCE.split())) == 2
