"""The two tables Kaggle grades by: the solution with its usage, and a sample that every team can begin with."""

from pathlib import Path

import numpy as np
import pandas as pd

from competition.contest import Contest
from competition.predictions import Predictions
from competition.solution import USAGE_COLUMN, Solution
from submit.columns import cell_names
from submit.submission import write_submission


def solution_table(solution: Solution, contest: Contest) -> pd.DataFrame:
    """The hidden labels in the columns of a submission, as Kaggle wants them, and the usage behind.

    Args:
        solution: The rows keep its order.
        contest: In Kaggle's form.

    Returns:
        Ids; for probabilities 1 in the column of the true class and 0 elsewhere, else its name; ``Usage`` where the
        solution has one.

    >>> answers = Solution(("a", "b"), np.array([1, 0]), ("Public", "Private"))
    >>> print(solution_table(answers, Contest("pets", ("cat", "dog"))).to_csv(index=False).strip())
    id,cat,dog,Usage
    a,0,1,Public
    b,1,0,Private
    """
    form = contest.submission
    columns: dict[str, list[str]] = {form.id_column: list(solution.ids)}
    if form.kind == "probabilities":
        for number, name in enumerate(contest.classes):
            columns[name] = (solution.targets == number).astype(int).astype(str).tolist()
    else:
        names = cell_names(contest)
        columns[form.label_column] = [names[target] for target in solution.targets.tolist()]
    if solution.usage is not None:
        columns[USAGE_COLUMN] = list(solution.usage)
    return pd.DataFrame(columns)


def write_sample(ids: tuple[str, ...], contest: Contest, path: Path) -> None:
    """Write a submission that knows nothing: every class as likely, or everywhere the first."""
    uniform = np.full((len(ids), contest.n_classes), 1 / contest.n_classes)
    write_submission(Predictions(ids, contest.classes, uniform), contest, ids, path)
