"""Labels joined to pictures by name, and every way in which the two can fail to fit.

Pure: tables and names come in, problems and notes go out. A problem must be mended before anything is
trained; a note is worth a sentence and no more. Files are opened by `competition.dataset`.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

import pandas as pd

from competition.contest import Contest
from competition.errors import DataError, listed
from competition.messages import _, n_
from competition.names import is_picture, matches, stem, without_zeros

# 12, 12.0 and 1.2E+05: what a spreadsheet makes of 00012, and of 0120000.
_SPREADSHEET_NUMBER = re.compile(r"\d+(\.\d+)?(E\+?\d+)?", re.IGNORECASE)


@dataclass
class Findings:
    """What came to light while joining: problems, all of them, and notes."""

    problems: list[DataError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def problem(self, sentence: str, offenders: Sequence[str], hint: str = "") -> None:
        """Add a problem, worded as for `competition.errors.KitError`."""
        self.problems.append(DataError(sentence, offenders, hint))

    def raise_problems(self, where: str) -> None:
        """Raise all problems as one error; nothing when there is none.

        Raises:
            DataError: There are problems.
        """
        if len(self.problems) == 1:
            raise self.problems[0]
        if self.problems:
            lines = (f"\n  - {problem}".replace("\n→", "\n    →") for problem in self.problems)
            raise DataError(_("{where} cannot be used as it is:").format(where=where) + "".join(lines))


@dataclass(frozen=True)
class Joined:
    """Pictures with their class names and, where the contest has them, groups; in the order of the table."""

    names: tuple[str, ...]
    classes: tuple[str, ...]
    groups: tuple[str, ...] | None = None

    def without(self, names: Iterable[str]) -> "Joined":
        """The same without these pictures."""
        out = set(names)
        kept = [place for place, name in enumerate(self.names) if name not in out]
        return Joined(
            tuple(self.names[place] for place in kept),
            tuple(self.classes[place] for place in kept),
            tuple(self.groups[place] for place in kept) if self.groups is not None else None,
        )


def joined_by_table(table: pd.DataFrame, names: Sequence[str], contest: Contest, findings: Findings) -> Joined:
    """The training pictures with the labels that a table gives them.

    Args:
        table: As `competition.tables.read_table` gives it, lines as index.
        names: The training pictures.
        contest: Says which columns to read, and the classes.
        findings: What is wrong is added here.
    """
    data = contest.data
    wanted = [column for column in (data.id_column, data.label_column, data.group_column) if column]
    absent = [column for column in wanted if column not in table]
    if absent:
        findings.problem(
            _("{table} has the columns {columns}; it lacks").format(
                table=data.train_table, columns=listed([str(column) for column in table])
            ),
            absent,
        )
        return Joined((), ())
    lines = [int(line) for line in table.index]
    ids = table[data.id_column].tolist()
    found = found_pictures(ids, names, lines, data.train_table, findings)
    labels = known_classes(table[data.label_column].tolist(), contest, lines, data.train_table, findings)
    labelled = set(found)
    _note_unlabelled([name for name in names if name not in labelled], findings)
    rows = [place for place in range(len(ids)) if found[place] is not None and labels[place] is not None]
    groups = table[data.group_column].tolist() if data.group_column else None
    return Joined(
        tuple(str(found[place]) for place in rows),
        tuple(str(labels[place]) for place in rows),
        # A blank group is no group: such pictures stand alone.
        tuple(groups[place] or f"\0{found[place]}" for place in rows) if groups is not None else None,
    )


def joined_by_folder(names: Sequence[str], contest: Contest, findings: Findings) -> Joined:
    """The training pictures, each with the folder it lies in as its label."""
    inside = [name for name in names if "/" in name]
    _note_unlabelled([name for name in names if "/" not in name], findings)
    folders = [name.partition("/")[0] for name in inside]
    labels = known_classes(folders, contest, None, contest.data.train_images, findings)
    rows = [place for place, label in enumerate(labels) if label is not None]
    return Joined(tuple(inside[place] for place in rows), tuple(str(labels[place]) for place in rows))


def found_pictures(
    ids: Sequence[str], names: Sequence[str], lines: Sequence[int], table: str, findings: Findings
) -> list[str | None]:
    """The picture each id of a table means; ids without picture and ids that come twice are problems."""
    found = matches(ids, names)
    several = {name for name, n in Counter(found).items() if name is not None and n > 1}
    lines_of: dict[str, list[int]] = defaultdict(list)
    for name, line in zip(found, lines, strict=True):
        if name in several:
            lines_of[str(name)].append(line)
    if several:
        twins = [_with_lines(name, where) for name, where in lines_of.items()]
        findings.problem(_("{table} names these pictures more than once").format(table=table), twins)
    missing = [(one, line) for one, line, name in zip(ids, lines, found, strict=True) if name is None]
    damaged = {one for one, _line in missing if _SPREADSHEET_NUMBER.fullmatch(one)}
    meant = {without_zeros(name): name for name in names if stem(name).isdecimal()} if damaged else {}
    damaged = {one for one in damaged if without_zeros(one) in meant or (meant and "e" in one.lower())}
    if damaged:
        findings.problem(
            _("A spreadsheet seems to have turned ids in {table} to numbers; pictures are called {name}").format(
                table=table, name=next(iter(meant.values()))
            ),
            [_with_lines(one, [line]) for one, line in missing if one in damaged],
            hint=_("Take the original file, or import it into the spreadsheet with this column as text."),
        )
    lost = [_with_lines(one or _("(blank)"), [line]) for one, line in missing if one not in damaged]
    if lost:
        findings.problem(_("{table} names pictures that are not there").format(table=table), lost)
    return found


def known_classes(
    labels: Sequence[str], contest: Contest, lines: Sequence[int] | None, where: str, findings: Findings
) -> list[str | None]:
    """The class name each label stands for, be it the class's id or its name; unknown ones are a problem."""
    cells = [unicodedata.normalize("NFC", label) for label in labels]
    n_of = Counter(cells)
    by_id = dict(zip(contest.label_ids, contest.classes, strict=True))
    by_name = {name: name for name in contest.classes}
    # One column holds ids or names, not both: "1" may be one class's id and another one's name.
    hits = [sum(n for label, n in n_of.items() if label in known) for known in (by_id, by_name)]
    known: Mapping[str, str] = by_id if hits[0] >= hits[1] else by_name
    known = {unicodedata.normalize("NFC", label): name for label, name in known.items()}
    unknown = [label for label in n_of if label not in known]
    if unknown:
        lines_of: dict[str, list[int]] = defaultdict(list)
        for label, line in zip(cells, lines or (), strict=False):
            lines_of[label].append(line)
        findings.problem(
            _("{where} holds classes the contest does not have").format(where=where),
            [_with_lines((label or _("(blank)")) + suggestion(label, known), lines_of[label]) for label in unknown],
            hint=_("The contest has: {classes}.").format(classes=listed(list(known), shown=30)),
        )
    return [known.get(label) for label in cells]


