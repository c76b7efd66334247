"""Tables as people save them: any encoding, any separator, broken ones named by line."""

from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition import tables
from competition.errors import DataError
from competition.tables import decoded, read_table, recognised_separator, table_in, write_table

# Control characters mark a file as binary; lone surrogates are no text.
CELL = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"),
        include_characters="\t\n\r",
        exclude_characters="\uf8f0\uf8f1\uf8f2\uf8f3",
    ),
    max_size=8,
)
NAME = st.text("犬ねこ,;\"' abc", min_size=1, max_size=4).filter(str.strip)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    columns = draw(st.lists(NAME, min_size=1, max_size=4, unique=True))
    rows = draw(st.lists(st.tuples(*[CELL for _column in columns]), max_size=6))
    return pd.DataFrame(rows, columns=columns, dtype="str")


@given(frames(), st.sampled_from([",", "\t", ";"]))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, frame: pd.DataFrame, separator: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "round trip.csv"
    write_table(frame, path, separator=separator)
    back = read_table(path, separator=separator)
    assert back.to_dict("list") == frame.to_dict("list")


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
def test_without_header_too(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.getbasetemp() / "headless.csv"
    write_table(pd.DataFrame(rows, columns=["a", "b"], dtype="str"), path, header=False)
    text = path.read_bytes().decode("utf-8")
    if text.strip():
        back = read_table(path, header=False, separator=",")
        assert list(back) == ["0", "1"]
        assert list(back.itertuples(index=False, name=None)) == rows


@given(st.binary(max_size=60) | st.text('a,;\t"\n\r\0犬 ', max_size=30).map(str.encode), st.booleans())
def test_whatever_a_file_holds_it_is_a_table_or_one_sentence(data: bytes, header: bool) -> None:
    with suppress(DataError):
        assert table_in(data, "t.csv", header).shape[1] >= 1


def test_ids_stay_as_they_stand() -> None:
    table = table_in(b"id,label\n007,NA\n1e5,\nnull, x \n1.0,TRUE\n", "t.csv")
    assert table["id"].tolist() == ["007", "1e5", "null", "1.0"]
    assert table["label"].tolist() == ["NA", "", " x ", "TRUE"]
    assert {str(dtype) for dtype in table.dtypes} == {"str"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encodings(encoding: str, ends: str) -> None:
    data = f"ファイル名,ラベル{ends}表示.png,犬{ends}".encode(encoding)
    table = table_in(data, "t.csv")
    assert table.to_dict("list") == {"ファイル名": ["表示.png"], "ラベル": ["犬"]}


def test_big_endian_utf16() -> None:
    assert decoded(b"\xfe\xff" + "犬,1".encode("utf-16-be"), "t.csv") == "犬,1"


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b\n1,2\n", ","),
        ("a\tb\n1,5\t2\n", "\t"),
        ("id;cat;dog\nx;0,5;0,5\n", ";"),
        ("x.png;0,5;0,5\ny.png;0,2;0,8\n", ";"),
        ("id,labels\nx.png,cat;dog\n", ","),
        ("only\none\n", ","),
        ('"a;b",c\n"d",e\n', ","),
        ("\n\na;b\n1;2\n", ";"),
    ],
)
def test_separators(text: str, separator: str) -> None:
    assert recognised_separator(text) == separator


def test_index_is_the_line_in_the_file() -> None:
    table = table_in(b'id,label\n\na,"two\nlines"\n\nb,c\n', "t.csv")
    assert table.index.tolist() == [3, 6]
    assert table_in(b"a,b\nc,d\n", "t.csv", header=False).index.tolist() == [1, 2]


def test_fixed_rows_are_left_out_whatever_their_length() -> None:
    table = table_in(b"id,label\ndummy\ndummy,1,2\na,b\n", "t.csv", n_fixed_rows=2)
    assert table.to_dict("list") == {"id": ["a"], "label": ["b"]}
    assert table.index.tolist() == [4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("fixed", ["words alone", "dummy;0;0", "dummy,0"])
def test_fixed_rows_say_nothing_about_the_separator(fixed: str, end: str) -> None:
    text = end.join([fixed, "a,1\tcat", "b\tdog", ""])
    table = table_in(text.encode(), "t.csv", header=False, n_fixed_rows=1)
    assert table.to_dict("list") == {"0": ["a,1", "b"], "1": ["cat", "dog"]}


def test_a_header_alone_is_an_empty_table() -> None:
    table = table_in(b"id,label\n", "t.csv")
    assert list(table) == ["id", "label"]
    assert len(table) == 0


def test_all_ragged_rows_are_named_at_once() -> None:
    data = "id,label\n" + "".join(f"a{n},b{',c' * (n % 2)}\n" for n in range(30))
    with pytest.raises(DataError) as raised:
        table_in(data.encode(), "train.csv")
    assert len(raised.value.offenders) == 15
    assert raised.value.offenders[:2] == ["line 3 (3)", "line 5 (3)"]
    assert "2 cells were expected in each line" in str(raised.value)
    assert "and 5 more (15 in all)" in str(raised.value)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "t.csv is empty"),
        (b"\n \n", "t.csv is empty"),
        (b"\xef\xbb\xbf", "t.csv is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "t.csv is not a table"),
        (b"PK\x03\x04\x14\x00\x00\x00", "t.csv is not a table"),
        (b"\xff\xfea", "t.csv is not a table"),
        (b"\xff\xff\xff", "t.csv is not a table"),
        (b'id,label\na,"b\nc,d\n', "t.csv: the row that begins in line 2 cannot be read"),
        (b"a,b,a\n1,2,3\n", "t.csv has columns of the same name: a"),
        (b"id,label\na," + b"x" * 200_000, "t.csv: the row that begins in line 2 cannot be read"),
    ],
)
def test_what_is_no_table(data: bytes, sentence: str) -> None:
    with pytest.raises(DataError) as raised:
        table_in(data, "t.csv")
    assert str(raised.value).startswith(sentence)


def test_a_file_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(DataError, match="at most 64 MB were expected, 200 MB came"):
        read_table(path)


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 100)
    with pytest.raises(DataError, match="at most 100 rows"):
        table_in(b"a\n" * 102, "t.csv")


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(DataError, match="cannot be read"):
        read_table(tmp_path)


def test_written_form(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["a", "b,c"], "p": [0.25, 1 / 3], "n": [1, 2]})
    path = tmp_path / "new" / "t.csv"
    write_table(frame, path, float_format="%.3f", fixed_rows=["dummy,,"])
    assert path.read_bytes() == b'id,p,n\ndummy,,\na,0.250,1\n"b,c",0.333,2\n'
    write_table(frame, path, header=False, separator="\t")
    assert path.read_bytes() == b"a\t0.25\t1\nb,c\t0.3333333333333333\t2\n"
    assert [file.name for file in path.parent.iterdir()] == ["t.csv"]


def test_an_old_file_survives_a_failed_write(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_table(pd.DataFrame({"a": ["\ud800"]}, dtype=object), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["t.csv"]
