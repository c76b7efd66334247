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


def table(separator: str, *cells: str) -> tuple[str, ...]:
    return tuple(f"{name}{separator}{cell}" for name, cell in zip(IDS, cells, strict=True))


# The changes to single rows come before those to the whole file, which they would not know again.
FORMS = {
    "probabilities": Form(
        SubmissionFormat(),
        (
            "id,cat,dog,guinea pig",
            *table(",", "0.5,0.3,0.2", "0.1,0.8,0.1", "0,0.25,0.75", "0.4,0.4,0.2", "0.7,0.1,0.2", "0.9,0.1,0"),
        ),
        {
            "column_misspelt": swapped("guinea pig", "Guinea_Pig"),
            "id_missing": without("a.png"),
            "id_extra": added("x.png,1,0,0"),
            "id_twice": added("b.png,0,1,0"),
            "cell_nan": swapped("0.25,0.75", "NaN,nan"),
            "cell_negative": swapped("0.4,0.4,0.2", "-0.4,0.4,1"),
            "row_of_zeros": swapped("0.7,0.1,0.2", "0,0,0"),
            "sum": swapped("0.9,0.1,0", "90,10,0"),
        },
    ),
    "bare_probabilities": Form(
        SubmissionFormat(header=False, separator="\t"),
        table("\t", "1\t0\t0", "0.1\t0.8\t0.1", "0\t0.25\t0.75", "0.4\t0.4\t0.2", "0\t1\t0", "0.9\t0.1\t0"),
        {
            "id_blank": swapped("a.png", ""),
            "ragged": swapped("0.1\t0.8\t0.1", "0.1\t0.9"),
            "cell_infinite": swapped("0\t0.25", "inf\t0.25"),
            "decimal_commas": swapped("0.4\t0.4\t0.2", "0,4\t0,4\t0,2"),
            "ids_with_folder": lambda lines: [f"test/{line}" for line in lines],
            "header_unexpected": lambda lines: ["file\tcat\tdog\tguinea pig", *lines],
        },
    ),
    "label_id": Form(
        SubmissionFormat("label_id"),
        ("id,label", *table(",", "02", "01", "03", "02", "01", "03")),
        {
            "label_blank": swapped("d.png,02", "d.png,"),
            "id_missing": without("犬"),
            "id_twice": added("b.png,02", "c.png,01"),
            "labels_lost_zeros": swapped(",0", ","),
            "header_missing": without("id,"),
            "semicolons": swapped(",", ";"),
        },
    ),
    "label_name": Form(
        SubmissionFormat("label_name", separator="\t", id_column="写真", label_column="動物", fixed_rows=("dummy\t0",)),
        ("写真\t動物", "dummy\t0", *table("\t", "dog", "cat", "guinea pig", "dog", "cat", "cat")),
        {
            "fixed_row_changed": swapped("dummy\t0", "dummy\t1"),
            "column_misspelt": swapped("動物", "動物園"),
            "label_unknown": swapped("b.png\tcat", "b.png\tfish"),
            "label_misspelt": swapped("guinea pig", "guinea-pig"),
            "id_extra": added("x.png\tcat"),
            "ids_without_ending": swapped(".png", ""),
        },
    ),
    "top_k": Form(
        SubmissionFormat("top_k", k=2),
        ("id,label", *table(",", "dog cat", "cat dog", "guinea_pig cat", "dog cat", "cat", "cat guinea_pig")),
        {
            "too_many": swapped("a.png,dog cat", "a.png,dog cat guinea_pig"),
            "named_twice": swapped("b.png,cat dog", "b.png,cat cat"),
            "label_unknown": swapped("guinea_pig cat", "guinea pig"),
            "label_blank": swapped("d.png,dog cat", "d.png, "),
            "id_missing": without("e.png"),
            "row_number": lambda lines: [f"{n or ''},{line}" for n, line in enumerate(lines)],
        },
    ),
}
PAIRS = [(form, *pair) for form, one in FORMS.items() for pair in combinations(one.faults, 2)]


def said(checked: Checked) -> str:
    lines = [f"- {problem}" for problem in checked.problems] + [f"note: {note}" for note in checked.notes]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("form", "first", "second"), PAIRS)
def test_two_faults_are_both_said(form: str, first: str, second: str, tmp_path: Path) -> None:
    checked = FORMS[form].checked(tmp_path, first, second)
    assert checked.predictions is None
    assert said(checked) == (GOLDEN / form / f"{first}-{second}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMS)
def test_without_a_fault_nothing_is_said(form: str, tmp_path: Path) -> None:
    checked = FORMS[form].checked(tmp_path)
    assert checked.predictions is not None
    assert said(checked) == "\n"


def test_every_golden_file_has_a_pair() -> None:
    assert {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.txt")} == {
        f"{form}/{first}-{second}.txt" for form, first, second in PAIRS
    }
