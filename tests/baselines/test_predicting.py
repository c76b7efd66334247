"""A run's models taken up again: the same bits as after training, from files that say nothing that is run."""

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baselines import backend, predicting, training
from baselines.catalog import entry
from baselines.fold_model import MODEL, built, loaded, save_model, source, validate_models
from baselines.inference import probabilities
from baselines.outcome import Interrupted, save_outcome
from baselines.parts import parts_of
from baselines.training import Place
from baselines.written import fingerprint
from competition.dataset import Dataset, open_dataset
from competition.errors import KitError, RecipeError, RunError, SplitError
from competition.metrics import METRICS
from competition.runs import Recipe, Run, read_json, save_run, write_json

N_FOLDS, SIZE = 2, 16
OWN_MODEL = """
import keras

class Halved(keras.layers.Layer):  # without a way to be saved, as people write them
    def __init__(self, by):
        super().__init__()
        self.by = by

    def call(self, x):
        return x / self.by

def build(input_shape, n_classes):
    layers = keras.layers
    return keras.Sequential([
        keras.Input(input_shape), Halved(255), layers.Lambda(lambda x: x - 0.5), layers.Flatten(),
        layers.Dense(n_classes, activation="softmax"),
    ])
"""


@pytest.fixture
def dataset(class_folder: Path) -> Dataset:
    return open_dataset(str(class_folder))


@pytest.fixture
def place(tmp_path: Path, class_folder: Path) -> Place:
    return Place(tmp_path / "私の runs", str(class_folder))


def recipe_of(name: str, **changes: Any) -> Recipe:
    found = entry(name)
    return Recipe(
        found.name, found.kind, found.build, {**found.settings, "size": SIZE, **changes}, code=fingerprint(name, "none")
    )


def asked_run(dataset: Dataset, place: Place, recipe: Recipe, name: str) -> Run:
    split = training.split_for(dataset, place, N_FOLDS)
    return training.settled_run(
        training.requested(dataset, place, recipe, split, N_FOLDS), place, name, f"train … --name {name}"
    )


def trained_run(dataset: Dataset, place: Place, recipe: Recipe, name: str = "犬") -> Run:
    """A run as if trained: each fold's model is as it was built, its answers are its own."""
    run = asked_run(dataset, place, recipe, name)
    split = training.split_for(dataset, place, N_FOLDS)
    for fold in range(N_FOLDS):
        parts = parts_of(run.request, dataset, split, fold, SIZE)
        model = built(recipe, 4, seed=fold)
        model.compile(jit_compile=backend.compiles_whole())
        history = [{"epoch": 1, "loss": 1.25, "accuracy": 0.5}, {"epoch": 2, "loss": 1 / 3, "accuracy": 0.75}]
        answers = {
            name: probabilities(model, part.images, part.rows) for name, part in parts.items() if name != "train"
        }
        run.fold_folder(fold).mkdir(parents=True)
        save_model(model, run.fold_folder(fold))
        save_outcome(predicting.Outcome(answers, history, 90.0), run.fold_folder(fold), parts, dataset.contest.classes)
    scores = dict.fromkeys(METRICS, 1.0)
    write_json(run.folder / "scores.json", {"cv": scores, "minutes": 3.0, "epochs": [2, 2]})
    return run


def hollow_run(dataset: Dataset, place: Place, recipe: Recipe, name: str = "cnn") -> Run:
    """A finished run whose models are whole files with nothing in them."""
    run = asked_run(dataset, place, recipe, name)
    for fold in range(N_FOLDS):
        run.fold_folder(fold).mkdir()
        with zipfile.ZipFile(run.fold_folder(fold) / MODEL, "w") as archive:
            archive.writestr("model.weights.h5", bytes(range(256)) * 20)
    write_json(run.folder / "scores.json", {"cv": {"log_loss": 1.0}, "minutes": 3.0, "epochs": [2, 2]})
    return run


