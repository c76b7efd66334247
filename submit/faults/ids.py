"""The third layer: is every picture answered once? Recognises what spreadsheets and paths do to ids."""

import re
from collections.abc import Callable, Mapping, Sequence

from competition.messages import _, n_
from competition.names import natural, plain
from submit.problems import Problem, lines_at, quoted

# Looking at more ids than this tells no more about what happened to them.
_LOOKED_AT = 200
_DATE = re.compile(
    r"\d{1,4}([-/.])\d{1,2}(\1\d{1,4})?( \d{1,2}:\d\d(:\d\d)?)?|\d{1,2}-[A-Z][a-z]{2}(-\d\d)?|\d+月\d+日"
)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+")


def known_ids(expected: Sequence[str]) -> dict[str, str]:
    """From everything an id may be written as to the id itself; first as it stands, then in plain form."""
    return {plain(name): name for name in expected} | {name: name for name in expected}


def meant(cell: str, known: Mapping[str, str]) -> str | None:
    """The expected id that a cell means, if any; ``known`` is what `known_ids` gave.

    >>> meant(" a.png", known_ids(["a.png"]))
    'a.png'
    """
    return known.get(cell) or known.get(plain(cell))


def id_faults(lines: Sequence[int], ids: Sequence[str], known: Mapping[str, str]) -> list[Problem]:
    """What keeps the ids from being the expected ones, each once.

    Args:
        lines: Where each row begins.
        ids: The id in each row.
        known: What `known_ids` gave.
    """
    found: dict[str, list[int]] = {}
    blank, strangers = [], []
    for line, cell in zip(lines, ids, strict=True):
        name = meant(cell, known)
        if name is not None:
            found.setdefault(name, []).append(line)
        elif cell.strip():
            strangers.append((line, plain(cell)))
        else:
            blank.append(line)
    # By name: the order in which an organizer's table lists them may say what they show.
    missing = sorted((name for name in set(known.values()) if name not in found), key=natural)
    twins = [(name, where) for name, where in found.items() if len(where) > 1]
    problems = []
    if missing:
        sentence = n_("{n} picture has no row", "{n} pictures have no row", len(missing))
        problems.append(Problem(sentence, tuple(printed(name) for name in missing)))
    if strangers:
        sentence = n_(
            "{n} row is for no picture of this contest",
            "{n} rows are for no picture of this contest",
            len(strangers),
        )
        places = tuple(_("line {line} ({id})").format(line=line, id=quoted(name)) for line, name in strangers)
        problems.append(Problem(sentence, places, _damage([name for _line, name in strangers], missing)))
    if twins:
        sentence = n_("{n} picture has more than one row", "{n} pictures have more than one row", len(twins))
        places = tuple(
            _("{id} (lines {lines})").format(id=printed(name), lines=" + ".join(map(str, where)))
            for name, where in twins
        )
        problems.append(Problem(sentence, places))
    if blank:
        sentence = n_("{n} row has no id", "{n} rows have no id", len(blank))
        problems.append(Problem(sentence, lines_at(blank)))
    return problems


def printed(name: str) -> str:
    """An id as it stands in a list of many: without quotes where there is nothing odd in it."""
    return name if re.fullmatch(r"[\w.\-/]+", name) else quoted(name)


def _damage(strangers: Sequence[str], missing: Sequence[str]) -> str:
    """What probably happened to the ids, as advice; empty when nothing fits most of them."""
    if not missing:
        return ""
    sample = strangers[:_LOOKED_AT]

    def most(fits: Callable[[str], bool]) -> bool:
        return 2 * sum(map(fits, sample)) > len(sample)

    def made_by(change: Callable[[str], str]) -> bool:
        changed = {change(name) for name in missing} - set(missing)
        return most(changed.__contains__)

    originals = set(missing)
    numbers = _("A spreadsheet or pandas took the ids for numbers ({example}): read and write them as text.")
    example = f"'{sample[0]}'"
    if made_by(lambda name: name.lstrip("0") or "0") or made_by(lambda name: f"{name.lstrip('0') or '0'}.0"):
        return numbers.format(example=_("leading zeros or '.0', as in {id}").format(id=example))
    if most(lambda name: bool(_SCIENTIFIC.fullmatch(name))):
        return numbers.format(example=_("as in {id}").format(id=example))
    # Ids may be dates themselves: then these are written otherwise.
    shapes = {re.sub(r"\d+", "9", name) for name in missing}
    if most(lambda name: bool(_DATE.fullmatch(name)) and re.sub(r"\d+", "9", name) not in shapes):
        return _("A spreadsheet took the ids for dates (as in {id}): write the file with pandas instead.").format(
            id=example
        )
    if made_by(lambda name: name.rpartition(".")[0]):
        return _("The ids lack their ending: {id} was expected.").format(id=quoted(missing[0]))
    if most(lambda name: re.split(r"[/\\]", name)[-1] in originals):
        return _("The ids have a folder in front: {id} was expected.").format(id=quoted(missing[0]))
    if most(lambda name: name.isdecimal()) and not any(map(str.isdecimal, missing)):
        return _("Row numbers stand where ids belong: {id} was expected.").format(id=quoted(missing[0]))
    if made_by(str.casefold) or made_by(str.upper):
        return _("Capital and small letters differ: {id} was expected.").format(id=quoted(missing[0]))
    return ""
