"""What a report says of a run: mistakes, classes, calibration, trials, and when the held-out part may be named."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.errors import RunError
from competition.metrics import METRICS
from competition.predictions import Predictions
from competition.runs import save_run
from submit.looks import note_look
from submit.report.answers import Answers, answers_of
from submit.report.class_rows import class_rows
from submit.report.findings import findings_of
from submit.report.honesty import bins, calibration_error
from submit.report.mistakes import confused_order, confusions, most_confused, surest
from submit.report.trials import trials
from submit.score import scored
from tests.made_runs import CLASSES, CONTEST, a_split, made_run


def answers(y_true: list[int], table: list[list[float]]) -> Answers:
    ids = tuple(f"{number}.png" for number in range(len(y_true)))
    classes = tuple("abcdef"[: len(table[0])])
    return Answers(Predictions(ids, classes, np.array(table)), np.array(y_true))


FOUR = answers([0, 0, 1, 2], [[0.9, 0.1, 0.0], [0.3, 0.7, 0.0], [0.2, 0.8, 0.0], [0.4, 0.6, 0.0]])


def test_counts_and_classes() -> None:
    assert FOUR.counts.tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 0]]
    rows = class_rows(FOUR)
    assert [row.number for row in rows] == [2, 0, 1]
    worst, middle, best = rows
    assert (worst.recall, worst.precision, worst.f1, worst.taken_for) == (0.0, None, 0.0, (1, 1))
    assert (middle.recall, middle.precision, middle.taken_for) == (0.5, 1.0, (1, 1))
    assert (best.recall, best.precision, best.taken_for) == (1.0, pytest.approx(1 / 3), None)
    assert middle.low < 0.5 < middle.high


def test_a_class_nobody_was_asked_about_comes_last() -> None:
    (_, last) = class_rows(answers([0], [[0.9, 0.1]]))
    assert (last.number, last.n, last.recall) == (1, 0, None)


def test_pairs_need_two_pictures() -> None:
    assert confusions(FOUR, 6) == []
    twice = answers([0, 0, 0, 1], [[0.4, 0.6], [0.1, 0.9], [0.8, 0.2], [0.1, 0.9]])
    (pair,) = confusions(twice, 6)
    assert (pair.true, pair.chosen, pair.n, pair.rows) == (0, 1, 2, (1, 0))
    assert pair.share == pytest.approx(2 / 3)


@given(st.integers(1, 12), st.integers(0, 99))
def test_the_order_has_every_class_once(n: int, seed: int) -> None:
    counts = np.random.default_rng(seed).integers(0, 9, (n, n))
    assert sorted(confused_order(counts).tolist()) == list(range(n))
    assert sorted(most_confused(counts, 5).tolist()) == most_confused(counts, 5).tolist()


def test_what_is_mixed_up_stands_side_by_side() -> None:
    counts = np.eye(6, dtype=int) * 10
    for one, other in ((0, 5), (1, 4), (2, 3)):
        counts[one, other] = counts[other, one] = 6
    order = confused_order(counts).tolist()
    assert {frozenset(order[place : place + 2]) for place in (0, 2, 4)} == {
        frozenset({0, 5}),
        frozenset({1, 4}),
        frozenset({2, 3}),
    }


def test_the_surest_but_not_all_of_one_class() -> None:
    several = answers([0, 0, 0, 1], [[0.1, 0.9], [0.05, 0.95], [0.2, 0.8], [0.6, 0.4]])
    assert surest(several, np.arange(4), 3, 2) == [1, 0, 3]


def test_calibration() -> None:
    sure = answers([0] * 8 + [1] * 2, [[0.8, 0.2]] * 10)
    (one,) = bins(sure)
    assert (one.n, one.sure, one.right) == (10, pytest.approx(0.8), 0.8)
    assert calibration_error([one]) == 0
    # A certain answer belongs to the last step, not to one beyond it.
    assert len(bins(answers([0], [[1.0, 0.0]]))) == 1


def test_a_runs_answers_are_found_by_name(tmp_path: Path) -> None:
    split = a_split(tmp_path / CONTEST)
    run = made_run(tmp_path, "森", split)
    found, same = answers_of(run)
    assert (same.fingerprint, found.classes) == (split.fingerprint, CLASSES)
    assert set(found.ids) == set(split.development_ids)
    assert found.is_right.mean() == pytest.approx(run.scores["cv"]["accuracy"])


def test_a_run_without_honest_answers_is_refused(tmp_path: Path) -> None:
    split = a_split(tmp_path / CONTEST)
    parent = made_run(tmp_path, "森", split)
    whole = made_run(tmp_path, "森-all", split, parent="森")
    with pytest.raises(RunError, match="learned from everything"):
        findings_of(whole, [])
    (parent.folder / "scores.json").unlink()
    with pytest.raises(RunError, match="not finished"):
        findings_of(parent, [])


def test_the_held_out_part_is_named_only_where_it_was_looked_at(tmp_path: Path) -> None:
    split = a_split(tmp_path / CONTEST)
    run, other = made_run(tmp_path, "森", split), made_run(tmp_path, "木", split, seed=5)
    assert findings_of(run, []).holdout is None
    score = scored(run.predictions("holdout"), split.holdout_labels, METRICS["log_loss"])
    note_look(run.folder.parent, "木", score)
    # Of that name there is another run by now.
    assert findings_of(other, []).holdout is None
    note_look(run.folder.parent, "森", score)
    found = findings_of(run, [])
    assert (found.holdout, found.n_looks) == (score, 2)
    looking = findings_of(other, [], looking=True)
    assert looking.holdout is not None
    assert looking.n_looks == 3


def test_no_picture_shown_is_held_out(tmp_path: Path) -> None:
    split = a_split(tmp_path / CONTEST)
    found = findings_of(made_run(tmp_path, "森", split), [])
    assert found.shown_ids
    assert not set(found.shown_ids) & set(split.holdout_ids)
    first = set(split.validation_ids(2, 0))
    assert {found.answers.ids[row] for rows in found.looked for row in rows} <= first


def test_folds_that_the_split_does_not_know(tmp_path: Path) -> None:
    """A blend of single hold-outs has five blocks of its own."""
    run = made_run(tmp_path, "森", a_split(tmp_path / CONTEST))
    dealt = replace(run, request=replace(run.request, n_folds=5))
    assert findings_of(dealt, []).looked == ([], [])


def test_trials_in_the_order_they_were_made(tmp_path: Path) -> None:
    split = a_split(tmp_path / CONTEST)
    several = [made_run(tmp_path, name, split, seed=seed) for name, seed in (("c", 1), ("a", 2), ("b", 3))]
    for number, one in enumerate(several):
        save_run(replace(one, made_with={"started": f"2026-01-0{number + 1}"}))
    elsewhere = made_run(tmp_path, "other", split, contest="another")
    reread = [replace(one, made_with={"started": f"2026-01-0{number + 1}"}) for number, one in enumerate(several)]
    found = trials(reread[0], [*reversed(reread), elsewhere])
    assert [one.run.name for one in found] == ["c", "a", "b"]
    assert found[0].before is None
    assert found[1].before is not None
    assert found[1].before.name == "c"
    assert found[1].gain == pytest.approx(found[0].cv - found[1].cv)
    # 32 answers by chance: none is clearly better.
    assert {one.helped for one in found} <= {None, False}


def test_a_run_whose_answers_are_gone_is_listed_all_the_same(tmp_path: Path) -> None:
    split = a_split(tmp_path / CONTEST)
    one, other = made_run(tmp_path, "a", split), made_run(tmp_path, "b", split, seed=4)
    (other.folder / "out_of_fold.csv").unlink()
    found = trials(one, [one, other])
    assert [trial.gain for trial in found] == [None, None]