def predicted(run: Run, dataset: Dataset, place: Place, views: str) -> tuple[Run, dict[str, np.ndarray]]:
    """The answers of fold 1 when the run is predicted again."""
    again = training.settled_run(predicting.requested(run, views), place, None, "predict …")
    split = training.split_for(dataset, place, N_FOLDS)
    parts = parts_of(again.request, dataset, split, 1, SIZE)
    outcome = predicting.predicted_fold(again, 1, parts, 4, lambda: False)
    assert [row["epoch"] for row in outcome.history] == [1, 2]
    assert outcome.history[-1]["loss"] == 1 / 3
    assert outcome.seconds >= 90
    return again, dict(outcome.answers)


@pytest.mark.parametrize(
    "name", ["dense", "cnn", *(pytest.param(name, marks=pytest.mark.slow) for name in ("resnet", "vit"))]
)
def test_a_model_taken_up_again_answers_to_the_bit(name: str, dataset: Dataset, place: Place) -> None:
    from competition.fold_files import load_fold_predictions

    run = trained_run(dataset, place, recipe_of(name, seed=3))
    _again, answers = predicted(run, dataset, place, "none")
    before = load_fold_predictions(run.fold_folder(1) / "predictions.npz")
    assert set(answers) == set(before) == {"validation", "holdout", "test"}
    for part, table in answers.items():
        assert table.tobytes() == before[part].probabilities.tobytes()


def test_a_model_of_ones_own_needs_no_way_to_be_saved(dataset: Dataset, place: Place, tmp_path: Path) -> None:
    path = tmp_path / "私の.py"
    path.write_text(OWN_MODEL, encoding="utf-8")
    run = trained_run(dataset, place, recipe_of(f"{path}:build"))
    again, answers = predicted(run, dataset, place, "flip")
    assert again.name == "犬-flip"
    assert np.isfinite(answers["test"]).all()
    path.write_text(OWN_MODEL + "# edited\n", encoding="utf-8")
    with pytest.raises(RunError, match="was edited since this run was started"):
        predicting.requested(run, "flip")
    path.unlink()
    with pytest.raises(RecipeError, match="There is no file"):
        predicting.requested(run, "flip")


def test_views_change_the_answers_and_the_run_says_whose_models_they_are(dataset: Dataset, place: Place) -> None:
    run = trained_run(dataset, place, recipe_of("dense"))
    _again, plain = predicted(run, dataset, place, "none")
    again, flipped = predicted(run, dataset, place, "scales,flip")
    assert again.name == "犬-flip-scales"
    assert again.request.models_from == "犬"
    assert again.request.recipe == replace(run.request.recipe, views="flip,scales")
    assert np.abs(flipped["test"] - plain["test"]).max() > 1e-6
    assert source(again) == run
    # The same wish again is the same run, and a run that was predicted leads to the models' own.
    assert predicted(run, dataset, place, "flip,scales")[0].folder == again.folder
    write_json(again.folder / "scores.json", {"cv": {"log_loss": 1.0}, "minutes": 3.0, "epochs": [2, 2]})
    assert predicting.requested(again, "flip").models_from == "犬"


def test_it_stops_when_asked(dataset: Dataset, place: Place) -> None:
    run = trained_run(dataset, place, recipe_of("dense"))
    again = training.settled_run(predicting.requested(run, "flip"), place, None, "predict …")
    parts = parts_of(again.request, dataset, training.split_for(dataset, place, N_FOLDS), 0, SIZE)
    with pytest.raises(Interrupted):
        predicting.predicted_fold(again, 0, parts, 4, lambda: True)


def model_gone(run: Run) -> None:
    (run.fold_folder(0) / MODEL).unlink()


def models_damaged(run: Run) -> None:
    (run.fold_folder(0) / MODEL).write_bytes(b"PK no zip")
    data = bytearray((run.fold_folder(1) / MODEL).read_bytes())
    data[200] ^= 1
    (run.fold_folder(1) / MODEL).write_bytes(bytes(data))


def unfinished(run: Run) -> None:
    (run.folder / "scores.json").unlink()


REFUSED = {
    model_gone: "The run cnn has no whole model in: fold-1/model.keras\n"
    "→ Put the files back, or train it again under another --name. An imported run left them on its laptop.",
    models_damaged: "The run cnn has no whole model in: fold-1/model.keras, fold-2/model.keras\n"
    "→ Put the files back, or train it again under another --name. An imported run left them on its laptop.",
    unfinished: "The run cnn is not finished\n→ Start its command again, it goes on where it stopped: train … --name cnn",
}


