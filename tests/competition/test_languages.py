"""The user's language is found where systems say it, and nothing else is taken for one."""

import pytest

from competition.languages import LANGUAGES, LOCALES, VARIABLES, catalogue, preferred


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:ja:en"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LANGUAGE": "en:ja"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LANGUAGE": ""}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "KIT_LANGUAGE": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "KIT_LANGUAGE": "JA"}, "ja"),
    ],
)
def test_the_first_that_says_anything_is_believed(
    said: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert preferred() == language
    assert (catalogue().gettext("class") == "クラス") == (language == "ja")


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {folder.name for folder in LOCALES.iterdir()} == set(LANGUAGES) - {"en"}
