"""Each fault of a submission file has its sentence, kept word for word in ``golden``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.contest import Contest, SubmissionFormat
from competition.errors import ContestError, SubmissionError
from submit.check import check, check_bytes
from submit.faultless import plain_numbers
from submit.problems import Checked
from submit.submission import read_submission

GOLDEN = Path(__file__).parent / "golden"
CLASSES = ("cat", "dog", "guinea pig")
IDS = ("a.png", "b.png", "c.png", "犬.png")


def contest(kind: str = "probabilities", **form: object) -> Contest:
    return Contest("pets", CLASSES, label_ids=("01", "02", "03"), submission=SubmissionFormat(kind=kind, **form))  # type: ignore[arg-type]


PROBABILITIES = contest()
BARE = contest(header=False)
LABEL_ID = contest("label_id")
LABEL_NAME = contest("label_name")
COINS = Contest("coins", ("1円", "5円"), submission=SubmissionFormat("label_name"))
TOP_2 = contest("top_k", k=2)
DUMMIES = contest("label_name", header=False, fixed_rows=("dummy,0", "dummy,1"))

HEAD = "id,cat,dog,guinea pig\n"
ROWS = "a.png,0.5,0.3,0.2\nb.png,0.1,0.8,0.1\nc.png,0,0,1\n犬.png,0.2,0.2,0.6\n"
QUOTED = '";"'
NAMES = "id,label\na.png,cat\nb.png,dog\nc.png,guinea pig\n犬.png,cat\n"


@dataclass(frozen=True)
class Case:
    contest: Contest
    data: str | bytes
    ids: Sequence[str] = IDS

    def checked(self) -> Checked:
        data = self.data if isinstance(self.data, bytes) else self.data.encode("utf-8")
        return check_bytes(data, "team.csv", self.contest, self.ids)


FAULTS = {
    # text
    "empty": Case(PROBABILITIES, b""),
    "blank": Case(PROBABILITIES, b"\n \n"),
    "binary": Case(PROBABILITIES, bytes(range(256))),
    "workbook": Case(PROBABILITIES, b"PK\x03\x04rest"),
    "open_quote": Case(PROBABILITIES, HEAD + '"a.png,0.5,0.3,0.2\n'),
    "semicolons": Case(PROBABILITIES, (HEAD + ROWS).replace(",", ";")),
    "semicolons_and_decimal_commas": Case(PROBABILITIES, (HEAD + ROWS).replace(",", ";").replace("0.", "0,")),
    "semicolons_in_quotes": Case(LABEL_NAME, "".join(f'"{row.replace(",", QUOTED)}"\n' for row in NAMES.splitlines())),
    "tabs": Case(LABEL_NAME, NAMES.replace(",", "\t")),
    # columns
    "header_missing": Case(PROBABILITIES, ROWS),
    "header_only": Case(PROBABILITIES, HEAD),
    "header_unexpected": Case(BARE, HEAD + ROWS),
    "header_unexpected_label": Case(
        contest("label_id", header=False), "file,class\na.png,01\nb.png,01\nc.png,01\n犬.png,03\n"
    ),
    "column_missing": Case(PROBABILITIES, "id,cat,dog\na.png,0.5,0.5\nb.png,1,0\nc.png,1,x\n犬.png,1,0\n"),
    "column_misspelt": Case(PROBABILITIES, HEAD.replace("guinea pig", "Guinea Pig").replace("id", "ID") + ROWS),
    "column_extra": Case(PROBABILITIES, "id,bird,cat,dog,guinea pig\n" + ROWS.replace("png,", "png,0,")),
    "column_twice": Case(PROBABILITIES, "id,cat,dog,guinea pig,cat\n" + ROWS.replace("\n", ",0\n")),
    "row_number_column": Case(
        PROBABILITIES,
        ",id,cat,dog,guinea pig\n" + "".join(f"{i},{row}\n" for i, row in enumerate(ROWS.split())),
    ),
    "width": Case(BARE, ROWS.replace(",", ",0,", 1).replace("\n", ",0\n")),
    "width_bare_labels": Case(contest("label_id", header=False), "a.png\nb.png\nc.png\n犬.png\n"),
    "header_narrower": Case(PROBABILITIES, "id,cat,dog\n" + ROWS),
    "ragged": Case(PROBABILITIES, HEAD + ROWS.replace("b.png,0.1,", "b.png,").replace(",1\n", ",1,1\n")),
    "fixed_rows_missing": Case(DUMMIES, NAMES.removeprefix("id,label\n")),
    "fixed_row_changed": Case(DUMMIES, "dummy,0\ndummy,2\n" + NAMES.removeprefix("id,label\n")),
    "fixed_rows_with_tabs": Case(
        contest("label_id", separator="\t", fixed_rows=("dummy\t0",)), "a.png\t01\nb.png\t02\nc.png\t03\n犬.png\t01\n"
    ),
    # ids
    "ids_missing": Case(LABEL_NAME, "id,label\na.png,cat\n"),
    "ids_extra": Case(LABEL_NAME, NAMES + "d.png,cat\n\ne.png,dog\n"),
    "ids_twice": Case(LABEL_NAME, NAMES + "a.png,cat\nc.png,dog\na.png,dog\n"),
    "ids_blank": Case(LABEL_NAME, NAMES + ",cat\n"),
    "ids_many": Case(LABEL_NAME, "id,label\n0.png,cat\n", [f"{i}.png" for i in range(1200)]),
    "ids_lost_zeros": Case(LABEL_NAME, "id,label\n1,cat\n2,dog\n", ("001", "002")),
    "ids_as_floats": Case(LABEL_NAME, "id,label\n1.0,cat\n2.0,dog\n", ("1", "2")),
    "ids_scientific": Case(LABEL_NAME, "id,label\n1.23E+15,cat\n", ("1230000000000001",)),
    "ids_as_dates": Case(LABEL_NAME, "id,label\n3-Apr,cat\n4月5日,dog\n", ("3-4", "4-5")),
    "ids_without_ending": Case(LABEL_NAME, NAMES.replace(".png", "")),
    "ids_with_folder": Case(LABEL_NAME, NAMES.replace("\n", "\ntest\\").removesuffix("test\\")),
    "ids_as_row_numbers": Case(LABEL_NAME, "id,label\n0,cat\n1,cat\n2,cat\n3,cat\n"),
    "ids_in_capitals": Case(LABEL_NAME, NAMES.upper().replace("ID,LABEL", "id,label")),
    # numbers
    "cell_blank": Case(PROBABILITIES, HEAD + ROWS.replace("0.3", " ")),
    "cell_nan": Case(PROBABILITIES, HEAD + ROWS.replace("0.3", "NaN").replace("0.8", "nan")),
    "cell_infinite": Case(PROBABILITIES, HEAD + ROWS.replace("0.3", "-inf")),
    "cell_no_number": Case(PROBABILITIES, HEAD + ROWS.replace("0.3", "high").replace("0.8", "1_0")),
    "cell_true": Case(
        PROBABILITIES,
        HEAD + "a.png,True,False,false\nb.png,FALSE,TRUE,false\nc.png,False,False,true\n犬.png,True,False,false\n",
    ),
    "cell_percent": Case(PROBABILITIES, HEAD + ROWS.replace("0.3", "1.69%")),
    "percent_everywhere": Case(
        PROBABILITIES, HEAD + "a.png,50,30,20\nb.png,10,80.4,10\nc.png,0,0,100\n犬.png,20,20,60\n"
    ),
    "cell_negative": Case(PROBABILITIES, HEAD + ROWS.replace("0.3", "-0.3")),
    "row_of_zeros": Case(PROBABILITIES, HEAD + ROWS.replace("0,0,1", "0,0,0")),
    # labels
    "label_unknown": Case(LABEL_NAME, NAMES.replace("dog", "dgo").replace("guinea pig", "\x7fzebra" * 9)),
    "label_wide": Case(COINS, "id,label\na.png,１円\nb.png,5円\nc.png,1円\n犬.png,５円\n"),
    "label_blank": Case(LABEL_NAME, NAMES.replace("dog", "")),
    "label_name_for_id": Case(LABEL_ID, NAMES),
    "label_id_for_name": Case(LABEL_NAME, "id,label\na.png,01\nb.png,02\nc.png,03\n犬.png,01\n"),
    "label_id_lost_zeros": Case(LABEL_ID, "id,label\na.png,1\nb.png,2\nc.png,3\n犬.png,1\n"),
    "top_k_too_many": Case(TOP_2, NAMES.replace("guinea pig", "cat dog guinea_pig").replace("dog\n", "dog dog\n", 1)),
    # several at once
    "everything": Case(
        PROBABILITIES,
        "id,cat,dgo\na.png,0.5,-1\na.png,nan,1\nz.png,1\nb.png,0,\n",
    ),
}


def said(checked: Checked) -> str:
    lines = [f"- {problem}" for problem in checked.problems] + [f"note: {note}" for note in checked.notes]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_has_its_sentence(name: str) -> None:
    checked = FAULTS[name].checked()
    assert checked.predictions is None
    assert checked.problems
    assert said(checked) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_every_golden_file_has_a_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(FAULTS) | set(MENDED)


MENDED = {
    "mended_cp932": Case(PROBABILITIES, (HEAD + ROWS).encode("cp932")),
    "mended_utf_16": Case(PROBABILITIES, (HEAD + ROWS).encode("utf-16")),
    "mended_sums": Case(PROBABILITIES, HEAD + "a.png,5,3,2\nb.png,0.1,0.8,0.1\nc.png,0,0,1\n犬.png,0.1,0.1,0.3\n"),
}


@pytest.mark.parametrize("name", MENDED)
def test_what_is_mended_is_said(name: str) -> None:
    checked = MENDED[name].checked()
    assert checked.predictions is not None
    np.testing.assert_allclose(checked.predictions.probabilities, EXPECTED)
    assert said(checked) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


EXPECTED = np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0, 0, 1], [0.2, 0.2, 0.6]])

HARMLESS = {
    "plain": HEAD + ROWS,
    "mark": "\ufeff" + HEAD + ROWS,
    "windows line ends": (HEAD + ROWS).replace("\n", "\r\n"),
    "old mac line ends": (HEAD + ROWS).replace("\n", "\r"),
    "no last line end": (HEAD + ROWS).rstrip(),
    "blank lines": HEAD + "\n" + ROWS.replace("\n", "\n\n"),
    "other order": HEAD + "".join(f"{row}\n" for row in reversed(ROWS.split())),
    "quotes": (HEAD + ROWS).replace("a.png", '"a.png"').replace("0.8", '"0.8"'),
    "blanks": (HEAD + ROWS).replace(",", " , "),
    "exponents": HEAD + ROWS.replace("0.5", "5e-1").replace("0.8", "8E-01").replace("0.6", "+.6"),
    "shuffled columns": "guinea pig,id,dog,cat\n0.2,a.png,0.3,0.5\n0.1,b.png,0.8,0.1\n1,c.png,0,0\n0.6,犬.png,0.2,0.2\n",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_differences_are_no_problem(name: str) -> None:
    checked = Case(PROBABILITIES, HARMLESS[name]).checked()
    assert (checked.problems, checked.notes) == ([], [])
    assert checked.predictions is not None
    assert checked.predictions.ids == IDS
    assert checked.predictions.classes == CLASSES
    np.testing.assert_allclose(checked.predictions.probabilities, EXPECTED)


def test_accents_split_by_a_mac_are_the_same_name() -> None:
    ids = ("が.png", "é.png")
    data = "id,label\nか\u3099.png,cat\ne\u0301.png,dog\n"
    checked = Case(LABEL_NAME, data, ids).checked()
    assert checked.predictions is not None
    assert checked.predictions.ids == ids


def test_ids_that_differ_only_by_blanks_stay_two() -> None:
    ids = ("a", "a ")
    checked = Case(LABEL_NAME, "id,label\na ,cat\na,dog\n", ids).checked()
    assert checked.predictions is not None
    assert checked.predictions.probabilities.tolist() == [[0, 1, 0], [1, 0, 0]]


def test_huge_and_tiny_numbers_are_normalised() -> None:
    data = HEAD + "a.png,1e308,1e308,0\nb.png,5e-324,0,0\nc.png,0,0,1\n犬.png,0,1e-300,1e-300\n"
    checked = Case(PROBABILITIES, data).checked()
    assert checked.predictions is not None
    np.testing.assert_allclose(checked.predictions.probabilities, [[0.5, 0.5, 0], [1, 0, 0], [0, 0, 1], [0, 0.5, 0.5]])


@pytest.mark.parametrize("name", ["plain", "mark", "windows line ends", "no last line end", "other order", "quotes"])
def test_the_quick_way_is_taken_for_usual_files(name: str) -> None:
    assert plain_numbers(HARMLESS[name].encode(), PROBABILITIES, IDS) is not None


@pytest.mark.parametrize("name", [name for name, case in FAULTS.items() if case.contest is PROBABILITIES])
def test_the_quick_way_leaves_faulty_files_alone(name: str) -> None:
    data = FAULTS[name].data
    found = plain_numbers(data if isinstance(data, bytes) else data.encode(), PROBABILITIES, IDS)
    assert found is None or name in ("row_of_zeros", "percent_everywhere")


NUMBERS = ["0.5", " 1", "+.5", "5.", "1e-3", "0,5", "1_0", "0x1", "1e", "1e400", "-0", "-1", "", "nan", "５", "1\v"]


@given(
    st.lists(st.sampled_from([*NUMBERS, '"0.5"', "True", "FALSE", "t", "0.5\0", "犬"]), min_size=4, max_size=4),
    st.sampled_from(["a.png", "a.pn", "a.pngg", "a.png\0", '"a.png"', "true"]),
)
def test_the_quick_way_says_what_the_slow_one_says(cells: list[str], name: str) -> None:
    ids = (name.strip('"'),) + IDS[1:]
    rows = [f"{one},0.5,0.3,{cell}\n" for one, cell in zip((name, *IDS[1:]), cells, strict=True)]
    data = (HEAD + "".join(rows)).encode()
    # A blank line at the end means nothing, but is unusual.
    slow = check_bytes(data + b"\n", "team.csv", PROBABILITIES, ids)
    quick = check_bytes(data, "team.csv", PROBABILITIES, ids)
    assert plain_numbers(data + b"\n", PROBABILITIES, ids) is None
    assert said(quick) == said(slow)
    if quick.predictions is not None:
        assert slow.predictions is not None
        np.testing.assert_allclose(quick.predictions.probabilities, slow.predictions.probabilities, rtol=1e-15)


def test_the_line_of_a_note_is_right_in_any_order() -> None:
    data = HEAD + "b.png,0,1,0\na.png,5,5,0\nc.png,0,0,1\n犬.png,1,0,0\n"
    (note,) = Case(PROBABILITIES, data).checked().notes
    assert note.offenders == ("line 3 (10)",)


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (problem,) = check(tmp_path / "nobody.csv", PROBABILITIES, IDS).problems
    assert str(problem) == "The file cannot be read (No such file or directory)."


def test_reading_raises_all_problems_at_once(tmp_path: Path) -> None:
    path = tmp_path / "team.csv"
    path.write_text(HEAD + "a.png,1,0,-1\n", encoding="utf-8")
    with pytest.raises(SubmissionError) as raised:
        read_submission(path, PROBABILITIES, IDS)
    assert len(raised.value.problems) == 2
    assert "team.csv cannot be scored" in str(raised.value)


@pytest.mark.parametrize(
    "impossible",
    [
        Contest("c", ("a b", "a_b"), submission=SubmissionFormat("top_k", k=1)),
        Contest("c", ("a", "b"), submission=SubmissionFormat("top_k", k=3)),
        Contest("c", ("a", " "), submission=SubmissionFormat("label_name")),
        Contest("c", ("id", "b")),
        Contest("c", ("が", "か\u3099")),
        *(Contest("c", ("a", "b"), submission=SubmissionFormat(fixed_rows=(row,))) for row in ("", "a\nb", 'a,"b')),
    ],
)
def test_formats_that_cannot_be_read_back_are_refused(impossible: Contest) -> None:
    with pytest.raises(ContestError, match="without doubt"):
        check(Path("nobody.csv"), impossible, IDS)


@given(st.data())
def test_no_file_however_damaged_raises(data: st.DataObject) -> None:
    case = FAULTS[data.draw(st.sampled_from(sorted(FAULTS)))]
    whole = case.data if isinstance(case.data, bytes) else case.data.encode("utf-8")
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 8)))
    piece = data.draw(
        st.binary(max_size=4) | st.sampled_from([b'"', b"\r", b"\n\n", b",", b";", b"\t", b"nan", b"1e999"])
    )
    checked = check_bytes(whole[:start] + piece + whole[end:], "team.csv", case.contest, case.ids)
    assert (checked.predictions is None) == bool(checked.problems)
    if checked.predictions is not None:
        assert np.isfinite(checked.predictions.probabilities).all()
        np.testing.assert_allclose(checked.predictions.probabilities.sum(axis=1), 1)


def test_missing_pictures_are_named_in_an_order_that_tells_nothing() -> None:
    """The hidden labels' table may be sorted by label: whoever leaves rows out must not learn its order."""
    ids = ("t7", "t2", "t10", "t1")
    checked = check_bytes(b"id,label\nt2,cat\n", "team.csv", LABEL_NAME, ids)
    assert checked.problems[0].offenders == ("t1", "t7", "t10")


def test_a_header_of_a_million_names_is_refused_at_once() -> None:
    header = ",".join(["id"] * 500_000 + [f"giunea pig{n}" for n in range(200_000)])
    checked = check_bytes(f"{header}\na.png\n".encode(), "team.csv", PROBABILITIES, IDS)
    assert checked.problems
