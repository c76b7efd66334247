"""Every language says everything the kit says, with the same gaps to fill, and the compiled files are today's."""

import gettext
import re
import string

import pytest
from babel.messages.catalog import Catalog, Message

from tests.catalogue import (
    TRANSLATED,
    argparse_sentences,
    catalogue_in,
    kit_sentences,
    po_path,
    untranslated,
)

KIT = kit_sentences()
BRING_IT_UP_TO_DATE = "PYTHONPATH=. .venv/bin/python tests/catalogue.py"
# `%(name)s` and `%r`, as argparse fills them in.
PERCENT = re.compile(r"%(?:\(\w+\))?[a-z]")


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def catalogue(language: str) -> Catalog:
    return catalogue_in(po_path(language), language)


def written(catalogue: Catalog) -> list[Message]:
    """The sentences that have a translation; one test alone tells of the others."""
    return [one for one in catalogue if one.id and all(forms(one.string))]


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """One text, or all of its plural forms."""
    return [text] if isinstance(text, str) else list(text)


def gaps(sentence: str) -> set[tuple[str, str, str]]:
    """The placeholders of a sentence: what goes in, how it is converted and formatted."""
    parts = string.Formatter().parse(sentence)
    return {(name, conversion or "", form or "") for _text, name, form, conversion in parts if name is not None}


def test_no_sentence_is_missing(catalogue: Catalog) -> None:
    there = {str(one.id) for one in catalogue}
    missing = [one.id for one in [*KIT, *argparse_sentences()] if str(one.id) not in there]
    assert not missing, f"take them up: {BRING_IT_UP_TO_DATE}"


def test_every_sentence_is_translated_in_every_plural_form(catalogue: Catalog) -> None:
    assert untranslated(catalogue) == []
    wrong = [one.id for one in written(catalogue) if one.pluralizable and len(one.string) != catalogue.num_plurals]
    assert not wrong
    assert not [one.id for one in catalogue if one.fuzzy]


def test_no_sentence_is_left_over(catalogue: Catalog) -> None:
    """Those of argparse may be: each Python has others."""
    known = {str(one.id) for one in KIT}
    left = [
        one.id for one in catalogue if one.id and str(one.id) not in known and ("argparse", None) not in one.locations
    ]
    assert not left, f"drop them: {BRING_IT_UP_TO_DATE}"


def test_no_placeholder_is_lost_or_added(catalogue: Catalog) -> None:
    wrong = []
    for one in written(catalogue):
        if ("argparse", None) in one.locations:
            wanted = sorted(PERCENT.findall(forms(one.id)[-1]))
            wrong += [one.id for text in forms(one.string) if sorted(PERCENT.findall(text)) != wanted]
        else:
            # The singular may do without its number; a language with one form for all needs it.
            needed = gaps(forms(one.id)[-1])
            wrong += [one.id for text in forms(one.string) if gaps(text) != needed]
    assert not wrong


def test_sentences_go_together_as_in_english(catalogue: Catalog) -> None:
    """A page is put together of parts: their line ends have to stay."""
    wrong = [
        one.id
        for one in written(catalogue)
        for text in forms(one.string)
        for end in (str.startswith, str.endswith)
        if end(text, "\n") != end(forms(one.id)[-1], "\n")
    ]
    assert not wrong


def test_nothing_to_type_is_translated(catalogue: Catalog) -> None:
    """Flags, and what stands in backquotes, are typed as they are."""
    wrong = []
    for one in written(catalogue):
        typed = re.findall(r"(?<![\w-])--[a-z][a-z-]*|`[^`\n]+`", forms(one.id)[-1])
        wrong += [(word, text) for text in forms(one.string) for word in typed if word not in text]
    assert not wrong


def test_the_compiled_catalogue_is_the_written_one(language: str, catalogue: Catalog) -> None:
    with po_path(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for one in written(catalogue):
        if one.pluralizable:
            assert compiled.ngettext(*one.id, 7) == one.string[-1], BRING_IT_UP_TO_DATE
        else:
            assert compiled.gettext(one.id) == one.string, BRING_IT_UP_TO_DATE