def check_classes(joined: Joined, contest: Contest, findings: Findings) -> None:
    """A class without a single picture is a problem: no model can learn it."""
    there = set(joined.classes)
    empty = [name for name in contest.classes if name not in there]
    if empty:
        findings.problem(
            _("These classes have no training picture"),
            empty,
            hint=_("Add pictures, or take the classes out of the contest."),
        )


def note_unreadable(names: Sequence[str], findings: Findings) -> None:
    """Note what is left out because it cannot be decoded: damaged pictures, and files that are none, apart."""
    damaged = [name for name in names if is_picture(name)]
    others = [name for name in names if not is_picture(name)]
    if damaged:
        findings.notes.append(
            n_(
                "{n} training picture could not be read and is left out: {names}",
                "{n} training pictures could not be read and are left out: {names}",
                len(damaged),
                names=listed(damaged),
            )
        )
    if others:
        findings.notes.append(
            n_(
                "{n} file among the training pictures is no picture and is left out: {names}",
                "{n} files among the training pictures are no pictures and are left out: {names}",
                len(others),
                names=listed(others),
            )
        )


def _note_unlabelled(names: Sequence[str], findings: Findings) -> None:
    if names:
        findings.notes.append(
            n_(
                "{n} training picture has no label and is left out: {names}",
                "{n} training pictures have no label and are left out: {names}",
                len(names),
                names=listed(names),
            )
        )


def _with_lines(what: str, lines: Sequence[int]) -> str:
    """The offender and where it stands.

    >>> _with_lines("a.png", [3]), _with_lines("a.png", [3, 7]), _with_lines("cat", [2, 3, 4, 5])
    ('a.png (line 3)', 'a.png (lines 3, 7)', 'cat (4 lines, first line 2)')
    """
    if not lines:
        return what
    if len(lines) == 1:
        return _("{what} (line {line})").format(what=what, line=lines[0])
    if len(lines) <= 3:
        return _("{what} (lines {lines})").format(what=what, lines=", ".join(map(str, lines)))
    return _("{what} ({n:,} lines, first line {line})").format(what=what, n=len(lines), line=lines[0])


def suggestion(label: str, known: Iterable[str]) -> str:
    """What a label that is not known may have meant, to be put behind it; empty where nothing is near."""
    close = get_close_matches(label, list(known), n=1)
    return _(" – did you mean {name}?").format(name=close[0]) if close else ""
