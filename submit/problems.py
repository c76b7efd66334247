"""`Problem` and `Checked`: what a check of a submission file says. Problems are found in `submit.faults`."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from competition.errors import listed
from competition.messages import _
from competition.predictions import Predictions

_SHOWN_CHARACTERS = 40


@dataclass(frozen=True)
class Problem:
    """One fault of a file, in one plain sentence.

    Args:
        sentence: What was expected and what came, without a full stop.
        offenders: Every place at fault; the first ten and a count are shown.
        hint: What to do about it, a whole sentence.

    >>> print(Problem("2 rows are blank", ("line 3", "line 5"), "Delete them."))
    2 rows are blank: line 3, line 5. Delete them.
    """

    sentence: str
    offenders: tuple[str, ...] = ()
    hint: str = ""

    def __str__(self) -> str:
        places = f": {listed(self.offenders)}" if self.offenders else ""
        return f"{self.sentence}{places}" + _(".") + (f" {self.hint}" if self.hint else "")


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Args:
        predictions: The answers, in the order of the expected ids and the contest's classes; None where
            there is a problem, so that a faulty file can never be scored by accident.
        problems: Everything that keeps the file from being scored, all of it at once.
        notes: What was mended while reading, such as rows that did not sum to 1.
    """

    predictions: Predictions | None
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def printable(text: str) -> str:
    r"""The text without characters that move a terminal's cursor or turn the direction of writing.

    File names and cells are somebody else's: they may hold escape codes. A tab is named, because contests may
    ask for one.

    >>> printable("犬 team\x1b[2J"), printable("犬\t0")
    ('犬 team�[2J', '犬<tab>0')
    """
    shown = (
        character if character.isprintable() or unicodedata.category(character) == "Zs" else "�"
        for character in text.replace("\t", _("<tab>"))
    )
    return "".join(shown)


def quoted(cell: str) -> str:
    """A cell as it can be shown: in quotes, cut when long.

    >>> quoted("fsh")
    "'fsh'"
    """
    short = cell if len(cell) <= _SHOWN_CHARACTERS else cell[: _SHOWN_CHARACTERS - 1] + "…"
    return f"'{printable(short)}'"


def closest(word: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant, if any; capital and small, wide and narrow letters count as the same.

    >>> closest("DGO", ["cat", "dog"])
    'dog'
    >>> closest("１円", ["1円", "5円"])
    '1円'
    """
    known = {_folded(name): name for name in names}
    close = get_close_matches(_folded(word), known, n=1)
    return known[close[0]] if close else None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def lines_at(lines: Sequence[int]) -> tuple[str, ...]:
    """Lines of the file as offenders.

    >>> lines_at([3, 5])
    ('line 3', 'line 5')
    """
    return tuple(_("line {line}").format(line=line) for line in lines)
