"""A search's folder: the same one for the same request, its time counted, its trainings named apart."""

from dataclasses import replace
from pathlib import Path

import pytest

from baselines import training
from baselines.budget import SAFETY
from baselines.search.halving import NONE
from baselines.search.search_folder import Search, settled_search
from baselines.training import Place
from competition.dataset import Dataset, open_dataset
from competition.run_search import all_runs
from competition.runs import Recipe, Request, load_run
from competition.split_files import load_split, saved_splits

RECIPE = Recipe("cnn", "network", "baselines.networks.cnn:build", {"epochs": 15, "size": 16, "seed": 0})
CODES = {NONE: "", "flip": "f", "mine/a.py:wild": "1", "yours/b.py:wild": "2", "saved/strong.yaml": "3", "strong": "4"}


@pytest.fixture
def dataset(class_folder: Path) -> Dataset:
    return open_dataset(str(class_folder))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "私の runs", "shapes")


def settled(dataset: Dataset, place: Place, minutes: float = 10, codes: dict[str, str] = CODES) -> Search:
    split = training.split_for(dataset, place, 2)
    request: Request = training.requested(dataset, place, RECIPE, split, 2, minutes)
    return settled_search(request, codes, split, place, "augment-search …")


def test_an_equal_request_goes_on_and_another_gets_a_folder_of_its_own(dataset: Dataset, place: Place) -> None:
    first = settled(dataset, place)
    assert first.folder == place.runs_of("shapes") / "augment-search"
    assert settled(dataset, replace(place, where="/elsewhere")).folder == first.folder
    assert settled(dataset, place).folder == first.folder
    names = [settled(dataset, place, minutes).folder.name for minutes in (5, 10, 6, 5)]
    assert names == ["augment-search-2", "augment-search", "augment-search-3", "augment-search-2"]
    edited = settled(dataset, place, codes=CODES | {"mine/a.py:wild": "edited"})
    assert edited.folder.name == "augment-search-4"


def test_it_has_the_contests_split_beside_it(dataset: Dataset, place: Place) -> None:
    (path,) = saved_splits(settled(dataset, place).folder)
    assert load_split(path).fingerprint == training.split_for(dataset, place, 2).fingerprint


def test_trainings_are_runs_with_names_apart_that_no_table_shows(dataset: Dataset, place: Place) -> None:
    search = settled(dataset, place)
    trials = [search.trial("rung-1", name, 4, 7, 0) for name in CODES]
    assert [run.name.removeprefix("rung-1-") for run in trials] == [
        "none",
        "flip",
        "wild-2",
        "wild-3",
        "strong-4",
        "strong-5",
    ]
    kept = load_run(trials[2].folder).request
    assert (kept.recipe.policy, kept.recipe.code) == ("mine/a.py:wild", "1")
    assert (kept.recipe.settings["epochs"], kept.recipe.settings["seed"], kept.minutes) == (4, 7, None)
    assert search.candidates == list(CODES)[1:]
    assert all_runs(place.root) == []


def test_the_time_that_is_left_follows_the_machine(dataset: Dataset, place: Place) -> None:
    search = settled(dataset, place)
    assert search.left_s == 600 * SAFETY
    search.note(spent_s=100.0, planned_s=100.0)
    assert search.left_s == pytest.approx(600 * SAFETY - 100)
    # Twice as slow as was measured: what is left is worth half as much.
    search.note(spent_s=200.0)
    assert search.left_s == pytest.approx((600 * SAFETY - 200) / 2)


def test_time_is_counted_even_when_it_is_stopped_but_not_as_planned(dataset: Dataset, place: Place) -> None:
    search = settled(dataset, place)
    with pytest.raises(KeyboardInterrupt), search.spending(planned_s=50):
        raise KeyboardInterrupt
    assert search.progress["planned_s"] == 0
    assert search.progress["spent_s"] > 0
    with search.spending(planned_s=50):
        pass
    assert search.progress["planned_s"] == 50
