"""Predictions are joined by name and kept to the last bit."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from competition.errors import RunError
from competition.predictions import Predictions, concatenated, load_predictions, mean

NAMES = st.text("ab09._- '\",;犬が\t", min_size=1, max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> Predictions:
    ids = tuple(draw(st.lists(NAMES, min_size=1, max_size=6, unique=True)))
    classes = tuple(draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)))
    values = draw(hnp.arrays(np.float64, (len(ids), len(classes)), elements=st.floats(0, 1)))
    return Predictions(ids, classes, values)


@pytest.fixture
def table() -> Predictions:
    return Predictions(("a", "b", "c"), ("x", "y"), np.array([[0.1, 0.9], [0.2, 0.8], [0.3, 0.7]]))


@settings(max_examples=60, deadline=None)
@given(tables())
def test_saved_and_loaded_is_the_same_to_the_last_bit(
    tmp_path_factory: pytest.TempPathFactory, table: Predictions
) -> None:
    path = tmp_path_factory.mktemp("run") / "test.csv"
    table.save(path)
    found = load_predictions(path)
    assert (found.ids, found.classes) == (table.ids, table.classes)
    np.testing.assert_array_equal(found.probabilities, table.probabilities)


@given(tables(), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_does_not_matter(table: Predictions, random: object) -> None:
    ids, classes = list(table.ids), list(table.classes)
    random.shuffle(ids)  # type: ignore[attr-defined]
    random.shuffle(classes)  # type: ignore[attr-defined]
    back = table.aligned(ids, classes).aligned(table.ids, table.classes)
    np.testing.assert_array_equal(back.probabilities, table.probabilities)


def test_a_part_can_be_taken(table: Predictions) -> None:
    part = table.aligned(("c", "a"), ("y",))
    assert part.probabilities.tolist() == [[0.7], [0.9]]


def test_what_is_missing_is_named(table: Predictions) -> None:
    with pytest.raises(RunError) as raised:
        table.aligned(("a", "nobody"), ("x", "nothing"))
    assert raised.value.offenders == ["nobody", "nothing"]


def test_the_mean_is_joined_by_name(table: Predictions) -> None:
    other = table.aligned(table.ids[::-1], table.classes[::-1])
    np.testing.assert_allclose(mean([table, other]).probabilities, table.probabilities)


def test_parts_are_concatenated_by_class_name(table: Predictions) -> None:
    rest = Predictions(("d",), ("y", "x"), np.array([[0.25, 0.75]]))
    whole = concatenated([table, rest])
    assert whole.ids == ("a", "b", "c", "d")
    assert whole.probabilities[-1].tolist() == [0.75, 0.25]


def test_a_shape_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        Predictions(("a",), ("x", "y"), np.zeros((2, 2)))


@pytest.mark.parametrize("content", [None, b"", b"id,x\na,high\n", bytes(range(256))])
def test_a_file_that_is_none_of_ours_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "test.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RunError, match="test.csv"):
        load_predictions(path)
