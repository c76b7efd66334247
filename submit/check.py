"""Everything wrong with a submission file, at once and in plain sentences.

The order of the layers lives here; what each looks for lives in `submit.faults`.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from competition.contest import Contest
from competition.messages import _, n_
from competition.predictions import Predictions
from competition.tables import MAX_BYTES
from submit.columns import validate_format
from submit.faultless import plain_numbers
from submit.faults.columns import Body, body_of
from submit.faults.ids import id_faults, known_ids, meant
from submit.faults.labels import probabilities_of, rankings_of
from submit.faults.numbers import distributions, numbers_of
from submit.faults.text import sheet_in
from submit.problems import Checked, Problem


def check(path: Path, contest: Contest, expected_ids: Sequence[str]) -> Checked:
    """Find everything that is wrong with a submission file before anybody else does.

    Args:
        path: The file.
        contest: Its page says what the file should look like.
        expected_ids: The pictures it must answer, each once.

    Returns:
        The answers where there is no problem; all problems, with the lines of the file; notes on what was
        mended while reading.

    Raises:
        ContestError: The contest's own format cannot be read back without doubt.
    """
    validate_format(contest)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            sentence = _("The file is too large: at most {limit} MB were expected, {size} MB came")
            return Checked(None, [Problem(sentence.format(limit=MAX_BYTES // 2**20, size=size // 2**20))])
        data = path.read_bytes()
    except OSError as error:
        return Checked(None, [Problem(_("The file cannot be read ({reason})").format(reason=error.strerror))])
    return check_bytes(data, path.name, contest, expected_ids)


def check_bytes(data: bytes, name: str, contest: Contest, expected_ids: Sequence[str]) -> Checked:
    """The same for a file's content; see `check`."""
    if contest.submission.kind == "probabilities":
        quick = plain_numbers(data, contest, expected_ids)
        if quick is not None:
            probabilities, problems, notes = distributions(*quick)
            predictions = Predictions(tuple(expected_ids), contest.classes, probabilities)
            return Checked(None if problems else predictions, problems, notes)
    sheet, problems, notes = sheet_in(data, name, contest)
    if sheet is None:
        return Checked(None, problems)
    known = known_ids(expected_ids)
    body, faults = body_of(sheet, contest, known)
    problems += faults + (id_faults(body.lines, body.ids, known) if body.lines else [_no_rows(len(expected_ids))])
    values, faults, mended = _answers(body, contest)
    problems += faults
    notes += mended
    if problems:
        return Checked(None, problems, notes)
    row_of = {meant(cell, known): row for row, cell in enumerate(body.ids)}
    order = [row_of[name] for name in expected_ids]
    return Checked(Predictions(tuple(expected_ids), contest.classes, values[order]), [], notes)


def _no_rows(n_expected: int) -> Problem:
    """Said in the place of a list of every picture there is."""
    sentence = n_("The file holds no rows: {n} was expected", "The file holds no rows: {n} were expected", n_expected)
    return Problem(sentence)


def _answers(body: Body, contest: Contest) -> tuple[np.ndarray, list[Problem], list[Problem]]:
    """What the rows answer, float64 (n_rows, n_classes), of use only without problems; the problems; the notes."""
    if contest.submission.kind == "probabilities":
        values, problems = numbers_of(body, contest.classes)
        # Only where every cell holds a number does the row's sum say something.
        whole = np.isfinite(values).all(axis=1)
        values, faults, notes = distributions(np.array(body.lines)[whole].tolist(), values[whole])
        return values, problems + faults, notes
    rankings, problems = rankings_of(body, contest)
    whole = not problems and all(rankings)
    return (probabilities_of(rankings, contest.n_classes) if whole else np.empty(0)), problems, []