@pytest.mark.parametrize("flaw", REFUSED, ids=lambda flaw: flaw.__name__)
def test_a_run_that_cannot_be_predicted_is_refused(flaw: Any, dataset: Dataset, place: Place) -> None:
    run = hollow_run(dataset, place, recipe_of("cnn"))
    flaw(run)
    before = sorted(place.root.rglob("*"))
    with pytest.raises(KitError) as raised:
        predicting.requested(run, "flip")
    assert str(raised.value) == REFUSED[flaw]
    assert sorted(place.root.rglob("*")) == before


def test_a_forest_has_no_views(dataset: Dataset, place: Place) -> None:
    run = hollow_run(dataset, place, recipe_of("forest"), "forest")
    with pytest.raises(RunError) as raised:
        predicting.requested(run, "flip")
    assert str(raised.value) == (
        "The run forest is of the classical recipe forest, which leaves no network behind\n"
        "→ Views are for networks: `runs` shows which runs are of a network's recipe."
    )


def test_a_file_that_is_no_networks_is_said(dataset: Dataset, place: Place) -> None:
    """Whole as a file, so that only Keras sees it."""
    run = hollow_run(dataset, place, recipe_of("dense"))
    validate_models(run)
    with pytest.raises(RunError, match=r"fold-1.model\.keras"):
        loaded(run, 0, 4)
    small, large = recipe_of("dense", units=8), recipe_of("dense", units=16)
    save_model(built(small, 4, seed=0), run.fold_folder(0))
    with pytest.raises(RunError, match="does not fit the recipe dense"):
        loaded(replace(run, request=replace(run.request, recipe=large)), 0, 4)


def test_models_that_were_trained_anew_are_not_taken_for_the_old_ones(dataset: Dataset, place: Place) -> None:
    run = hollow_run(dataset, place, recipe_of("cnn"))
    again = training.settled_run(predicting.requested(run, "flip"), place, None, "predict …")
    save_run(replace(run, request=replace(run.request, recipe=recipe_of("cnn", epochs=99))))
    with pytest.raises(RunError, match="trained anew in another way: epochs: 15 → 99"):
        source(again)
    (run.folder / "run.json").unlink()
    with pytest.raises(RunError, match="with the models of cnn, which is not there"):
        source(again)


def test_other_data_are_refused(dataset: Dataset, place: Place, class_folder: Path) -> None:
    run = hollow_run(dataset, place, recipe_of("cnn"))
    predicting.validate_data(run, dataset)
    next((class_folder / "train").rglob("*.png")).unlink()
    with pytest.raises(SplitError, match="The data set changed since the split was made: 1 picture is gone"):
        predicting.validate_data(run, open_dataset(str(class_folder)))


@pytest.mark.parametrize(("metric", "sign"), [("log_loss", 1), ("accuracy", -1)])
def test_a_gain_is_above_nought_when_it_is_better(metric: str, sign: int, dataset: Dataset, place: Place) -> None:
    def scored(name: str, cv: float, folds: list[float]) -> Run:
        run = asked_run(dataset, place, recipe_of("cnn"), name)
        values = {"cv": {metric: cv}, "folds": {metric: folds}, "minutes": 1.0, "epochs": [1] * len(folds)}
        write_json(run.folder / "scores.json", values)
        return replace(run, request=replace(run.request, metric=metric))

    found = predicting.gain(scored("new", 0.5, [0.4, 0.6]), scored("old", 0.75, [0.7, 0.8]))
    assert found == pytest.approx((sign * 0.25, 0.05))
    single = predicting.gain(scored("one", 0.5, [0.5]), scored("other", 0.5, [0.5]))
    assert single == (0.0, None)


def test_the_minutes_are_those_of_training_and_predicting(dataset: Dataset, place: Place) -> None:
    run = trained_run(dataset, place, recipe_of("dense"))
    assert read_json(run.fold_folder(0) / "fold.json")["minutes"] == 1.5
    (run.fold_folder(1) / "history.csv").unlink()
    with pytest.raises(RunError, match="which says how the model was trained"):
        predicted(run, dataset, place, "none")
