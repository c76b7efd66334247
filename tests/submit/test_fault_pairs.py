"""Two faults at once, in each form of file: both are said, with all their places, word for word as in ``golden_pairs``.

Single faults are in `test_check`. Here each is a change to a faultless file that leaves other rows as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest

from competition.contest import Contest, SubmissionFormat
from submit.check import check
from submit.problems import Checked

GOLDEN = Path(__file__).parent / "golden_pairs"
CLASSES = ("cat", "dog", "guinea pig")
IDS = tuple(f"{name}.png" for name in ("a", "b", "c", "d", "e", "犬"))

Change = Callable[[list[str]], list[str]]


def swapped(old: str, new: str) -> Change:
    """Put ``new`` wherever ``old`` stands, which is somewhere."""

    def change(lines: list[str]) -> list[str]:
        assert any(old in line for line in lines), old
        return [line.replace(old, new) for line in lines]

    return change


def added(*rows: str) -> Change:
    return lambda lines: [*lines, *rows]


def without(start: str) -> Change:
    return lambda lines: [line for line in lines if not line.startswith(start)]


def below(line: str) -> Change:
    return lambda lines: [line, *lines]


@dataclass(frozen=True)
class Form:
    """A form of file, a faultless one, and what may be wrong with it."""

    submission: SubmissionFormat
    lines: tuple[str, ...]
    faults: dict[str, Change]

    def checked(self, folder: Path, *faults: str) -> Checked:
        lines = list(self.lines)
        for fault in faults:
            lines = self.faults[fault](lines)
        path = folder / "team.csv"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return check(path, Contest("pets", CLASSES, ("01", "02", "03"), submission=self.submission), IDS)


NUMBERS = ("0.5,0.3,0.2", "0.1,0.8,0.1", "0,0.25,0.75", "0.4,0.4,0.2", "0.7,0.1,0.2", "0.9,0.05,0.05")
PROBABILITIES = tuple(f"{name},{numbers}" for name, numbers in zip(IDS, NUMBERS, strict=True))
LABELS = ("02", "01", "03", "02", "01", "03")

FORMS = {
    "probabilities": Form(
        SubmissionFormat(),
        ("id,cat,dog,guinea pig", *PROBABILITIES),
        {
            "column_misspelt": swapped("guinea pig", "Guinea_Pig"),
            "id_missing": without("a.png"),
            "id_extra": added("x.png,1,0,0"),
            "id_twice": added("b.png,0,1,0"),
            "cell_nan": swapped("0.25,0.75", "NaN,nan"),
            "cell_negative": swapped("0.4,0.4,0.2", "-0.4,0.4,1"),
            "row_of_zeros": swapped("0.7,0.1,0.2", "0,0,0"),
            "sum": swapped("0.9,0.05,0.05", "90,5,5"),
        },
    ),
    "bare_probabilities": Form(
        SubmissionFormat(header=False, separator="\t"),
        tuple(line.replace(",", "\t") for line in PROBABILITIES),
        {
            "header_unexpected": below("file\tcat\tdog\tguinea pig"),
            "id_blank": swapped("a.png\t", "\t"),
            "ragged": swapped("0.1\t0.8\t0.1", "0.1\t0.9"),
            "cell_infinite": swapped("0\t0.25", "inf\t0.25"),
            "cell_comma": swapped("0.4\t0.4\t0.2", "0,4\t0,4\t0,2"),
            "ids_with_folder": swapped(".png", ".png").__class__ and (lambda lines: [f"test/{line}" for line in lines]),
        },
    ),
    "label_id": Form(
        SubmissionFormat("label_id"),
        ("id,label", *(f"{name},{label}" for name, label in zip(IDS, LABELS, strict=True))),
        {
            "header_missing": without("id,"),
            "semicolons": swapped(",", ";"),
            "id_missing": without("犬"),
            "id_twice": added("b.png,02", "c.png,01"),
            "label_blank": swapped("d.png,02", "d.png,"),
            "labels_lost_zeros": swapped(",0", ","),
        },
    ),
}
