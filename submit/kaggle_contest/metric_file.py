"""The file that grades at Kaggle: ``score(solution, submission, row_id_column_name)``, and nothing it would need the
kit for. What it does with rows: `submit.kaggle_contest.grading`; the score itself: `competition.metrics`.
"""

from functools import partial

from competition.contest import Contest
from competition.metrics import METRICS
from submit.columns import cell_names
from submit.kaggle_contest.grading import Form, judged
from submit.kaggle_contest.sources import copied

# What Kaggle's editor shows above a new metric says what it asks for: the name, the three arguments with their
# annotations, one finite number, and an example that runs.
_HEAD = '''"""The metric of this competition: {metric}, {direction}.

Made by the competition kit from its own functions; the kit's `score` gives the same number. Change it there, not here.
"""

'''
_SCORE = '''

FORM = Form(
    kind={kind!r},
    classes={classes!r},
    cells={cells!r},
    label_column={label_column!r},
    k={k},
)


def score(solution: pd.DataFrame, submission: pd.DataFrame, row_id_column_name: str) -> float:
    """{metric} of a submission: {direction}, {best} is perfect.

    >>> answers = {example}
    >>> score(answers.copy(), answers.copy(), {id_column!r}) == {best}
    True
    """
    y_true, y_prob = judged(solution, submission, row_id_column_name, FORM)
    return float({function}(y_true, y_prob{more}))
'''


def form_of(contest: Contest) -> Form:
    """What a submission to this contest looks like, as plain data."""
    kind, column = contest.submission.kind, contest.submission.label_column
    return Form(kind, contest.classes, cell_names(contest), column, contest.submission.k if kind == "top_k" else 1)


def metric_file(contest: Contest) -> str:
    """The source of the metric, complete.

    Args:
        contest: Its page names the metric, the classes and the format; `kaggle_contest` gave it Kaggle's form.

    Returns:
        Python that needs NumPy and pandas.
    """
    metric, form, id_column = METRICS[contest.metric], form_of(contest), contest.submission.id_column
    is_partial = isinstance(metric.function, partial)
    function = metric.function.func if isinstance(metric.function, partial) else metric.function
    settings = metric.function.keywords if isinstance(metric.function, partial) else {}
    if form.kind == "probabilities":
        example = "pd.DataFrame(np.eye(len(FORM.classes)), columns=list(FORM.classes))"
        example += f".reset_index(names={id_column!r})"
    else:
        example = f"pd.DataFrame({{{id_column!r}: range(len(FORM.cells)), FORM.label_column: FORM.cells}})"
    words = {
        "metric": metric.name,
        "direction": "higher is better" if metric.greater_is_better else "lower is better",
    }
    return (
        _HEAD.format(**words)
        + copied([judged, function])
        + _SCORE.format(
            **words,
            kind=form.kind,
            classes=form.classes,
            cells=form.cells,
            label_column=form.label_column,
            k=form.k,
            best=metric.best,
            example=example,
            id_column=id_column,
            function=function.__name__,
            more="".join(f", {name}={value!r}" for name, value in settings.items()) if is_partial else "",
        )
    )
