"""What a fold leaves on disk comes back to the last bit, and nothing is ever unpickled."""

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from competition.errors import RunError
from competition.fold_files import load_fold_predictions, read_history, save_fold_predictions, write_history
from competition.predictions import Predictions

NAMES = st.text("ab09._- '\",;犬が\t\r\n", min_size=1, max_size=6)
ANY_FLOAT = st.floats(width=64)


@st.composite
def tables(draw: st.DrawFn) -> Predictions:
    ids = tuple(draw(st.lists(NAMES, min_size=1, max_size=6, unique=True)))
    classes = tuple(draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)))
    return Predictions(ids, classes, draw(hnp.arrays(np.float64, (len(ids), len(classes)), elements=ANY_FLOAT)))


@given(st.dictionaries(st.sampled_from(["validation", "holdout", "test"]), tables(), min_size=1))
def test_answers_come_back_to_the_last_bit(
    tmp_path_factory: pytest.TempPathFactory, parts: dict[str, Predictions]
) -> None:
    path = tmp_path_factory.mktemp("fold") / "predictions.npz"
    save_fold_predictions(path, parts)
    found = load_fold_predictions(path)
    assert found.keys() == parts.keys()
    for name, table in parts.items():
        assert (found[name].ids, found[name].classes) == (table.ids, table.classes)
        # As bytes: not-a-number and the sign of zero count as well.
        assert found[name].probabilities.tobytes() == table.probabilities.tobytes()
    assert list(path.parent.iterdir()) == [path]


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    path = tmp_path / "predictions.npz"
    table = Predictions(("犬",), ("x", "y"), np.array([[0.5, 0.5]]))
    save_fold_predictions(path, {"validation": table, "test": table})
    assert load_fold_predictions(path, only=["test", "holdout"]).keys() == {"test"}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "predictions.npz"
    random = np.random.default_rng(0)
    ids = tuple(f"犬{number}" for number in range(200))
    save_fold_predictions(path, {"validation": Predictions(ids, ("x", "y"), random.random((200, 2)))})
    return path


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_said(answers: Path, share: float) -> None:
    data = answers.read_bytes()
    answers.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(RunError, match=r"predictions\.npz"):
        load_fold_predictions(answers)


def test_a_flipped_bit_never_gives_other_answers(answers: Path) -> None:
    """It is said, or it is where nothing is kept (a date, padding)."""
    expected, whole = load_fold_predictions(answers)["validation"], answers.read_bytes()
    n_said = 0
    for place in range(7, len(whole), 97):
        data = bytearray(whole)
        data[place] ^= 1
        answers.write_bytes(bytes(data))
        try:
            found = load_fold_predictions(answers)["validation"]
        except RunError:
            n_said += 1
            continue
        assert (found.ids, found.classes) == (expected.ids, expected.classes)
        np.testing.assert_array_equal(found.probabilities, expected.probabilities)
    assert n_said > 50


def test_foreign_files_are_said(tmp_path: Path) -> None:
    path = tmp_path / "predictions.npz"

    def expect_refused() -> None:
        with pytest.raises(RunError, match=r"predictions\.npz"):
            load_fold_predictions(path)

    expect_refused()  # there is none
    path.write_bytes(b"what is this")
    expect_refused()
    with path.open("wb") as file:
        np.save(file, np.zeros(3))  # an array, not a zip of them
    expect_refused()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    expect_refused()
    wrong = {"test.ids": np.array(["a", "b"]), "test.classes": np.array(["x"]), "test.probabilities": np.eye(3)}
    np.savez(path, **wrong)  # type: ignore[arg-type]
    expect_refused()


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    """A pickle may run anything when it is read."""

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    path = tmp_path / "predictions.npz"
    trap = np.array([Trap()], dtype=object)
    arrays = {"test.ids": trap, "test.classes": trap, "test.probabilities": np.eye(1)}
    np.savez(path, **arrays)  # type: ignore[arg-type]
    with pytest.raises(RunError, match=r"predictions\.npz"):
        load_fold_predictions(path)
    assert not (tmp_path / "sprung").exists()


def test_a_history_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    rows = [{"epoch": 1, "loss": 0.1 + 0.2, "val_loss": 1e-300}, {"epoch": 2, "loss": float("inf"), "val_loss": 1 / 3}]
    write_history(tmp_path / "fold-1" / "history.csv", rows)
    assert read_history(tmp_path / "fold-1" / "history.csv") == rows
    text = (tmp_path / "fold-1" / "history.csv").read_bytes().decode()
    assert text.splitlines()[0] == "epoch,loss,val_loss"
    assert "\r" not in text


def test_no_history_is_an_empty_one(tmp_path: Path) -> None:
    write_history(tmp_path / "history.csv", [])
    assert read_history(tmp_path / "history.csv") == []


@pytest.mark.parametrize(
    "content", [b"epoch,loss\n1,\n", b"epoch,loss\n1\n", b"epoch,loss\n1,2,3\n", b"\xff\xfe\x80\n1\n"]
)
def test_a_damaged_history_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "history.csv").write_bytes(content)
    with pytest.raises(RunError, match=r"history\.csv"):
        read_history(tmp_path / "history.csv")
