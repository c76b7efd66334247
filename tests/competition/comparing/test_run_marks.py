"""A run's marks are kept beside it, made again when its answers are others, and joined by the pictures' names."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from competition.comparing.run_marks import FILE, on_shared_pictures, run_marks, validate_pair
from competition.errors import RunError
from competition.metrics import METRICS
from competition.runs import Run
from tests.answered_runs import CLASSES, N, written_run, written_split


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "図形"


@pytest.fixture
def run(place: Path) -> Run:
    return written_run(place, "cnn", written_split(place), 1.5)


@pytest.mark.parametrize("folds_are_there", [True, False])
def test_they_come_to_the_runs_scores(run: Run, folds_are_there: bool) -> None:
    if not folds_are_there:
        for folder in run.folder.glob("fold-*"):
            shutil.rmtree(folder)
    found = run_marks(run)
    assert found.classes == CLASSES
    assert len(found.ids) == len(found.marks) == 0.8 * N
    assert list(found.ids) == sorted(found.ids)
    for name, metric in METRICS.items():
        assert found.marks.rows(metric).mean() == pytest.approx(run.scores["cv"][name])


def same(one: Run, other: Run) -> bool:
    a, b = run_marks(one), run_marks(other)
    return np.array_equal(a.ids, b.ids) and np.array_equal(a.marks.given, b.marks.given)


def test_they_are_kept_and_read(run: Run) -> None:
    first = run_marks(run)
    for folder in run.folder.glob("fold-*"):
        shutil.rmtree(folder)
    (run.folder.parent / "split-holdout20-seed0.csv").unlink()  # neither is needed any more
    again = run_marks(run)
    assert again.classes == first.classes
    assert np.array_equal(first.ids, again.ids)
    for metric in METRICS.values():
        assert np.array_equal(first.marks.rows(metric), again.marks.rows(metric))


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"\x80\x04N."])
def test_a_damaged_file_is_made_again(run: Run, damage: bytes) -> None:
    given = run_marks(run).marks.given
    (run.folder / FILE).write_bytes(damage)
    assert np.array_equal(run_marks(run).marks.given, given)
    assert (run.folder / FILE).stat().st_size > 1000


def test_other_answers_have_other_marks(run: Run, place: Path) -> None:
    run_marks(run)
    split = written_split(place)
    fresh = written_run(place, "cnn", split, 3.0)
    other = written_run(place, "other", split, 3.0)
    assert same(fresh, other)
    assert run_marks(fresh).marks.rows(METRICS["accuracy"]).mean() == pytest.approx(fresh.scores["cv"]["accuracy"])


def test_shared_pictures_are_joined_by_name(run: Run, place: Path) -> None:
    split = written_split(place)
    single = written_run(place, "single", split, 1.5, n_folds=1)
    both = [run_marks(run), run_marks(single)]
    assert len(both[0].ids) == 400 and len(both[1].ids) == 80
    ours, theirs = on_shared_pictures(both)
    assert len(ours) == len(theirs) == 80
    assert np.array_equal(ours.targets, theirs.targets)
    known = dict(zip(both[0].ids.tolist(), both[0].marks.given.tolist(), strict=True))
    assert ours.given.tolist() == [known[name] for name in both[1].ids.tolist()]


def test_without_a_shared_picture_there_is_nothing_to_compare(place: Path, tmp_path: Path) -> None:
    one = run_marks(written_run(place, "cnn", written_split(place), 1.5))
    other = type(one)(np.char.add("x", one.ids), one.marks, one.classes)
    with pytest.raises(RunError, match="answers to no picture in common"):
        on_shared_pictures([one, other])


def test_what_has_no_answers_says_so(run: Run, place: Path) -> None:
    split = written_split(place)
    everything = written_run(place, "cnn-all", split, 1.5, parent="cnn")
    with pytest.raises(RunError, match="learned from everything"):
        run_marks(everything)
    (run.folder / "out_of_fold.csv").unlink()
    with pytest.raises(RunError, match="no predictions for its part 'out_of_fold'"):
        run_marks(run)
    lost = written_run(place, "lost", split, 1.5)
    written_split(place, data="other")
    with pytest.raises(RunError, match="another split than the one beside it"):
        run_marks(lost)
    (lost.folder / "scores.json").unlink()
    with pytest.raises(RunError, match="is not finished"):
        run_marks(lost)


def test_a_pair_is_two_runs_of_one_table(run: Run, place: Path, tmp_path: Path) -> None:
    split = written_split(place)
    validate_pair(run, written_run(place, "other", split, 1.0))
    with pytest.raises(RunError, match="came twice"):
        validate_pair(run, run)
    elsewhere = written_run(tmp_path / "coins", "cnn", split, 1.0)
    with pytest.raises(RunError, match="answered no picture both"):
        validate_pair(run, elsewhere)
    with pytest.raises(RunError, match="different splits"):
        validate_pair(run, written_run(place, "third", written_split(place, data="other"), 1.0))
