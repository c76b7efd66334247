"""A policy's name: the kit's own, a function in a student's file, a saved file; and what is said of others."""

from pathlib import Path

import pytest

from augment.lookup import policy
from augment.policies import POLICIES
from augment.saved import SavedPolicy, save_policy
from competition.errors import RecipeError

FILE = "import albumentations as A\n\ndef policy(size):\n    return [A.RandomCrop(size, size)]\n\ndef mine(size):\n    return [A.Transpose()]\n"


def test_the_kits_own() -> None:
    assert policy("medium") is POLICIES["medium"]


def test_a_function_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "私の.py"
    path.write_text(FILE, encoding="utf-8")
    assert type(policy(f"{path}:mine")(32)[0]).__name__ == "Transpose"
    assert type(policy(str(path))(32)[0]).__name__ == "RandomCrop"


def test_a_saved_file(tmp_path: Path) -> None:
    save_policy(tmp_path / "flip.yaml", POLICIES["flip"], 32, seed=4)
    assert isinstance(policy(str(tmp_path / "flip.yaml")), SavedPolicy)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("ligth", "", "did you mean 'light'"),
        ("color", "", "did you mean 'colour'"),
        ("gone.py:mine", "", "There is no file"),
        ("here.py:other", FILE, "has no function 'other'"),
        ("here.py:mine", "def mine(): return []", "must be callable as mine(size)"),
        ("here.py:mine", "1 / 0", "stops with ZeroDivisionError"),
        ("here.py:mine", "def mine(", "stops with SyntaxError"),
        ("gone.yaml", "", "cannot be read"),
    ],
)
def test_what_is_no_policy_is_told_in_a_sentence(
    name: str, text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if text:
        Path("here.py").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError) as raised:
        policy(name)
    assert said in str(raised.value)
