"""A recipe on frozen features from pictures to a run, and its heads taken up again as whole networks."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from baselines import predicting, training
from baselines.catalog import entry, with_settings
from baselines.fold_model import HEAD, loaded, validate_models
from baselines.frozen.feature_choice import suited
from baselines.inference import answered
from baselines.labelling import of_run
from baselines.parts import parts_of
from baselines.refit import requested as refitted
from baselines.training import Place
from competition.cache import cache_dir
from competition.dataset import Dataset, open_dataset
from competition.errors import RunError
from competition.fold_files import load_fold_predictions
from competition.runs import Recipe, Run
from tests import miniatures

N_FOLDS, SIZE = 2, 32


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Place]:
    folder = miniatures.write_class_folders(tmp_path_factory.mktemp("図形") / "shapes")
    return open_dataset(str(folder)), Place(tmp_path_factory.mktemp("runs"), str(folder))


@pytest.fixture(scope="module")
def run(desk: tuple[Dataset, Place]) -> Run:
    return trained(desk, "linear", "flip")


def trained(desk: tuple[Dataset, Place], head: str, views: str = "none") -> Run:
    dataset, place = desk
    found = entry("lite0_features")
    settings = with_settings(found, {"size": SIZE, "taps": 2, "head": head, "units": 8, "epochs": 2})
    recipe = Recipe(found.name, found.kind, found.build, settings, views=views)
    split = training.split_for(dataset, place, N_FOLDS)
    request = training.requested(dataset, place, recipe, split, N_FOLDS)
    return training.trained_run(training.settled_run(request, place, None, "train …"), dataset, began=0)


@pytest.mark.slow
def test_a_run_has_answers_for_every_part(run: Run, desk: tuple[Dataset, Place]) -> None:
    dataset, _place = desk
    assert run.scores["cv"]["accuracy"] > 0.5
    assert len(run.predictions("out_of_fold").ids) + len(run.predictions("holdout").ids) == len(dataset.labels.ids)
    assert [(run.fold_folder(fold) / HEAD).exists() for fold in range(N_FOLDS)] == [True, True]
    validate_models(run)


@pytest.mark.slow
@pytest.mark.parametrize("head", ["linear", "mlp", "gem"])
def test_its_networks_answer_to_pictures_as_the_run_did(head: str, desk: tuple[Dataset, Place]) -> None:
    dataset, place = desk
    run = trained(desk, head, "flip")
    split = training.split_for(dataset, place, N_FOLDS)
    for fold in range(N_FOLDS):
        parts = parts_of(run.request, dataset, split, fold, SIZE)
        judged = {"validation": parts["validation"]}
        answers = answered(loaded(run, fold, 4), judged, "flip", lambda n: None)["validation"]
        there = load_fold_predictions(run.fold_folder(fold) / "predictions.npz")["validation"]
        # The run's features were kept in half precision.
        np.testing.assert_allclose(answers, there.probabilities, atol=0.01)


@pytest.mark.slow
def test_another_setting_of_the_head_takes_the_same_features(run: Run, desk: tuple[Dataset, Place]) -> None:
    dataset, place = desk
    before = {path: path.stat().st_mtime_ns for path in cache_dir("features").iterdir()}
    request = replace(
        run.request, recipe=replace(run.request.recipe, settings={**run.request.recipe.settings, "C": 0.01})
    )
    other = training.trained_run(training.settled_run(request, place, None, "train …"), dataset, began=0)
    assert {path: path.stat().st_mtime_ns for path in cache_dir("features").iterdir()} == before
    assert other.scores["cv"]["log_loss"] > run.scores["cv"]["log_loss"]


@pytest.mark.slow
def test_it_labels_is_asked_again_and_learns_from_everything(run: Run, desk: tuple[Dataset, Place]) -> None:
    dataset, place = desk
    images = dataset.train.images(SIZE)[:5]
    answers = of_run(run).probabilities(images)
    assert answers.shape == (5, 4)
    again = training.settled_run(predicting.requested(run, "none"), place, None, "predict …")
    done = training.trained_run(again, dataset, began=0)
    assert done.scores["cv"]["log_loss"] != run.scores["cv"]["log_loss"]
    refit = training.settled_run(refitted(dataset, place, run.name), place, None, "train --all …")
    assert training.trained_run(refit, dataset, began=0).is_finished


@pytest.mark.slow
def test_a_head_of_other_weights_or_a_broken_one_is_refused(
    run: Run, desk: tuple[Dataset, Place], tmp_path: Path
) -> None:
    copy = replace(run, folder=tmp_path / "写し")
    copy.fold_folder(0).mkdir(parents=True)
    data = (run.fold_folder(0) / HEAD).read_bytes()
    (copy.fold_folder(0) / HEAD).write_bytes(data[:-300])
    with pytest.raises(RunError, match="has no whole model"):
        validate_models(copy)
    with pytest.raises(RunError, match="cannot be read"):
        loaded(copy, 0, 4)
    with np.load(run.fold_folder(0) / HEAD) as arrays:
        np.savez(copy.fold_folder(0) / HEAD, **{**arrays, "extractor": np.array("another")})
    with pytest.raises(RunError, match="other weights"):
        loaded(copy, 0, 4)


def test_small_contests_are_looked_at_closely_but_what_is_given_stays(desk: tuple[Dataset, Place]) -> None:
    dataset, _place = desk
    found = entry("lite0_features")
    recipe = Recipe(found.name, found.kind, found.build, dict(found.settings))
    close = suited(recipe, dataset, ())
    assert (close.settings["size"], close.settings["label_smoothing"], close.views) == (224, 0.1, "flip")
    assert set(close.settings) == set(recipe.settings)
    settled = suited(recipe, dataset, {"size", "taps", "C", "label_smoothing", "views"})
    assert settled == recipe
    other = Recipe("tree", "classical", "", {"size": 32})
    assert suited(other, dataset, ()) is other
