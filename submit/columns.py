"""The columns of a contest's submission file, and how a class is written in a cell.

Both directions meet here, writing (`submit.submission`) and checking (`submit.faults`), so that they cannot
drift apart.
"""

from competition.contest import Contest
from competition.errors import ContestError, DataError
from competition.messages import _
from competition.names import plain
from competition.tables import rows_in


def columns(contest: Contest) -> list[str]:
    """The names of the columns, ids first; a header-less file has the same columns without their names.

    >>> columns(Contest("pets", ("cat", "dog")))
    ['id', 'cat', 'dog']
    """
    form = contest.submission
    if form.kind == "probabilities":
        return [form.id_column, *contest.classes]
    return [form.id_column, form.label_column]


def cell_names(contest: Contest) -> tuple[str, ...]:
    """How each class is written in a label cell, in the order of ``contest.classes``.

    For ``top_k`` the names stand in one cell with a space between, so a blank inside a name becomes an
    underscore, as in Kaggle's Quick, Draw! contest.

    >>> from competition.contest import SubmissionFormat
    >>> cell_names(Contest("pets", ("guinea pig", "dog"), submission=SubmissionFormat("top_k")))
    ('guinea_pig', 'dog')
    """
    kind = contest.submission.kind
    if kind == "label_id":
        return contest.label_ids
    if kind == "top_k":
        return tuple("_".join(name.split()) for name in contest.classes)
    return contest.classes


def validate_format(contest: Contest) -> None:
    """Make sure that a file in the contest's format can be read back without doubt.

    Raises:
        ContestError: Two classes or columns would be written the same, a class would be written as nothing,
            more names are asked for than there are classes, or a fixed row is no row.
    """
    names = [plain(name) for name in cell_names(contest)]
    heads = [plain(name) for name in columns(contest)]
    form = contest.submission
    faults = [_("a class has a blank name")] if "" in names else []
    for where in (names, heads):
        twins = sorted({name for name in where if where.count(name) > 1} - {""})
        faults += [_("'{name}' would stand for two classes or columns").format(name=name) for name in twins]
    if form.kind == "top_k" and not 1 <= form.k <= contest.n_classes:
        faults.append(_("k: a number from 1 to {n} was expected, {k} came").format(n=contest.n_classes, k=form.k))
    faults += [
        _("fixed_rows: one line of cells was expected, {row} came").format(row=repr(row))
        for row in form.fixed_rows
        if not _is_row(row, form.separator)
    ]
    if faults:
        raise ContestError(
            _("The submission format on the contest's page cannot be read back without doubt"),
            list(dict.fromkeys(faults)),
            hint=_("Mend the contest's page, contest.toml: other names for classes or columns, other fixed rows."),
        )


def _is_row(text: str, separator: str) -> bool:
    """Whether a line reads as one row: a blank one, or a quote that is not closed, would not."""
    try:
        return len(rows_in(text, "", separator)[0]) == 1
    except DataError:
        return False
