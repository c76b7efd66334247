"""What is written is read back the same, whatever the format and the names."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.contest import KINDS, Contest, SubmissionFormat
from competition.errors import ContestError, RunError
from competition.predictions import Predictions
from submit.columns import columns, plain, validate_format
from submit.submission import read_submission, write_submission

ALPHABET = "abzAZ09._-# '\",;\t/=犬猫あア　é\u3099"
NAMES = st.text(ALPHABET, min_size=1, max_size=8)


def unique(min_size: int, max_size: int) -> st.SearchStrategy[list[str]]:
    return st.lists(NAMES.filter(lambda name: plain(name) != ""), min_size=min_size, max_size=max_size, unique_by=plain)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Contest, Predictions]:
    classes = tuple(draw(unique(2, 5)))
    ids = tuple(draw(unique(1, 6)))
    form = SubmissionFormat(
        kind=draw(st.sampled_from(KINDS)),
        header=draw(st.booleans()),
        separator=draw(st.sampled_from([",", "\t"])),
        id_column="the picture",
        label_column="the label",
        k=draw(st.integers(1, len(classes))),
        fixed_rows=tuple(draw(st.lists(st.sampled_from(["dummy", "dummy,0", "0\t1"]), max_size=2))),
    )
    contest = Contest("c", classes, tuple(f"0{n}" for n in range(len(classes))), submission=form)
    weights = draw(
        st.lists(
            st.lists(st.floats(1e-9, 1), min_size=len(classes), max_size=len(classes)),
            min_size=len(ids),
            max_size=len(ids),
        )
    )
    table = np.array(weights)
    return contest, Predictions(ids, classes, table / table.sum(axis=1, keepdims=True))


@settings(max_examples=150, deadline=None)
@given(cases())
def test_written_and_read_is_the_same(case: tuple[Contest, Predictions]) -> None:
    contest, predictions = case
    try:
        validate_format(contest)
    except ContestError:
        assert contest.submission.kind == "top_k"
        return
    with TemporaryDirectory() as folder:
        path = Path(folder, "submission.csv")
        write_submission(predictions, contest, predictions.ids, path)
        found = read_submission(path, contest, predictions.ids)
    assert (found.ids, found.classes) == (predictions.ids, predictions.classes)
    if contest.submission.kind == "probabilities":
        np.testing.assert_allclose(found.probabilities, predictions.probabilities, rtol=2e-7)
    k = contest.submission.k if contest.submission.kind == "top_k" else 1
    if contest.submission.kind != "probabilities":
        best = np.argsort(-predictions.probabilities, axis=1, kind="stable")[:, :k]
        np.testing.assert_array_equal(np.argsort(-found.probabilities, axis=1, kind="stable")[:, :k], best)
        assert ((found.probabilities > 0).sum(axis=1) == k).all()


CLASSES = ("guinea pig", "犬, 大", 'the "cat"')
IDS = ("b.png", "a.png")
TABLE = np.array([[0.2, 0.5, 0.3], [1 / 3, 1e-12, 2 / 3]])
WRITTEN = {
    (
        "probabilities",
        True,
        ",",
    ): 'id,guinea pig,"犬, 大","the ""cat"""\nb.png,0.2,0.5,0.3\na.png,0.33333333,1e-12,0.66666667\n',
    ("probabilities", False, "\t"): "b.png\t0.2\t0.5\t0.3\na.png\t0.33333333\t1e-12\t0.66666667\n",
    ("label_id", False, "\t"): "b.png\t1\na.png\t2\n",
    ("label_name", True, ","): 'id,label\nb.png,"犬, 大"\na.png,"the ""cat"""\n',
    ("top_k", True, "\t"): 'id\tlabel\nb.png\t"犬,_大 the_""cat"""\na.png\t"the_""cat"" guinea_pig"\n',
}


@pytest.mark.parametrize(("kind", "header", "separator"), WRITTEN)
def test_every_kind_is_written_as_the_contest_says(kind: str, header: bool, separator: str, tmp_path: Path) -> None:
    form = SubmissionFormat(kind, header, separator, k=2)
    contest = Contest("c", CLASSES, ("0", "1", "2"), submission=form)
    # Rows and columns come in another order than the file wants them.
    answers = Predictions(("a.png", "b.png"), CLASSES[::-1], TABLE[::-1, ::-1])
    write_submission(answers, contest, IDS, tmp_path / "s.csv")
    assert (tmp_path / "s.csv").read_bytes().decode() == WRITTEN[kind, header, separator]


def test_fixed_rows_stand_below_the_header(tmp_path: Path) -> None:
    contest = Contest("c", ("x", "y"), submission=SubmissionFormat("label_id", fixed_rows=("dummy,0", "dummy,1")))
    answers = Predictions(("a",), ("x", "y"), np.array([[0.0, 1.0]]))
    write_submission(answers, contest, ("a",), tmp_path / "s.csv")
    assert (tmp_path / "s.csv").read_text() == "id,label\ndummy,0\ndummy,1\na,y\n"
    assert read_submission(tmp_path / "s.csv", contest, ("a",)).probabilities.tolist() == [[0, 1]]


@pytest.mark.parametrize(
    "trouble",
    [
        Predictions(("a",), ("x", "y"), np.array([[np.nan, 1]])),
        Predictions(("b",), ("x", "y"), np.eye(2)[:1]),
    ],
)
def test_an_older_file_stays_when_the_new_one_cannot_be_written(trouble: Predictions, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("old")
    with pytest.raises(RunError):
        write_submission(trouble, Contest("c", ("x", "y")), ("a",), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_columns_are_named_as_in_the_sample() -> None:
    assert columns(Contest("c", ("x", "y"))) == ["id", "x", "y"]
    assert columns(Contest("c", ("x", "y"), submission=SubmissionFormat("top_k", label_column="best"))) == [
        "id",
        "best",
    ]
