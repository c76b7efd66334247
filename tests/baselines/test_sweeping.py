"""One setting over several values: what is asked for is checked at once, what came out is read from the runs."""

from pathlib import Path
from typing import Any

import pytest

from baselines.catalog import entry
from baselines.sweeping import Point, best_point, drawn, points, swept_settings
from competition.errors import RecipeError, RunError
from competition.runs import Recipe, Request, Run, save_run, write_json


def recipe_of(name: str) -> Recipe:
    found = entry(name)
    return Recipe(found.name, found.kind, found.build, dict(found.settings), found.policy)


@pytest.mark.parametrize(
    ("recipe", "over", "name", "values"),
    [
        ("cnn", "learning_rate=0.1,0.01,1e-3", "learning_rate", [0.1, 0.01, 0.001]),
        ("cnn", "learning-rate = 0.1 , 0.01", "learning_rate", [0.1, 0.01]),
        ("tree", "max_depth=2,4,2,04", "max_depth", [2, 4]),
        ("cnn", "optimizer=sgd,adam", "optimizer", ["sgd", "adam"]),
        ("resnet", "plain=no,yes,false", "plain", [False, True]),
        ("forest", "n_trees=7", "n_trees", [7]),
    ],
)
def test_a_recipe_for_each_value(recipe: str, over: str, name: str, values: list[Any]) -> None:
    base = recipe_of(recipe)
    found, recipes = swept_settings(base, over)
    assert found == name
    assert [one.settings[name] for one in recipes] == values
    assert [type(one.settings[name]) for one in recipes] == [type(value) for value in values]
    for one in recipes:
        assert {**one.settings, name: None} == {**base.settings, name: None}
        assert (one.name, one.kind, one.build, one.policy) == (base.name, base.kind, base.build, base.policy)


@pytest.mark.parametrize("over", ["learning_rate", "learning_rate=", "learning_rate= ", "", "0.1,0.2"])
def test_another_form_is_said(over: str) -> None:
    with pytest.raises(RecipeError, match="learning_rate=0.1,0.01"):
        swept_settings(recipe_of("cnn"), over)


def test_a_setting_the_recipe_does_not_have_is_said_with_those_it_has() -> None:
    with pytest.raises(RecipeError, match="max_depth is no setting of cnn") as raised:
        swept_settings(recipe_of("cnn"), "max_depth=1,2")
    assert "learning_rate" in raised.value.hint


@pytest.mark.parametrize(
    ("over", "wrong"),
    [
        ("epochs=1,two,0,3.5", ["two", "0", "3.5"]),
        ("dropout=0.1,1.0,nan", ["1.0", "nan"]),
        ("epochs=1,,2", [""]),
        ("optimizer=adam,adamm", ["adamm"]),
    ],
)
def test_all_values_that_cannot_be_are_said_at_once(over: str, wrong: list[str]) -> None:
    with pytest.raises(RecipeError, match="cannot be") as raised:
        swept_settings(recipe_of("cnn"), over)
    assert [offender.split("'")[1] for offender in raised.value.offenders] == wrong


def finished(folder: Path, depth: int, metric: str, folds: list[tuple[float, float]]) -> Run:
    """A run with a fold.json for each fold, (training, validation)."""
    recipe = Recipe("tree", "classical", "", {"max_depth": depth})
    run = Run(folder / f"tree-{depth}", Request("c", metric, "", recipe, len(folds), "f", 0.2, 0))
    save_run(run)
    for fold, (train, validation) in enumerate(folds):
        scores = {
            part: {"log_loss": value, "accuracy": 1 - value}
            for part, value in (("train", train), ("validation", validation))
        }
        write_json(run.fold_folder(fold) / "fold.json", scores)
    mean = sum(validation for _train, validation in folds) / len(folds)
    cv = {"log_loss": mean, "accuracy": 1 - mean}
    write_json(
        run.folder / "scores.json",
        {"cv": cv, "spread": dict.fromkeys(cv, 0.1 if len(folds) > 1 else None), "minutes": 1.0, "epochs": [1]},
    )
    return run


def test_points_are_means_over_folds_in_the_order_of_the_values(tmp_path: Path) -> None:
    runs = [
        finished(tmp_path, 8, "log_loss", [(0.1, 0.5), (0.3, 0.7)]),
        finished(tmp_path, 2, "log_loss", [(0.5, 0.5), (0.5, 0.75)]),
    ]
    assert points("max_depth", runs) == [Point(8, 0.2, 0.6, 0.1, "tree-8"), Point(2, 0.5, 0.625, 0.1, "tree-2")]


@pytest.mark.parametrize(
    ("metric", "expected"), [("log_loss", (0.2, 0.6)), ("accuracy", (0.8, 0.4)), ("macro_f1", (0.2, 0.6))]
)
def test_the_contests_metric_is_drawn_where_training_knows_it(
    tmp_path: Path, metric: str, expected: tuple[float, float]
) -> None:
    (found,) = points("max_depth", [finished(tmp_path, 8, metric, [(0.2, 0.6)])])
    assert (found.train, found.validation) == pytest.approx(expected)


def test_a_fold_that_is_not_there_is_said(tmp_path: Path) -> None:
    run = finished(tmp_path, 8, "log_loss", [(0.2, 0.6)])
    (run.fold_folder(0) / "fold.json").unlink()
    with pytest.raises(RunError, match=r"fold\.json"):
        points("max_depth", [run])


def test_the_best_is_best_in_the_metrics_direction_and_the_first_of_equals() -> None:
    found = [Point(1, 0, 0.5, 0, "a"), Point(2, 0, 0.4, 0, "b"), Point(3, 0, 0.4, 0, "c"), Point(4, 0, 0.9, 0, "d")]
    assert best_point(found, "log_loss").run == "b"
    assert best_point(found, "accuracy").run == "d"
    assert best_point(found, "macro_f1").run == "b"  # drawn, and so judged, in log loss


@pytest.mark.parametrize("values", [[0.001, 0.1, 10.0], [0, 1, 30], ["sgd", "adam"], [False, True], [3]])
def test_any_kind_of_value_can_be_drawn(values: list[Any]) -> None:
    found = [Point(value, 0.5 - place / 10, 0.6, 0.0, str(place)) for place, value in enumerate(values)]
    assert min(drawn("x", found, "log_loss", "木").size) > 100
