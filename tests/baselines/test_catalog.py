"""What every recipe promises, and the sentences for recipes and settings that aren't there."""

import subprocess
import sys
from pathlib import Path

import pytest

from baselines.catalog import CATALOG, builder, entry, with_settings
from baselines.settings import SETTINGS
from competition.errors import RecipeError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", CATALOG)
def test_every_recipe_has_only_known_settings_within_their_range(name: str) -> None:
    recipe = CATALOG[name]
    assert recipe.name == name
    assert recipe.kind in ("network", "features", "classical")
    assert set(recipe.settings) <= set(SETTINGS)
    assert with_settings(recipe, recipe.settings) == dict(recipe.settings)


def test_every_setting_belongs_to_a_recipe() -> None:
    used = {name for recipe in CATALOG.values() for name in recipe.settings}
    assert used == set(SETTINGS)


def test_the_catalogue_imports_no_library_that_learns() -> None:
    code = (
        "import sys, baselines.catalog; print(sorted({'keras', 'sklearn', 'tensorflow', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_recipe_names_a_close_one_and_all() -> None:
    with pytest.raises(RecipeError, match="did you mean 'resnet'") as caught:
        entry("resnt")
    assert all(name in caught.value.hint for name in CATALOG)


def test_all_wrong_settings_are_named_at_once() -> None:
    with pytest.raises(RecipeError) as caught:
        with_settings(entry("cnn"), {"epochs": 0, "dropout": 1.0, "max_depth": 3, "optimizer": "adamm"})
    text = str(caught.value)
    for wrong in ("epochs must be", "dropout must be", "max_depth is no setting of cnn", "optimizer must be"):
        assert wrong in text
    assert "learning_rate" in caught.value.hint


def test_whole_numbers_become_numbers() -> None:
    settings = with_settings(entry("cnn"), {"learning_rate": 1})
    assert settings["learning_rate"] == 1.0
    assert isinstance(settings["learning_rate"], float)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "0.1", None, True, 10**400])
def test_odd_learning_rates_are_refused(value: object) -> None:
    with pytest.raises(RecipeError, match="learning_rate must be"):
        with_settings(entry("cnn"), {"learning_rate": value})


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("plain", "yes", True), ("epochs", " 7 ", 7), ("C", "1e-2", 0.01), ("kernel", "rbf", "rbf")],
)
def test_settings_are_read_from_text(name: str, text: str, value: object) -> None:
    assert SETTINGS[name].parsed(text) == value


@pytest.mark.parametrize(
    ("name", "text"), [("plain", "2"), ("epochs", "1.5"), ("C", "-1"), ("C", "nan"), ("kernel", "poly")]
)
def test_wrong_text_says_what_is_wanted(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=SETTINGS[name].wanted()[:10]):
        SETTINGS[name].parsed(text)


def own(tmp_path: Path, code: str) -> str:
    path = tmp_path / "モデル.py"
    path.write_text(code, encoding="utf-8")
    return f"{path}:build"


def test_a_model_of_ones_own_gets_the_settings_it_asks_for(tmp_path: Path) -> None:
    name = own(tmp_path, "def build(input_shape, n_classes, units=7):\n    return input_shape, n_classes, units\n")
    recipe = entry(name)
    assert recipe.kind == "network"
    settings = with_settings(recipe, {"epochs": 2})
    assert settings["units"] == 7
    assert builder(recipe)((32, 32, 3), 20, **settings) == ((32, 32, 3), 20, 7)


def test_build_is_the_function_when_none_is_named(tmp_path: Path) -> None:
    name = own(tmp_path, "def build(input_shape, n_classes):\n    return n_classes\n").removesuffix(":build")
    assert builder(entry(name))((32, 32, 3), 20, **with_settings(entry(name), {})) == 20


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("x = 1\n", "has no function 'build'"),
        ("def build(shape):\n    pass\n", "must be callable as build"),
        ("def build(input_shape, n_classes, units):\n    pass\n", "must be callable as build"),
        ("def build(:\n", "stops with SyntaxError"),
        ("1 / 0\n", "stops with ZeroDivisionError"),
        ("def build(input_shape, n_classes, units=-1):\n    pass\n", "units must be"),
    ],
)
def test_what_is_wrong_with_a_model_of_ones_own_is_said(tmp_path: Path, code: str, sentence: str) -> None:
    with pytest.raises(RecipeError, match=sentence):
        entry(own(tmp_path, code))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="There is no file"):
        entry(str(tmp_path / "none.py:build"))
