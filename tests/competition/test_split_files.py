"""A split is made once, then only read; whatever does not fit it is said."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.errors import SplitError
from competition.labels import Labels
from competition.split_files import load_split, save_split, saved_splits, settled_split, split_path
from competition.splits import Split, made_split, with_folds

# Every one of them has been turned into something else by some program.
ODD = (
    "1e5",
    "NA",
    "a,b",
    "犬.png",
    'quo"te',
    "two\nlines",
    "mac\rline",
    "win\r\nline",
    "007",
    "null",
    " blank ",
    "#x",
    "-1",
)


def labels_of(per_class: int = 10, ids: tuple[str, ...] = ()) -> Labels:
    names = (*ids, *(f"{place:03d}" for place in range(3 * per_class - len(ids))))
    return Labels(names, np.arange(len(names)) % 3, None, ("cat", "犬", "bird"))


def settled(
    folder: Path, labels: Labels, n_folds: int = 2, fingerprint: str = "f", share: float | None = None
) -> Split:
    digests = tuple(f"digest of {name}" for name in labels.ids)
    return settled_split(folder, labels, digests, fingerprint, n_folds, share, default_share=0.2, seed=0)


def same(one: Split, other: Split) -> bool:
    return (
        (one.ids, one.data_fingerprint, one.share, one.seed)
        == (other.ids, other.data_fingerprint, other.share, other.seed)
        and one.folds.keys() == other.folds.keys()
        and all(np.array_equal(one.folds[n], other.folds[n]) for n in one.folds)
        and np.array_equal(one.holdout, other.holdout)
        and np.array_equal(one.targets, other.targets)
    )


def test_odd_names_come_back_as_they_were(tmp_path: Path) -> None:
    made = settled(tmp_path, labels_of(ids=ODD))
    loaded = load_split(split_path(tmp_path, 0.2, 0))
    assert same(made, loaded)
    assert set(ODD) < set(loaded.ids)
    assert loaded.fingerprint == made.fingerprint


@settings(max_examples=30)
@given(
    st.lists(st.text("ab09.eE+- '\",;犬が\t\r\n#\\", min_size=1, max_size=5), min_size=1, max_size=12, unique=True),
    st.sampled_from([0.2, 0.3, 0.125]),
    st.sampled_from([(), (1,), (2, 3)]),
)
def test_saved_and_loaded_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], share: float, numbers: tuple[int, ...]
) -> None:
    folder = tmp_path_factory.mktemp("splits")
    labels = labels_of(12, tuple(f"x{name}" for name in names))
    digests = ("",) * len(labels.ids)
    split = made_split(labels, digests, "f", share, 3)
    for n_folds in numbers:
        split = with_folds(split, labels, digests, n_folds)
    save_split(split, folder)
    assert [path.name for path in folder.iterdir()] == [split_path(folder, share, 3).name]
    assert same(load_split(split_path(folder, share, 3)), split)


def test_made_once_then_only_read(tmp_path: Path) -> None:
    made = settled(tmp_path / "new folder", labels_of())
    before = split_path(tmp_path / "new folder", 0.2, 0).read_bytes()
    assert same(settled(tmp_path / "new folder", labels_of()), made)
    assert split_path(tmp_path / "new folder", 0.2, 0).read_bytes() == before


def test_a_second_number_of_folds_is_added_beside_the_first(tmp_path: Path) -> None:
    first = settled(tmp_path, labels_of(), n_folds=2)
    both = settled(tmp_path, labels_of(), n_folds=3)
    loaded = load_split(split_path(tmp_path, 0.2, 0))
    assert same(loaded, both)
    assert sorted(loaded.folds) == [2, 3]
    np.testing.assert_array_equal(loaded.folds[2], first.folds[2])
    assert loaded.fingerprint == first.fingerprint


def test_rows_in_another_order_are_the_same_data(tmp_path: Path) -> None:
    """The table of labels may be sorted by somebody; folds added then must fit the pictures, not the rows."""
    labels = labels_of()
    backwards = Labels(labels.ids[::-1], labels.targets[::-1], None, labels.classes)
    settled(tmp_path / "one", labels, n_folds=2)
    later = settled(tmp_path / "one", backwards, n_folds=3)
    settled(tmp_path / "other", labels, n_folds=2)
    assert same(later, settled(tmp_path / "other", labels, n_folds=3))
    known = dict(zip(labels.ids, labels.targets.tolist(), strict=True))
    assert dict(zip(later.ids, later.targets.tolist(), strict=True)) == known


def test_a_changed_data_set_is_noticed_with_counts(tmp_path: Path) -> None:
    settled(tmp_path, labels_of())
    before = split_path(tmp_path, 0.2, 0).read_bytes()
    other = labels_of(ids=("new1", "new2"))  # in the place of 028 and 029
    with pytest.raises(SplitError, match="2 pictures are gone, 2 pictures are new, and a label") as raised:
        settled(tmp_path, other, fingerprint="g")
    assert raised.value.offenders == ["028", "029", "new1", "new2"]
    assert "--runs" in raised.value.hint
    # The same names: then it is a picture or a label.
    with pytest.raises(SplitError, match="was made: a label, a group or a picture differs"):
        settled(tmp_path, labels_of(), fingerprint="g")
    assert split_path(tmp_path, 0.2, 0).read_bytes() == before


def test_classes_in_another_order_are_noticed(tmp_path: Path) -> None:
    """The file keeps a class by its number, so the numbers must mean what they meant."""
    settled(tmp_path, labels_of())
    other = replace(labels_of(), targets=2 - labels_of().targets, classes=("bird", "犬", "cat"))
    with pytest.raises(SplitError, match="another order"):
        settled(tmp_path, other)


def test_another_share_makes_a_second_file_beside_the_first(tmp_path: Path) -> None:
    first = settled(tmp_path, labels_of())
    before = split_path(tmp_path, 0.2, 0).read_bytes()
    second = settled(tmp_path, labels_of(), share=0.3)
    assert [path.name for path in saved_splits(tmp_path)] == ["split-holdout20-seed0.csv", "split-holdout30-seed0.csv"]
    assert split_path(tmp_path, 0.2, 0).read_bytes() == before
    assert (first.holdout.sum(), second.holdout.sum()) == (6, 9)
    assert first.fingerprint != second.fingerprint


def test_near_shares_are_different_splits(tmp_path: Path) -> None:
    assert len({split_path(tmp_path, share, 0) for share in (0.12, 0.125, 0.13, 0.004, 0.3, 1 / 3)}) == 6
    assert split_path(tmp_path, 0.3, 7).name == "split-holdout30-seed7.csv"


def test_without_a_wish_the_contests_own_share_is_used_then_what_is_there(tmp_path: Path) -> None:
    asked = settled(tmp_path, labels_of(), share=0.3)
    assert same(settled(tmp_path, labels_of()), asked)  # the only one there
    settled(tmp_path, labels_of(), share=0.2)
    assert settled(tmp_path, labels_of()).share == 0.2
    # Writing a file again, as for a new number of folds, does not change which one is used.
    settled(tmp_path, labels_of(), n_folds=3, share=0.2)
    settled(tmp_path, labels_of(), n_folds=3, share=0.3)
    assert settled(tmp_path, labels_of()).share == 0.2
    settled(tmp_path / "two", labels_of(), share=0.4)
    settled(tmp_path / "two", labels_of(), share=0.3)
    settled(tmp_path / "two", labels_of(), share=0.4, n_folds=3)
    assert settled(tmp_path / "two", labels_of()).share == 0.3


def damaged(text: str, how: str) -> str:
    lines = text.splitlines(keepends=True)
    return {
        "empty": "",
        "no head": "".join(lines[1:]),
        "head only": lines[0],
        "opened in a spreadsheet": lines[0].replace("\n", ",,\n") + "".join(lines[1:]),
        "cut in a row": text[: text.rindex(",")],
        "no target": text.replace('"target"', '"class"'),
        "no id": text.replace('"id"', '"name"'),
        "a word for a number": text.replace(lines[-1], '"029",2,0,first\n'),
        "a hole": text.replace(lines[-1], '"029",2,0,\n'),
        "held out and in a fold": text.replace(lines[-1], '"029",2,1,0\n'),
        "not held out, in no fold": text.replace(lines[-1], '"029",2,0,-1\n'),
        "a fold without number": text.replace("fold_of_2", "fold_of_two"),
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "empty",
        "no head",
        "head only",
        "opened in a spreadsheet",
        "cut in a row",
        "no target",
        "no id",
        "a word for a number",
        "a hole",
        "held out and in a fold",
        "not held out, in no fold",
        "a fold without number",
    ],
)
def test_a_damaged_file_is_said(tmp_path: Path, how: str) -> None:
    settled(tmp_path, labels_of())
    path = split_path(tmp_path, 0.2, 0)
    text = damaged(path.read_text(encoding="utf-8"), how)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SplitError, match="cannot be read as a split") as raised:
        load_split(path)
    assert "copy" in raised.value.hint
    with pytest.raises(SplitError):
        settled(tmp_path, labels_of())
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("content", [None, bytes(range(256)), b"PK\x03\x04" * 10])
def test_another_kind_of_file_is_said(tmp_path: Path, content: bytes | None) -> None:
    path = split_path(tmp_path, 0.2, 0)
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SplitError, match="split-holdout20"):
        load_split(path)


@pytest.mark.parametrize("change", ["a row is missing", "a row stands twice", "an id became a number"])
def test_rows_changed_by_hand_are_noticed(tmp_path: Path, change: str) -> None:
    settled(tmp_path, labels_of())
    path = split_path(tmp_path, 0.2, 0)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    last = {
        "a row is missing": "",
        "a row stands twice": lines[-1] * 2,
        "an id became a number": lines[-1].replace('"029"', "29"),
    }
    path.write_text("".join(lines[:-1]) + last[change], encoding="utf-8")
    with pytest.raises(SplitError, match="does not hold every picture of the data set once"):
        settled(tmp_path, labels_of())


def test_a_spreadsheets_line_ends_change_nothing(tmp_path: Path) -> None:
    made = settled(tmp_path, labels_of())
    path = split_path(tmp_path, 0.2, 0)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert same(load_split(path), made)
