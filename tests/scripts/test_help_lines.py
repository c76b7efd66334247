"""Help fits the terminal: nothing lost, nothing wider than asked, no line that begins with a full stop."""

import argparse

from hypothesis import given
from hypothesis import strategies as st

from scripts.help_lines import Help, broken, columns

TEXT = st.text(alphabet="ab-x 　実験を置くフォルダ（既定）、。「」ーゃ？:", max_size=60)


@given(text=TEXT, width=st.integers(8, 40))
def test_nothing_is_lost_and_lines_fit(text: str, width: int) -> None:
    lines = broken(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # What cannot be broken, a long word or a row of full stops, stands alone in its line.
    assert all(columns(line) <= width or " " not in line for line in lines)


def test_a_japanese_text_fits_exactly() -> None:
    text = "1枚の画像を何通りかに見せて、ネットワークの答えを平均する。" * 5
    lines = broken(text, 54)
    assert "".join(lines) == text
    assert all(48 < columns(line) <= 54 for line in lines[:-1])
    assert not [line for line in lines if line[0] in "、。）ー"]


def test_help_is_as_wide_as_the_terminal() -> None:
    parser = argparse.ArgumentParser(prog="kit.py", formatter_class=lambda prog: Help(prog, width=60))
    parser.add_argument("--runs", help="実験を置くフォルダ（既定）" * 6)
    assert max(columns(line) for line in parser.format_help().splitlines()) <= 60
