"""The parts of a fold: who is in which, rows joined by name, and nothing known that must not be."""

from pathlib import Path

import numpy as np
import pytest

from baselines.parts import parts_of
from competition.dataset import Dataset, open_dataset
from competition.reviewing.review import Review
from competition.runs import Recipe, Request
from competition.splits import Split, made_split, with_folds

N_FOLDS, SIZE = 2, 16


@pytest.fixture
def dataset(kaggle_folder: Path) -> Dataset:
    return open_dataset(str(kaggle_folder))


def split_of(dataset: Dataset, n_folds: int = N_FOLDS) -> Split:
    made = made_split(dataset.labels, dataset.train.digests, dataset.fingerprint, 0.2, 0)
    return with_folds(made, dataset.labels, dataset.train.digests, n_folds)


def request_of(split: Split, n_folds: int = N_FOLDS, parent: str | None = None) -> Request:
    recipe = Recipe("tree", "classical", "baselines.classical:tree", {"size": SIZE})
    return Request("kaggle", "log_loss", "", recipe, n_folds, split.fingerprint, 0.2, 0, None, parent)


@pytest.mark.parametrize("n_folds", [1, 2])
def test_every_labelled_picture_is_in_one_part(dataset: Dataset, n_folds: int) -> None:
    split = split_of(dataset, n_folds)
    for fold in range(n_folds):
        parts = parts_of(request_of(split, n_folds), dataset, split, fold, SIZE)
        assert list(parts) == ["train", "validation", "holdout", "test"]
        labelled = parts["train"].ids + parts["validation"].ids + parts["holdout"].ids
        assert sorted(labelled) == sorted(dataset.labels.ids)
        assert parts["holdout"].ids == split.holdout_ids
        assert parts["validation"].ids == split.validation_ids(n_folds, fold)


def test_rows_and_targets_are_those_of_the_names(dataset: Dataset) -> None:
    split = split_of(dataset)
    pictures = dict(zip(dataset.train.ids, dataset.train.images(SIZE), strict=True))
    target_of = dict(zip(dataset.labels.ids, dataset.labels.targets.tolist(), strict=True))
    parts = parts_of(request_of(split), dataset, split, 0, SIZE)
    for name in ("train", "validation", "holdout"):
        part = parts[name]
        assert len(part) == len(part.ids) == len(part.rows)
        for one, row in zip(part.ids, part.rows, strict=True):
            np.testing.assert_array_equal(part.images[row], pictures[one])
    for name in ("train", "validation"):
        targets = parts[name].targets
        assert targets is not None
        assert targets.tolist() == [target_of[one] for one in parts[name].ids]


def test_nobody_knows_the_answers_that_judge(dataset: Dataset) -> None:
    split = split_of(dataset)
    parts = parts_of(request_of(split), dataset, split, 0, SIZE)
    assert parts["holdout"].targets is None
    assert parts["test"].targets is None


def test_the_test_part_has_the_order_of_the_sample(dataset: Dataset) -> None:
    split = split_of(dataset)
    part = parts_of(request_of(split), dataset, split, 0, SIZE)["test"]
    assert dataset.test is not None
    assert part.ids == tuple(dataset.test.ids) == tuple(sorted(part.ids, reverse=True))
    assert part.rows.tolist() == list(range(len(part)))


def test_a_run_with_a_parent_learns_from_everything(dataset: Dataset) -> None:
    split = split_of(dataset)
    parts = parts_of(request_of(split, 1, parent="tree"), dataset, split, 0, SIZE)
    assert list(parts) == ["train", "test"]
    assert sorted(parts["train"].ids) == sorted(dataset.labels.ids)


def test_without_a_test_part_there_is_none(class_folder: Path) -> None:
    for picture in (class_folder / "test").iterdir():
        picture.unlink()
    (class_folder / "test").rmdir()
    dataset = open_dataset(str(class_folder))
    split = split_of(dataset)
    assert "test" not in parts_of(request_of(split), dataset, split, 0, SIZE)


def test_a_reviewed_list_changes_what_is_learned_and_nothing_that_judges(dataset: Dataset) -> None:
    split = split_of(dataset)
    ids = split.development_ids
    classes = dataset.contest.classes
    target_of = dict(zip(dataset.labels.ids, dataset.labels.targets.tolist(), strict=True))
    other = classes[(target_of[ids[1]] + 1) % len(classes)]
    review = Review(frozenset({ids[0]}), {ids[1]: other})
    request = request_of(split)
    for fold in range(N_FOLDS):
        given = parts_of(request, dataset, split, fold, SIZE)
        parts = parts_of(request, dataset, split, fold, SIZE, review)
        for name in ("validation", "holdout", "test"):
            assert parts[name].ids == given[name].ids
            np.testing.assert_array_equal(parts[name].rows, given[name].rows)
        np.testing.assert_array_equal(parts["validation"].targets, given["validation"].targets)
        assert set(parts["train"].ids) == set(given["train"].ids) - {ids[0]}
        targets = parts["train"].targets
        assert targets is not None
        learned = {one: classes[target] for one, target in zip(parts["train"].ids, targets.tolist(), strict=True)}
        expected = {one: classes[target_of[one]] for one in parts["train"].ids}
        assert learned == expected | ({ids[1]: other} if ids[1] in learned else {})
        np.testing.assert_array_equal(parts["train"].rows, dataset.train.index(parts["train"].ids))
