"""From a contest and a recipe to the folder of a run: the right one again, or a new one, never somebody else's."""

from dataclasses import replace
from pathlib import Path

import pytest

from baselines import training
from baselines.catalog import entry
from baselines.training import Place
from competition.dataset import Dataset, open_dataset
from competition.errors import RunError, SplitError
from competition.runs import Recipe, Request, load_run, write_json

RECIPE = Recipe("tree", "classical", "baselines.classical:tree", {"max_depth": 3, "size": 16, "seed": 0})


@pytest.fixture
def dataset(class_folder: Path) -> Dataset:
    return open_dataset(str(class_folder))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "私の runs", "shapes")


def request_of(dataset: Dataset, place: Place, recipe: Recipe = RECIPE, n_folds: int = 2) -> Request:
    return training.requested(dataset, place, recipe, training.split_for(dataset, place, n_folds), n_folds)


def test_a_run_remembers_what_and_with_what(dataset: Dataset, place: Place) -> None:
    run = training.settled_run(request_of(dataset, place), place, None, "python3 scripts/kit.py train …")
    assert run.folder == place.runs_of("shapes") / "tree"
    remembered = load_run(run.folder)
    assert remembered.request == run.request
    assert remembered.made_with["command"] == "python3 scripts/kit.py train …"
    assert {"started", "python", "packages", "git", "system"} <= set(remembered.made_with)
    assert {"keras", "numpy", "scikit-learn"} <= set(remembered.made_with["packages"])


def test_an_equal_request_goes_on_with_its_run(dataset: Dataset, place: Place) -> None:
    first = training.settled_run(request_of(dataset, place), place, None, "first")
    again = training.settled_run(request_of(dataset, place), place, None, "second")
    assert again.folder == first.folder
    assert again.made_with["command"] == "first"
    # Also when the data lies elsewhere now, and when it was given a name.
    moved = replace(request_of(dataset, place), where="/elsewhere")
    assert training.settled_run(moved, place, None, "third").folder == first.folder
    assert training.settled_run(moved, place, "tree", "fourth").folder == first.folder


def test_another_request_gets_the_next_free_name(dataset: Dataset, place: Place) -> None:
    names = []
    for depth in (3, 4, 5, 4):
        recipe = replace(RECIPE, settings={**RECIPE.settings, "max_depth": depth})
        names.append(training.settled_run(request_of(dataset, place, recipe), place, None, "").name)
    assert names == ["tree", "tree-2", "tree-3", "tree-2"]


def test_a_taken_name_with_another_request_is_refused_and_nothing_is_lost(dataset: Dataset, place: Place) -> None:
    run = training.settled_run(request_of(dataset, place), place, "mine", "")
    before = (run.folder / "run.json").read_bytes()
    deeper = replace(RECIPE, settings={**RECIPE.settings, "max_depth": 9})
    with pytest.raises(RunError, match="asked for something else") as raised:
        training.settled_run(request_of(dataset, place, deeper), place, "mine", "")
    assert raised.value.offenders == ["max_depth: 3 → 9"]
    assert (run.folder / "run.json").read_bytes() == before


@pytest.mark.parametrize("name", ["../outside", "a/b", "..", "con:", "", "a\\b"])
def test_a_name_that_is_no_folders_is_refused(dataset: Dataset, place: Place, name: str) -> None:
    with pytest.raises(RunError, match="folder's name"):
        training.settled_run(request_of(dataset, place), place, name, "")
    assert not list(place.root.rglob("run.json"))


@pytest.mark.parametrize(
    ("recipe", "name"),
    [("my_model.py:build", "my_model"), ("models/私の.py", "私の"), ("/home/me/a.b.py:big", "a.b")],
)
def test_a_model_of_ones_own_gives_its_files_name(dataset: Dataset, place: Place, recipe: str, name: str) -> None:
    own = replace(RECIPE, name=recipe, build=recipe, kind="network")
    assert training.settled_run(request_of(dataset, place, own), place, None, "").name == name


def test_the_split_is_the_contests_own_unless_asked(dataset: Dataset, place: Place) -> None:
    assert training.split_for(dataset, place, 2).share == dataset.contest.split.holdout
    assert training.split_for(dataset, place, 2, 0.3).share == 0.3
    assert sorted(path.name for path in place.runs_of("shapes").iterdir()) == [
        "split-holdout20-seed0.csv",
        "split-holdout30-seed0.csv",
    ]


def test_too_many_folds_name_the_classes(dataset: Dataset, place: Place) -> None:
    with pytest.raises(SplitError, match="6 folds need 6 separate pictures") as raised:
        training.split_for(dataset, place, 6)
    assert set(raised.value.offenders) <= {f"{name} ({n})" for name in dataset.contest.classes for n in (4, 5)}
    assert len(raised.value.offenders) == 4
    assert not place.root.exists()


def test_a_finished_run_is_left_as_it_is(dataset: Dataset, place: Place) -> None:
    run = training.settled_run(request_of(dataset, place), place, None, "")
    write_json(run.folder / "scores.json", {"cv": {}, "minutes": 0.0, "epochs": [1, 1]})
    before = sorted(run.folder.rglob("*"))
    assert training.trained_run(run, dataset, began=0.0) is run
    assert sorted(run.folder.rglob("*")) == before


def test_a_run_from_before_a_setting_was_there_goes_on(dataset: Dataset, place: Place) -> None:
    """A kit that has learned a setting since finds the run again, unless the setting is turned."""
    usual = dict(entry("tree").settings)
    settings = {name: value for name, value in usual.items() if name != "min_samples_leaf"}
    older = training.settled_run(
        request_of(dataset, place, replace(RECIPE, settings=settings)), place, "early", "train"
    )
    again = request_of(dataset, place, replace(RECIPE, settings=usual))
    assert training.settled_run(again, place, "early", "train").folder == older.folder
    assert training.settled_run(again, place, None, "train").folder == older.folder
    turned = request_of(dataset, place, replace(RECIPE, settings={**usual, "min_samples_leaf": 7}))
    with pytest.raises(RunError, match="min_samples_leaf"):
        training.settled_run(turned, place, "early", "train")
