"""Writing the file a contest asks for, and reading it back. What may be wrong with it: `submit.check`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from competition.contest import Contest
from competition.errors import RunError, SubmissionError
from competition.messages import _
from competition.predictions import Predictions
from competition.tables import write_table
from submit.check import check
from submit.columns import cell_names, columns, validate_format

# Eight significant digits, not eight decimals: a tiny probability rounded to 0 costs a fortune in log loss.
FLOAT_FORMAT = "%.8g"


def write_submission(predictions: Predictions, contest: Contest, test_ids: Sequence[str], path: Path) -> None:
    """Write answers in the contest's own format: a probability per class, a label, or the k best names.

    The file is complete or not there at all; an older one of the same name is kept until then.

    Args:
        predictions: Answers for at least the pictures asked for; rows and columns are found by name.
        contest: Its page says what the file looks like.
        test_ids: The pictures, in the order the file lists them.
        path: The file to write.

    Raises:
        RunError: A picture or a class has no answer, or an answer is no number.
        ContestError: The contest's format cannot hold its classes.
    """
    validate_format(contest)
    answers = predictions.aligned(test_ids, contest.classes)
    broken = np.flatnonzero(~np.isfinite(answers.probabilities).all(axis=1))
    if len(broken):
        raise RunError(
            _("The predictions for these pictures are no numbers"),
            [answers.ids[place] for place in broken],
            hint=_("The training diverged: train again with a smaller learning rate."),
        )
    form = contest.submission
    if form.kind == "probabilities":
        frame = pd.DataFrame(answers.probabilities)
    else:
        frame = pd.DataFrame({0: _label_cells(answers.probabilities, contest)})
    frame.insert(0, "", list(answers.ids))
    frame.columns = pd.Index(columns(contest))
    write_table(
        frame,
        path,
        header=form.header,
        separator=form.separator,
        float_format=FLOAT_FORMAT,
        fixed_rows=form.fixed_rows,
    )


def _label_cells(probabilities: np.ndarray, contest: Contest) -> list[str]:
    names = cell_names(contest)
    k = contest.submission.k if contest.submission.kind == "top_k" else 1
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :k]
    return [" ".join(names[number] for number in row) for row in best.tolist()]


def read_submission(path: Path, contest: Contest, expected_ids: Sequence[str]) -> Predictions:
    """Read a submission file that can be scored.

    Labels become a probability of 1; k best names become probabilities that fall with the rank.

    Args:
        path: The file.
        contest: Its page says what the file should look like.
        expected_ids: The pictures it must answer, each once.

    Returns:
        The answers in the order of ``expected_ids`` and ``contest.classes``.

    Raises:
        SubmissionError: The file has problems; all of them at once.
    """
    checked = check(path, contest, expected_ids)
    if checked.predictions is None:
        raise SubmissionError(path.name, [str(problem) for problem in checked.problems])
    return checked.predictions
