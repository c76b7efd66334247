"""How Kaggle shall grade a submission: what is refused, and what is scored.

`submit.kaggle_contest.metric_file` copies these functions, word for word, into a file that runs at Kaggle without the
kit. So they use NumPy and pandas alone, and each other.

A refusal names no row and no number of rows: Kaggle grades the public and the private rows apart, and "the label in
row 7 is unknown" would tell on which side row 7 is.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competition.messages import _
from competition.names import plain
from submit.faults.labels import probabilities_of
from submit.faults.numbers import shares


class ParticipantVisibleError(Exception):
    """Kaggle shows participants the words of this error, and of no other."""


@dataclass(frozen=True)
class Form:
    """What a submission to this competition looks like.

    Args:
        kind: ``probabilities``, ``label_id``, ``label_name`` or ``top_k``.
        classes: The classes; for probabilities, the columns.
        cells: How each class is written in a cell.
        label_column: The column of labels, for every kind but probabilities.
        k: How many names a row may hold, for top_k.
    """

    kind: str
    classes: tuple[str, ...]
    cells: tuple[str, ...]
    label_column: str
    k: int


def meaning(cell: object) -> str:
    """What a cell means, however pandas read it: "007", 7 and 7.0 are the same, and so are "true" and True.

    >>> meaning("007") == meaning(7.0), meaning(" cat"), meaning(True)
    (True, 'cat', 'true')
    """
    text = plain(str(cell))
    if text.casefold() in ("true", "false"):
        return text.casefold()
    try:
        return repr(float(text))
    except ValueError:
        return text


def answered_rows(solution_ids: pd.Series, submission_ids: pd.Series) -> np.ndarray:
    """Which row of the submission answers each row of the solution, int (n,).

    Raises:
        ParticipantVisibleError: Not every picture is answered, one is twice, or one is none of these.
    """
    wanted = [meaning(cell) for cell in solution_ids]
    place_of = {name: place for place, name in enumerate(map(meaning, submission_ids))}
    if len(place_of) < len(submission_ids):
        raise ParticipantVisibleError(_("Some pictures have more than one row: each id must stand there once."))
    if not set(wanted) <= place_of.keys():
        raise ParticipantVisibleError(_("Some pictures have no row: every id of sample_submission.csv needs one."))
    if len(place_of) > len(set(wanted)):
        raise ParticipantVisibleError(
            _("Some rows are for no picture of this competition: take the ids of sample_submission.csv.")
        )
    return np.array([place_of[name] for name in wanted], dtype=np.int64)


def validate_columns(submission: pd.DataFrame, expected: list[str]) -> None:
    """Make sure that all columns are there and no others; their order does not matter.

    Raises:
        ParticipantVisibleError: They are not.
    """
    missing = [name for name in expected if name not in submission.columns]
    if missing:
        raise ParticipantVisibleError(_("Columns are missing: {names}").format(names=", ".join(missing[:10])))
    strangers = [str(name) for name in submission.columns if name not in expected]
    if strangers:
        raise ParticipantVisibleError(
            _("Columns are there that this competition does not have: {names}").format(names=", ".join(strangers[:10]))
        )


def given_probabilities(submission: pd.DataFrame, form: Form) -> np.ndarray:
    """The probabilities in a submission, each row divided by its sum, float64 (n, n_classes).

    Raises:
        ParticipantVisibleError: A cell holds no number, a negative or an infinite one, or a row only zeros.
    """
    table = submission[list(form.classes)]
    for name in form.classes:
        if table[name].dtype.kind not in "iuf":
            raise ParticipantVisibleError(_("Column '{name}': some cells hold no number.").format(name=name))
    values = table.to_numpy(dtype=np.float64)
    if np.isnan(values).any():
        raise ParticipantVisibleError(_("Some cells are blank or NaN (not a number)."))
    if np.isinf(values).any():
        raise ParticipantVisibleError(_("Some cells are infinite."))
    if (values < 0).any():
        raise ParticipantVisibleError(_("Some probabilities are negative."))
    if (values == 0).all(axis=1).any():
        raise ParticipantVisibleError(_("Some rows have no probability above 0."))
    probabilities, _sums = shares(values)
    return probabilities


def given_rankings(labels: pd.Series, form: Form) -> list[list[int]]:
    """The class numbers named in each row, the best first.

    Raises:
        ParticipantVisibleError: A cell is blank, names no class, one class twice, or more than are asked for.
    """
    if labels.isna().any():
        raise ParticipantVisibleError(_("Some rows have no label."))
    numbers = {meaning(cell): number for number, cell in enumerate(form.cells)}
    rankings = []
    for cell in labels:
        names = [meaning(name) for name in (str(cell).split() if form.kind == "top_k" else [cell])]
        if not names or not set(names) <= numbers.keys():
            raise ParticipantVisibleError(
                _("Some labels are no class of this competition; classes are {names}").format(
                    names=", ".join(form.cells[:10])
                )
            )
        if len(names) > form.k:
            raise ParticipantVisibleError(
                _("Some rows have more names than the {k} that are asked for.").format(k=form.k)
            )
        if len(set(names)) < len(names):
            raise ParticipantVisibleError(_("Some rows name a class more than once."))
        rankings.append([numbers[name] for name in names])
    return rankings


def judged(
    solution: pd.DataFrame, submission: pd.DataFrame, row_id_column_name: str, form: Form
) -> tuple[np.ndarray, np.ndarray]:
    """What a metric takes: the true classes and the probabilities given, in the order of the solution.

    Args:
        solution: The hidden labels, in the columns of a submission: 1 in the column of the true class, or its name.
        submission: The answers, in any order.
        row_id_column_name: The column of ids.
        form: What a submission looks like.

    Returns:
        int64 (n,) and float64 (n, n_classes).

    Raises:
        ParticipantVisibleError: The submission cannot be scored.
    """
    answers = list(form.classes) if form.kind == "probabilities" else [form.label_column]
    validate_columns(submission, [row_id_column_name, *answers])
    rows = answered_rows(solution[row_id_column_name], submission[row_id_column_name])
    if form.kind == "probabilities":
        return solution[answers].to_numpy().argmax(axis=1), given_probabilities(submission, form)[rows]
    true = given_rankings(solution[form.label_column], form)
    given = probabilities_of(given_rankings(submission[form.label_column], form), len(form.classes))
    return np.array([ranking[0] for ranking in true], dtype=np.int64), given[rows]
