"""A function by path: its name's two halves, and what is said when the file or the function is not as it should be."""

from pathlib import Path

import pytest

from competition.errors import RecipeError
from competition.own_code import file_and_function, function, is_path

FORM = "(size): return []"


@pytest.mark.parametrize(
    ("name", "file", "attribute"),
    [
        ("my.py:mine", "my.py", "mine"),
        ("my.py", "my.py", "build"),
        (r"C:\me\my.py:mine", r"C:\me\my.py", "mine"),
        ("私の/方針.py:回す", "私の/方針.py", "回す"),
    ],
)
def test_a_name_is_a_file_and_a_function(name: str, file: str, attribute: str) -> None:
    assert is_path(name)
    assert file_and_function(name, "build") == (Path(file), attribute)


def test_the_function_is_found_and_not_called(tmp_path: Path) -> None:
    path = tmp_path / "方針.py"
    path.write_text("def 回す(size, more=1):\n    raise SystemExit\n", encoding="utf-8")
    assert function(f"{path}:回す", "build", FORM, [32]).__name__ == "回す"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "There is no file"),
        ("x = 1", "has no function 'mine'\n→ Write: def mine(size): return []"),
        ("mine = 1", "has no function 'mine'"),
        ("def mine(size, more): ...", "callable as mine(size); missing a required argument: 'more'"),
        ("raise OSError('no')", "stops with OSError: no"),
        ("def mine(", "stops with SyntaxError"),
    ],
)
def test_what_is_wrong_is_a_sentence(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "m.py"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError) as raised:
        function(f"{path}:mine", "build", FORM, [32])
    assert said in str(raised.value)
