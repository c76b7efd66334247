"""A contest's page in the form that Kaggle can hold, and what Kaggle's reader would do to its names."""

import re
from collections.abc import Sequence
from dataclasses import replace

from competition.contest import Contest
from competition.errors import ContestError
from competition.messages import _
from competition.solution import USAGE_COLUMN
from submit.columns import cell_names, columns, validate_format
from submit.kaggle_contest.grading import meaning

# Kaggle reads tables with pandas, which takes each of these for an empty cell.
_BLANK = {
    *("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>"),
    *("N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"),
}


def kaggle_form(contest: Contest) -> Contest:
    """The same contest with the kind of file that Kaggle takes: commas, a header, nothing between it and the rows."""
    return replace(contest, submission=replace(contest.submission, header=True, separator=",", fixed_rows=()))


def validate_names(contest: Contest, ids: Sequence[str]) -> None:
    """Make sure that Kaggle's reader keeps all names apart.

    Args:
        contest: In `kaggle_form`.
        ids: Of all test pictures.

    Raises:
        ContestError: A name would be read as an empty cell, or two as the same number.
    """
    validate_format(contest)
    in_cells = [*ids, *(cell_names(contest) if contest.submission.kind != "probabilities" else ())]
    faults = [_("'{name}' is read as an empty cell").format(name=name) for name in in_cells if name.strip() in _BLANK]
    for names in (ids, cell_names(contest)):
        first: dict[str, str] = {}
        for name in names:
            other = first.setdefault(meaning(name), name)
            if other != name:
                faults.append(_("'{name}' and '{other}' are read as the same").format(name=name, other=other))
    if USAGE_COLUMN in columns(contest):
        faults.append(_("'{name}' is the column that Kaggle wants for itself").format(name=USAGE_COLUMN))
    if faults:
        raise ContestError(
            _("Kaggle's reader would mistake names of this contest"),
            list(dict.fromkeys(faults)),
            hint=_("Give these pictures or classes other names: letters among the digits are enough."),
        )


def slug_of(name: str) -> str:
    """The last part of a competition's address: small letters, digits and hyphens, not digits alone.

    Raises:
        ContestError: Nothing of the name is left.

    >>> slug_of("Our Coins_2027")
    'our-coins-2027'
    """
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    if not re.search("[a-z]", slug):
        raise ContestError(
            _("'{name}' cannot stand in an address at Kaggle").format(name=name),
            hint=_("Choose small letters, digits and hyphens: --slug our-coins"),
        )
    return slug
