"""What a contest's example of a submission tells about the file it wants: its form and its order of classes.

Reading and writing real submissions is the business of `submit`; this module only recognises.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from competition.contest import Contest, SubmissionFormat
from competition.errors import ContestError
from competition.messages import _
from competition.names import matches, plain
from competition.tables import read_text, recognised_separator, rows_in

# How many rows at the top may be a header and dummies before the first picture.
_MOST_BEFORE = 10
_ID_COLUMNS = ("id", "file_name", "filename", "file", "image", "image_id", "image_name", "name")


def with_sample(contest: Contest, path: Path, test_names: Sequence[str]) -> Contest:
    """The contest with all that an example of a submission tells: form, order of classes, and so the metric.

    Args:
        contest: As far as it is known; its classes and label ids tell what the cells mean.
        path: The example.
        test_names: The test pictures, which tell a header from a row of data; may be empty.

    Raises:
        ContestError: It shows no submission that the kit can write.
    """
    text = read_text(path)
    separator = recognised_separator(text)
    lines, rows = rows_in(text, path.name, separator)
    n_before = _n_before(rows[: _MOST_BEFORE + 1], test_names)
    body = rows[n_before:]
    header = n_before > 0 and bool(body) and len(rows[0]) == len(body[0])
    if not body or len(body[0]) not in (2, contest.n_classes + 1):
        if header:
            _validate_classes(rows[0][1:], contest, path)
        raise _unknown(path, contest, (body or rows)[0][1:])
    form = SubmissionFormat(
        header=header,
        # Semicolons come from a spreadsheet, where commas are decimal; contests ask for a comma.
        separator="\t" if separator == "\t" else ",",
        id_column=rows[0][0] if header else "id",
        label_column=rows[0][1] if header else "label",
        fixed_rows=_lines(text, lines[int(header) : n_before]),
    )
    if len(body[0]) == 2:
        return _with_label(replace(contest, submission=form), {row[1] for row in body if len(row) > 1}, path)
    contest = replace(contest, submission=replace(form, label_column="label"), metric="log_loss")
    return _with_columns(contest, tuple(rows[0][1:]), path) if header else contest


def with_sample_columns(contest: Contest, path: Path, stated: Collection[str]) -> Contest:
    """The contest of a page with the column names of its sample's header, where the page states none.

    Args:
        contest: As the page has it; its submission has a header.
        path: The sample.
        stated: ``id_column`` and ``label_column``, as far as the page itself states them.

    Raises:
        ContestError: The page states another name than the sample.
    """
    text = read_text(path)
    head = text.lstrip(" \r\n").partition("\n")[0]
    _lines, rows = rows_in(head, path.name, recognised_separator(text))
    names = list(map(plain, rows[0]))
    form = contest.submission
    keys: tuple[str, ...] = ()
    # A page may be wrong about the header: then the line is a row of data and names nothing.
    if form.kind == "probabilities":
        if set(names[1:]) == set(map(plain, contest.classes)):
            keys = ("id_column",)
    elif len(names) == 2 and not _is_label(names[1], contest):
        keys = ("id_column", "label_column")
    other = {key: name for key, name in zip(keys, names, strict=False) if name != plain(getattr(form, key))}
    contradictions = [
        _("submission.{key}: '{stated}' on the page, '{came}' in {sample}").format(
            key=key, stated=getattr(form, key), came=name, sample=path.name
        )
        for key, name in other.items()
        if key in stated
    ]
    if contradictions:
        raise ContestError(
            _("The contest's page and its sample submission name columns differently"),
            contradictions,
            hint=_("Correct the name in contest.toml, or take the line out: the sample's name is used then."),
        )
    form = replace(
        form,
        id_column=other.get("id_column", form.id_column),
        label_column=other.get("label_column", form.label_column),
    )
    return replace(contest, submission=form)


def _is_label(cell: str, contest: Contest) -> bool:
    """Whether a cell holds an answer, or a dummy for one, so that its line is no header."""
    known = {*map(plain, (*contest.classes, *contest.label_ids)), "", "0"}
    return cell in known or _are_names([cell.split(" ")], contest)


def _n_before(top: list[list[str]], test_names: Sequence[str]) -> int:
    """How many rows stand before the first picture: a header, and dummy rows."""
    known = [found is not None for found in matches([row[0] for row in top], test_names)]
    if any(known):
        return known.index(True)
    # No picture to go by: a header has a usual name, or words above numbers.
    words = len(top) > 1 and not any(map(_is_number, top[0][1:])) and all(map(_is_number, top[1][1:]))
    return int(top[0][0].lower() in _ID_COLUMNS or words)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _lines(text: str, wanted: Iterable[int]) -> tuple[str, ...]:
    lines = text.split("\n")
    return tuple(lines[line - 1].rstrip("\r") for line in wanted)


def _with_label(contest: Contest, values: set[str], path: Path) -> Contest:
    """The contest with the kind of submission that the values of the one label column show."""
    form, k, metric = contest.submission, contest.submission.k, "accuracy"
    words = [value.split(" ") for value in values]
    if values <= set(contest.classes):
        kind = "label_name"
    elif values <= set(contest.label_ids):
        kind = "label_id"
    elif {len(several) for several in words} == {len(words[0])} and _are_names(words, contest):
        # Classes stand in such a cell with underscores for their blanks.
        kind, k = "top_k", len(words[0])
        metric = f"top_{k}" if k in (3, 5) else metric
    elif values <= {"", "0"}:
        # Many examples leave the answers blank, or put the same dummy everywhere.
        kind = "label_name" if contest.label_ids == contest.classes else "label_id"
    else:
        raise _unknown(path, contest, sorted(values))
    return replace(contest, submission=replace(form, kind=kind, k=k), metric=metric)


def _are_names(words: list[list[str]], contest: Contest) -> bool:
    names = {"_".join(name.split()) for name in contest.classes}
    return {word for several in words for word in several} <= names


def _with_columns(contest: Contest, columns: tuple[str, ...], path: Path) -> Contest:
    """The contest with its classes called and ordered as the columns of its submission are."""
    by_name = dict(zip(contest.classes, contest.label_ids, strict=True))
    by_id = dict(zip(contest.label_ids, contest.classes, strict=True))
    for known in (by_name, by_id):
        if set(columns) == set(known):
            # Where the columns are ids, these are what classes are called here; the names serve as their ids.
            return replace(contest, classes=columns, label_ids=tuple(known[column] for column in columns))
    raise _unknown(path, contest, [column for column in columns if column not in by_name])


def _validate_classes(columns: Sequence[str], contest: Contest, path: Path) -> None:
    """Name the classes that only the labels or only the columns have, where the columns are classes at all."""
    if len(set(columns) & set(contest.classes)) < 2:
        return
    odd = {_("only in the labels"): set(contest.classes) - set(columns), path.name: set(columns) - set(contest.classes)}
    raise ContestError(
        _("The training labels and the columns of {name} are not the same classes").format(name=path.name),
        [f"{name} ({where})" for where, names in odd.items() for name in sorted(names)],
        hint=_("Mend the misspelt labels, or take these classes out."),
    )


def _unknown(path: Path, contest: Contest, found: Iterable[str]) -> ContestError:
    return ContestError(
        _(
            "{name} shows no submission the kit knows: after the pictures' names, one label or a column for "
            "each of the {n} classes was expected, this came"
        ).format(name=path.name, n=contest.n_classes),
        [value or _("(blank)") for value in found] or [_("nothing")],
        hint=_("Describe the submission in a contest.toml in the contest's folder."),
    )
