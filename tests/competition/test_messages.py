"""Every sentence goes through the catalogue in a form that a translator can use."""

import ast
import gettext
import string
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from competition import languages
from competition.languages import catalogue
from competition.messages import n_, speaking

ROOT = Path(__file__).parents[2]
PACKAGES = ("competition", "augment", "baselines", "submit", "scripts")
# They look a sentence up that is not written out where they do it.
LOOK_UP = {"competition/messages.py"}


def trees() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name not in LOOK_UP:
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def calls_of(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def fields(sentence: str) -> set[str]:
    """The names of a sentence's placeholders, ``error.strerror`` and ``n[0]`` cut down to ``error`` and ``n``."""
    named = (field for _text, field, _form, _conversion in string.Formatter().parse(sentence) if field is not None)
    return {field.split(".")[0].split("[")[0] for field in named}


def sentence_of(call: ast.Call) -> str:
    """The sentence that is looked up; `test_every_sentence_is_written_out` says when it is no constant."""
    return str(ast.literal_eval(call.args[0]))


def test_every_sentence_is_written_out() -> None:
    """``_(f"…")`` and ``_(a + b)`` could never be found in a catalogue."""
    wrong, n = [], 0
    for name, tree in trees():
        for call in calls_of(tree, "_", "n_"):
            sentences = call.args[: 2 if isinstance(call.func, ast.Name) and call.func.id == "n_" else 1]
            n += len(sentences)
            wrong += [f"{name}:{call.lineno}" for one in sentences if not isinstance(one, ast.Constant)]
    assert not wrong
    assert n > 200


def test_placeholders_are_named_and_filled() -> None:
    """A sentence for a rare error is seldom seen: a misspelt placeholder would be a traceback when it is needed."""
    wrong, n = [], 0
    for name, tree in trees():
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "format"):
                continue
            inner = call.func.value
            if not (isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == "_"):
                continue
            n += 1
            given = {keyword.arg for keyword in call.keywords}
            if call.args or None in given or fields(sentence_of(inner)) != given:
                wrong.append(f"{name}:{call.lineno} {sentence_of(inner)}")
    assert not wrong
    assert n > 150


def test_a_sentence_with_placeholders_is_formatted() -> None:
    """``_("{n} pictures")`` alone would show the braces."""
    wrong = []
    for name, tree in trees():
        formatted = {
            id(node.func.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
        }
        # A function's own variable may hold the sentence until it is filled in; a raise or a print may not.
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id != "print" and not node.func.id.endswith("Error"):
                continue
            for call in (one for argument in node.args for one in calls_of(argument, "_")):
                if fields(sentence_of(call)) and id(call) not in formatted:
                    wrong.append(f"{name}:{call.lineno} {sentence_of(call)}")
    assert not wrong


def test_singular_and_plural_have_the_number() -> None:
    assert n_("{n} fold", "{n} folds", 0) == "0 folds"
    assert n_("{n} fold", "{n} folds", 1) == "1 fold"
    assert n_("{n} fold", "{n} folds", 60_000) == "60,000 folds"


def compiled(entries: dict[str, str]) -> bytes:
    """A catalogue as msgfmt writes it (GNU's .mo format): a header, two tables of (length, place), the texts."""
    entries = {"": "Content-Type: text/plain; charset=UTF-8\n", **entries}
    pairs = sorted((key.encode(), value.encode()) for key, value in entries.items())
    n, text = len(pairs), b""
    tables: tuple[bytes, bytes] = (b"", b"")
    for side in (0, 1):
        for pair in pairs:
            place = 28 + 16 * n + len(text)
            tables = (
                tables[0] + (struct.pack("<II", len(pair[0]), place) if side == 0 else b""),
                tables[1] + (struct.pack("<II", len(pair[1]), place) if side == 1 else b""),
            )
            text += pair[side] + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, n, 28, 28 + 8 * n, 0, 0) + tables[0] + tables[1] + text


def test_a_language_is_chosen_and_what_it_lacks_stays_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "kit.mo").write_bytes(compiled({"{n} folds, {m} pictures": "画像{m}枚、{n}分割"}))
    monkeypatch.setattr(languages, "LOCALES", tmp_path)
    found = catalogue("ja")
    # A translation may put the placeholders in another order.
    assert found.gettext("{n} folds, {m} pictures").format(n=5, m=7) == "画像7枚、5分割"
    assert found.gettext("No pictures") == "No pictures"
    monkeypatch.setenv("KIT_LANGUAGE", "ja")
    assert catalogue().gettext("{n} folds, {m} pictures").startswith("画像")


def test_who_speaks_another_language_speaks_it_alone() -> None:
    """A server's threads answer people of several languages at once."""
    heard: list[str] = []
    with speaking(catalogue("ja")):
        assert n_("{n} picture", "{n} pictures", 2) == "画像 2枚"
        other = Thread(target=lambda: heard.append(n_("{n} picture", "{n} pictures", 2)))
        other.start()
        other.join()
    assert [*heard, n_("{n} picture", "{n} pictures", 2)] == ["2 pictures", "2 pictures"]


def test_an_unknown_language_is_english() -> None:
    found = catalogue("xx")
    assert type(found) is gettext.NullTranslations
    assert found.gettext("No pictures") == "No pictures"
