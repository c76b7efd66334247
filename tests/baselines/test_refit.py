"""Training once more on everything: as long as the folds took, and never from a run that did so itself."""

from pathlib import Path
from typing import Any

import pytest

from baselines import refit, training
from baselines.catalog import entry
from baselines.training import Place
from competition.dataset import Dataset, open_dataset
from competition.errors import RunError
from competition.runs import Recipe, Run, write_json


@pytest.fixture
def dataset(class_folder: Path) -> Dataset:
    return open_dataset(str(class_folder))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "runs", "shapes")


def recipe_of(name: str, **changes: Any) -> Recipe:
    found = entry(name)
    return Recipe(found.name, found.kind, found.build, {**found.settings, **changes}, found.policy)


def parent(
    dataset: Dataset, place: Place, name: str, recipe: Recipe, epochs: list[int] | None, loss: float = 1.0
) -> Run:
    """A cross-validated run, finished when it has epochs."""
    split = training.split_for(dataset, place, 2)
    run = training.settled_run(training.requested(dataset, place, recipe, split, 2), place, name, "train …")
    if epochs is not None:
        write_json(
            run.folder / "scores.json", {"cv": {"log_loss": loss, "accuracy": loss}, "minutes": 1.0, "epochs": epochs}
        )
    return run


def test_it_trains_as_long_as_the_folds_did_on_average(dataset: Dataset, place: Place) -> None:
    """With early stopping, too: there is nothing left to stop it by."""
    recipe = recipe_of("cnn", epochs=30, early_stop=3, dropout=0.3)
    run = parent(dataset, place, "cnn", recipe, [10, 13])
    request = refit.requested(dataset, place, "cnn")
    assert request.parent == "cnn"
    assert (request.n_folds, request.minutes) == (1, None)
    assert request.recipe.settings == {**recipe.settings, "epochs": 12, "early_stop": 0}
    assert (request.split, request.share, request.split_seed) == (
        run.request.split,
        run.request.share,
        run.request.split_seed,
    )


def test_a_forest_is_refitted_as_it_was(dataset: Dataset, place: Place) -> None:
    parent(dataset, place, "forest", recipe_of("forest"), [1, 1])
    assert refit.requested(dataset, place, "forest").recipe == recipe_of("forest")


def test_a_refit_is_not_refitted(dataset: Dataset, place: Place) -> None:
    parent(dataset, place, "cnn", recipe_of("cnn"), [10, 12])
    again = training.settled_run(refit.requested(dataset, place, "cnn"), place, "cnn-all", "train --all cnn")
    write_json(again.folder / "scores.json", {"minutes": 1.0, "epochs": [11]})
    with pytest.raises(RunError, match="itself trained on everything") as raised:
        refit.requested(dataset, place, "cnn-all")
    assert "cnn." in raised.value.hint
    # And it never stands for the best.
    assert refit.requested(dataset, place, "").parent == "cnn"


def test_the_best_finished_run_is_taken_when_none_is_named(dataset: Dataset, place: Place) -> None:
    with pytest.raises(RunError, match="No finished run"):
        refit.requested(dataset, place, "")
    parent(dataset, place, "worse", recipe_of("cnn"), [10, 12], loss=1.5)
    parent(dataset, place, "better", recipe_of("cnn", seed=1), [10, 12], loss=0.5)
    parent(dataset, place, "going", recipe_of("cnn", seed=2), None)
    assert dataset.contest.metric == "log_loss"
    assert refit.requested(dataset, place, "").parent == "better"


def test_an_unfinished_run_is_not_refitted(dataset: Dataset, place: Place) -> None:
    parent(dataset, place, "cnn", recipe_of("cnn"), None)
    with pytest.raises(RunError, match="not finished"):
        refit.requested(dataset, place, "cnn")
    with pytest.raises(RunError, match="no run named nobody"):
        refit.requested(dataset, place, "nobody")


def test_asked_for_twice_it_is_one_run(dataset: Dataset, place: Place) -> None:
    parent(dataset, place, "cnn", recipe_of("cnn"), [10, 12])
    first = training.settled_run(refit.requested(dataset, place, "cnn"), place, None, "train --all cnn")
    second = training.settled_run(refit.requested(dataset, place, "cnn"), place, None, "train --all cnn")
    assert first.folder == second.folder != place.runs_of("shapes") / "cnn"
