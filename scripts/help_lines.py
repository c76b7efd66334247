"""Help that fits the terminal in every language. What it says comes from the commands."""

import argparse
import re
import unicodedata

# A word with the blank behind it, or a character of a script without blanks; what closes a clause stays behind what
# it closes, and what opens one before what it opens.
_PIECE = re.compile(
    r"[「『（]*(?:[^\s\u3000-\u9fff\uff00-\uffef]+|[\u3000-\u9fff\uff00-\uffef])[、。，」』）ーぁぃぅぇぉっゃゅょァィゥェォッャュョ？！]*\s*"
)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: Japanese characters are two wide.

    >>> columns("CV 画像")
    7
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def broken(text: str, width: int) -> list[str]:
    """A text in lines of at most so many columns, broken where its script allows it.

    >>> broken("the folder of runs", 11)
    ['the folder', 'of runs']
    >>> broken("実験を置くフォルダ（既定）", 12)
    ['実験を置く', 'フォルダ（既', '定）']
    """
    lines = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        if lines[-1] and columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


class Help(argparse.RawDescriptionHelpFormatter):
    """argparse's help, which by itself counts every character as one column and breaks at blanks alone."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return broken(text, width)
