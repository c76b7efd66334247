"""What a student writes is part of what is asked for: an edited file is another recipe."""

import argparse
from pathlib import Path

import pytest

from baselines.written import validate_unchanged
from competition.errors import RecipeError, RunError
from competition.runs import Recipe
from scripts import arguments

MODEL = """
import keras

def build(input_shape, n_classes, units=8):
    layers = keras.layers
    return keras.Sequential([keras.Input(input_shape), layers.Flatten(), layers.Dense(n_classes, "softmax")])
"""
POLICY = """
import albumentations as A

def mine(size):
    return [A.HorizontalFlip(p=0.5)]
"""


def code(*flags: str) -> str:
    parser = argparse.ArgumentParser()
    arguments.add_recipe(parser)
    arguments.add_settings(parser)
    return arguments.recipe_from(parser.parse_args(flags)).code


def test_an_edited_model_is_another_recipe(tmp_path: Path) -> None:
    path = tmp_path / "私の.py"
    path.write_text(MODEL, encoding="utf-8")
    before = code("--recipe", str(path))
    assert before == code("--recipe", str(path))
    path.write_text(MODEL + "# another line\n", encoding="utf-8")
    assert before != code("--recipe", str(path))


def test_a_mistake_in_a_model_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(MODEL.replace("layers.Flatten()", "layers.Conv2D(8)"), encoding="utf-8")
    with pytest.raises(RecipeError, match="stops in line 6 with TypeError"):
        code("--recipe", str(path))


def test_an_edited_file_is_noticed_by_a_run_that_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(POLICY, encoding="utf-8")
    recipe = Recipe("cnn", "network", "", {}, f"{path}:mine", code("--recipe", "cnn", "--policy", f"{path}:mine"))
    validate_unchanged(recipe)
    path.write_text(POLICY.replace("0.5", "0.4"), encoding="utf-8")
    with pytest.raises(RunError, match="was edited"):
        validate_unchanged(recipe)


def test_an_edited_policy_is_another_recipe(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(POLICY, encoding="utf-8")
    before = code("--recipe", "cnn", "--policy", f"{path}:mine")
    path.write_text(POLICY.replace("0.5", "0.4"), encoding="utf-8")
    assert before != code("--recipe", "cnn", "--policy", f"{path}:mine")


def test_the_kits_own_policies_are_told_apart_and_none_has_nothing() -> None:
    assert code("--recipe", "cnn") == ""
    assert len({code("--recipe", "cnn", "--policy", name) for name in ("light", "medium", "strong")}) == 3


@pytest.mark.parametrize("recipe", ["resnet", "vit"])
def test_a_recipes_own_policy_counts_too(recipe: str) -> None:
    assert code("--recipe", recipe) == code("--recipe", "cnn", "--policy", "light")
