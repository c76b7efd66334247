"""Which backend Keras would start is known without starting it."""

from pathlib import Path

import keras
import pytest

from baselines.backend_choice import chosen


@pytest.mark.parametrize(
    ("variable", "written", "expected"),
    [
        ("", "", "tensorflow"),
        ("", '{"backend": "jax"}', "jax"),
        ("torch", '{"backend": "jax"}', "torch"),
        ("", "{", "tensorflow"),
    ],
)
def test_the_variable_comes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, written: str, expected: str
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", variable)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    if written:
        (tmp_path / "keras.json").write_text(written, encoding="utf-8")
    assert chosen() == expected


def test_keras_agrees() -> None:
    assert chosen() == keras.backend.backend()
