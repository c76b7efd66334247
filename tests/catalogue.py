"""The catalogue's upkeep: ``PYTHONPATH=. .venv/bin/python tests/catalogue.py`` takes up new sentences and compiles it.

After a sentence was added or changed, run it, fill what it lists in the ``.po``, and run it again.
"""

import argparse
import ast
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from competition.languages import LANGUAGES, LOCALES

ROOT = Path(__file__).parents[1]
PACKAGES = ("competition", "augment", "baselines", "submit", "scripts")
# The functions that look a sentence up, and how many of it they are given.
LOOK_UP = {"_": 1, "n_": 2, "ngettext": 2}
TRANSLATED = [language for language in LANGUAGES if language != "en"]
HEAD = "# Every sentence of the kit; tests/catalogue.py takes up new ones."
# A catalogue must be the same whoever compiles it.
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)


def po_path(language: str) -> Path:
    """Where a language's sentences are written; the compiled ones are beside it."""
    return LOCALES / language / "LC_MESSAGES" / "kit.po"


def catalogue_in(path: Path, language: str) -> Catalog:
    """A catalogue as it stands in a file; an empty one where there is none."""
    if not path.is_file():
        head = {"header_comment": HEAD, "project": "kit", "fuzzy": False, "creation_date": WRITTEN}
        return Catalog(language, domain="kit", charset="utf-8", **head)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="kit")


def sentences_in(path: Path) -> Iterator[str | tuple[str, ...]]:
    """The sentences in one source, those with a plural as a pair."""
    if path.suffix == ".html":
        for _line, sentence, _comments, _context in extract_from_file("jinja2", path, {"_": None, "n_": (1, 2)}):
            yield sentence
        return
    # Not babel's own reading: in Python 3.11 it sees nothing inside of f-strings.
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        n = LOOK_UP.get(call.func.id, 0) if isinstance(call.func, ast.Name) else 0
        found = [word.value for word in call.args[:n] if isinstance(word, ast.Constant) and isinstance(word.value, str)]
        if n and len(found) == n:
            yield found[0] if n == 1 else tuple(found)


def kit_sentences() -> Catalog:
    """Every sentence in the sources, with the files it stands in."""
    found = Catalog(domain="kit", charset="utf-8")
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in (".py", ".html"):
                for sentence in sentences_in(path):
                    found.add(sentence, locations=[(path.relative_to(ROOT).as_posix(), None)])
    return found


def argparse_sentences() -> Catalog:
    """What argparse itself says in the Python that runs this; others have a few more or fewer."""
    found = Catalog(domain="kit", charset="utf-8")
    for sentence in sentences_in(Path(argparse.__file__)):
        found.add(sentence, locations=[("argparse", None)])
    return found


def updated(language: str) -> Catalog:
    """A language's catalogue with today's sentences: translations kept, old sentences gone, argparse's kept."""
    before, now = catalogue_in(po_path(language), language), kit_sentences()
    argparse_before = [one for one in before if ("argparse", None) in one.locations]
    for one in [*argparse_sentences(), *argparse_before]:
        if one.id:
            now.add(one.id, locations=[("argparse", None)])
    before.update(now, no_fuzzy_matching=True)
    before.obsolete.clear()
    before.revision_date = before.creation_date = WRITTEN
    return before


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences that have no translation, or lack one of its plural forms."""
    return [
        str(one.id)
        for one in catalogue
        if one.id and not (all(one.string) if isinstance(one.string, tuple) else one.string)
    ]


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a ``.po`` file."""
    file = io.BytesIO()
    write_po(file, catalogue, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as the ``.mo`` file that gettext reads."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main() -> None:
    """Bring every language's two files up to date and say what is missing."""
    for language in TRANSLATED:
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = updated(language)
        path.write_bytes(written(catalogue))
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        missing = untranslated(catalogue)
        print("\n".join([*missing, f"{language}: {len(missing)} of {len(catalogue)} without a translation"]))


if __name__ == "__main__":
    main()
