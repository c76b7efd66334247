"""A student's own model: what its name means, and that it answers as it has to before it is trained."""

from pathlib import Path
from typing import Any

import pytest

from baselines.catalog import builder, entry
from baselines.own_model import completed, defaults, file_and_function, function, is_path
from competition.errors import RecipeError

SHAPE, N_CLASSES = (8, 8, 3), 4
HEAD = "import keras\nL = keras.layers\ndef build(input_shape, n_classes, units=4):\n    return "


def written(tmp_path: Path, model: str) -> str:
    path = tmp_path / "私の model.py"
    path.write_text(HEAD + model + "\n", encoding="utf-8")
    return f"{path}:build"


def made(name: str) -> Any:
    return completed(builder(entry(name))(SHAPE, N_CLASSES), name, SHAPE, N_CLASSES)


@pytest.mark.parametrize(
    ("name", "file", "attribute"),
    [
        ("my_model.py:build", "my_model.py", "build"),
        ("my_model.py", "my_model.py", "build"),
        (r"C:\models\my.py:big", r"C:\models\my.py", "big"),
        (r"C:\models\my.py", r"C:\models\my.py", "build"),
        ("models/私の.py:net_2", "models/私の.py", "net_2"),
    ],
)
def test_a_name_is_a_file_and_a_function(name: str, file: str, attribute: str) -> None:
    assert is_path(name)
    assert file_and_function(name) == (Path(file), attribute)


def test_the_recipes_of_the_kit_are_no_paths() -> None:
    assert not any(is_path(name) for name in ("cnn", "tiny_vgg", "py", "resnet.pyc"))


def test_only_arguments_with_a_default_can_be_turned() -> None:
    def build(input_shape: Any, n_classes: int, units: int = 4, *, dropout: float = 0.5, **more: Any) -> None: ...

    assert defaults(build) == {"units": 4, "dropout": 0.5}


def test_a_file_is_run_afresh_when_it_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    for answer in ("first answer", "second"):
        path.write_text(f"def build(input_shape, n_classes):\n    return {answer!r}\n", encoding="utf-8")
        assert function(str(path))(SHAPE, N_CLASSES) == answer


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "m.py").write_text(f"def build(shape, n):\n    return {folder!r}\n", encoding="utf-8")
    found = [function(str(tmp_path / folder / "m.py")) for folder in ("a", "b")]
    assert [one(SHAPE, N_CLASSES) for one in found] == ["a", "b"]


@pytest.mark.parametrize(
    "model",
    [
        "keras.Sequential([L.Input(input_shape), L.Flatten(), L.Dense(n_classes, activation='softmax')])",
        "keras.Sequential([L.Flatten(), L.Dense(n_classes), L.Softmax()])",
    ],
)
def test_a_model_that_gives_probabilities_is_taken(tmp_path: Path, model: str) -> None:
    found = made(written(tmp_path, model))
    assert found.built
    assert found.output_shape == (None, N_CLASSES)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("keras.Sequential([L.Input(input_shape), L.Flatten(), L.Dense(n_classes)])", "summing to 1"),
        (
            "keras.Sequential([L.Input(input_shape), L.Flatten(), L.Dense(n_classes, activation='sigmoid')])",
            "summing to 1",
        ),
        ("keras.Sequential([L.Input(input_shape), L.Flatten(), L.Dense(9, activation='softmax')])", r"shape \(9,\)"),
        ("keras.Sequential([L.Input(input_shape), L.Dense(n_classes, activation='softmax')])", r"shape \(8, 8, 4\)"),
        ("keras.Sequential([L.Input((9, 9, 3)), L.Flatten(), L.Dense(n_classes)])", "cannot answer pictures"),
        ("None", "cannot answer pictures"),
    ],
)
def test_a_model_that_does_not_is_told_what_is_missing(tmp_path: Path, model: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said) as raised:
        made(written(tmp_path, model))
    assert "softmax" in raised.value.hint or "keras.Model" in raised.value.hint
