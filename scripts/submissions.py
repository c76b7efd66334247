"""A submission file on the command line: checked, its notes printed, its problems raised."""

from collections.abc import Sequence
from pathlib import Path

from competition.contest import Contest
from competition.errors import KitError, SubmissionError
from competition.messages import _
from competition.predictions import Predictions
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
