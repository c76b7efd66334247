"""The course of a search, on trainings whose answers are made up and lie there already: nothing has to be trained."""

from pathlib import Path

import numpy as np
import pytest

from baselines import training
from baselines.search.halving import NONE, Cost
from baselines.search.policy_search import confirmed, rungs
from baselines.search.search_folder import Search, settled_search
from baselines.training import Place
from competition.dataset import Dataset, open_dataset
from competition.errors import RecipeError
from competition.metrics import METRICS
from competition.predictions import Predictions
from competition.runs import Recipe, Run, write_json
from competition.splits import Split

RECIPE = Recipe("cnn", "network", "baselines.networks.cnn:build", {"epochs": 15, "size": 16, "seed": 0})
# How sure of the true class each is made to be.
SKILLS = {NONE: 0.5, "flip": 0.6, "crop": 0.7, "erase": 0.4, "rotate": 0.3}
COST = Cost(1.0, 0.1, dict.fromkeys(SKILLS, 0.1))
N_FOLDS = 2


@pytest.fixture
def dataset(class_folder: Path) -> Dataset:
    return open_dataset(str(class_folder))


@pytest.fixture
def split(dataset: Dataset, tmp_path: Path) -> Split:
    return training.split_for(dataset, Place(tmp_path / "runs", "shapes"), N_FOLDS)


@pytest.fixture
def search(dataset: Dataset, split: Split, tmp_path: Path) -> Search:
    place = Place(tmp_path / "runs", "shapes")
    request = training.requested(dataset, place, RECIPE, split, N_FOLDS, 10)
    return settled_search(request, dict.fromkeys(SKILLS, ""), split, place, "")


def answer(run: Run, dataset: Dataset, split: Split, skill: float) -> None:
    """What a training under this policy would leave behind."""
    ids, classes = split.development_ids, dataset.contest.classes
    y_true = dataset.labels.targets_of(ids)
    table = np.full((len(ids), len(classes)), (1 - skill) / (len(classes) - 1))
    # A little luck for each picture, so that intervals have a width.
    table[np.arange(len(ids)), y_true] = skill + np.random.default_rng(1).uniform(-0.02, 0.02, len(ids))
    table /= table.sum(axis=1, keepdims=True)
    Predictions(ids, tuple(classes), table).save(run.folder / "out_of_fold.csv")
    cv = {name: metric(y_true, table) for name, metric in METRICS.items()}
    folds = {name: [value * 0.99, value * 1.01] for name, value in cv.items()}
    write_json(run.folder / "scores.json", {"cv": cv, "folds": folds, "minutes": 0.1, "epochs": [1, 1]})


def answer_all(search: Search, dataset: Dataset, split: Split) -> None:
    for name, skill in SKILLS.items():
        for stage in ("rung-1", "rung-2"):
            answer(search.trial(stage, name, 1, 0, 0), dataset, split, skill)
        for seed in range(1, 6):
            answer(search.trial(f"seed-{seed}", name, 1, seed, seed), dataset, split, skill)


def test_the_better_half_climbs_with_twice_the_epochs_and_none_beside_it(
    search: Search, dataset: Dataset, split: Split
) -> None:
    answer_all(search, dataset, split)
    first, last = rungs(search, dataset, COST)
    assert (first.number, last.number) == (1, 2)
    assert last.epochs == 2 * first.epochs > 2
    assert search.progress["epochs"] == [first.epochs, last.epochs]
    assert first.kept == ["crop", "flip"]
    assert last.kept == ["crop"]
    assert set(last.scores) == {NONE, "crop", "flip"}
    assert set(first.gains) == set(SKILLS) - {NONE}
    assert first.gains["crop"].low > 0 > first.gains["rotate"].high


def test_epochs_once_begun_stay_whatever_the_time(search: Search, dataset: Dataset, split: Split) -> None:
    answer_all(search, dataset, split)
    search.note(epochs=[7, 9], spent_s=9999.0, planned_s=9999.0)
    assert [rung.epochs for rung in rungs(search, dataset, COST)] == [7, 9]


@pytest.mark.parametrize(("spent_s", "epochs"), [(535.0, [4, 0]), (526.5, [4, 6])])
def test_a_rung_that_would_not_end_in_time_is_shorter_or_left_out(
    spent_s: float, epochs: list[int], search: Search, dataset: Dataset, split: Split
) -> None:
    """540 of 600 seconds are planned with. In 5 seconds two epochs fit, fewer than before; in 13.5 six, fewer than 8."""
    answer_all(search, dataset, split)
    search.note(epochs=[4], spent_s=spent_s, planned_s=spent_s)
    climbed = list(rungs(search, dataset, COST))
    assert [rung.epochs for rung in climbed] == [number for number in epochs if number]
    assert search.progress["epochs"] == epochs
    assert climbed[-1].kept[0] == "crop"


def test_too_few_minutes_are_said_and_nothing_is_noted(search: Search, dataset: Dataset) -> None:
    slow = Cost(1.0, 0.1, dict.fromkeys(SKILLS, 1000.0))
    with pytest.raises(RecipeError, match="10 minutes are too few for one epoch under each of 5 policies in 2 folds"):
        next(rungs(search, dataset, slow))
    assert search.progress["epochs"] == []


@pytest.mark.parametrize(("spent_s", "seeds"), [(0.0, 5), (9999.0, 1)])
def test_as_many_seeds_as_the_time_allows_on_folds_dealt_anew(
    spent_s: float, seeds: int, search: Search, dataset: Dataset, split: Split
) -> None:
    answer_all(search, dataset, split)
    search.note(spent_s=spent_s, planned_s=spent_s)
    verdict = confirmed(search, dataset, split, COST, "crop", 4)
    assert verdict.is_better
    assert (len(verdict.by_seed), verdict.n_trainings) == (seeds, seeds * N_FOLDS)
    assert len(list(search.folder.glob("split-*.csv"))) == 1 + seeds
    assert confirmed(search, dataset, split, COST, "rotate", 4).is_worse
    # Seeds once begun stay, whatever the time.
    search.note(seeds=3, spent_s=9999.0)
    assert len(confirmed(search, dataset, split, COST, "crop", 4).by_seed) == 3
