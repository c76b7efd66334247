"""A submission file, and the journal of those sent, on the command line: notes printed, problems raised."""

import sys
from collections.abc import Sequence
from pathlib import Path

from competition.contest import Contest
from competition.errors import KitError, SubmissionError, listed
from competition.messages import _
from competition.predictions import Predictions
from submit import journal
from submit.check import check


def checked_predictions(path: Path, contest: Contest, expected_ids: Sequence[str]) -> Predictions:
    """The file's answers, after its notes were printed.

    Raises:
        SubmissionError: With all problems of the file.
        KitError: There is no such file.
    """
    if not path.is_file():
        raise KitError(_("There is no file {path}").format(path=path))
    checked = check(path, contest, expected_ids)
    for note in checked.notes:
        print(_("Note: {note}").format(note=note))
    if checked.predictions is None:
        raise SubmissionError(path.name, [str(problem) for problem in checked.problems])
    return checked.predictions


def print_damage(folder: Path) -> None:
    """Name the lines of the contest's journal that cannot be read; they stay in it, and the others count."""
    damaged = journal.damaged_lines(folder)
    if damaged:
        sentence = _("Left out: these lines of {file} cannot be read: {lines}")
        lines = listed([str(number) for number in damaged])
        print("! " + sentence.format(file=folder / journal.JOURNAL, lines=lines), file=sys.stderr)
