"""Two runs held against each other as one HTML file; what a report of one run looks like is told in `page`."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from competition.comparing.class_comparison import class_differences, class_metric
from competition.comparing.comparison import difference
from competition.comparing.run_marks import on_shared_pictures, run_marks
from competition.histories import mean_losses
from competition.messages import _
from competition.metrics import METRICS
from submit.report.axes import ends
from submit.report.charts import Line, history_chart
from submit.report.findings import Findings
from submit.report.learning import loss_range
from submit.report.marks import interval
from submit.report.mistakes import surest
from submit.report.page import Pictures, Shown, rendered
from submit.report.recipe_words import settings_table
from submit.report.sections import score_row
from submit.report.words import metric_words, words

N_ALONE = 12


def alone(first: Findings, second: Findings) -> tuple[list[int], list[int]]:
    """Pictures that only one of two runs gets right: rows of the first one's answers, the surest first.

    Returns:
        Those that only the first gets right, and those that only the second does.
    """
    theirs = {name: bool(right) for name, right in zip(second.answers.ids, second.answers.is_right, strict=True)}
    other = np.array([theirs.get(name, False) for name in first.answers.ids])
    is_shared = np.array([name in theirs for name in first.answers.ids])
    mine = first.answers.is_right
    rows = (np.flatnonzero(is_shared & mine & ~other), np.flatnonzero(is_shared & ~mine & other))
    only_first, only_second = (surest(first.answers, those, N_ALONE, 2) for those in rows)
    return only_first, only_second


def shown_ids(first: Findings, second: Findings) -> list[str]:
    """Every picture that the page would show."""
    return [first.answers.ids[row] for rows in alone(first, second) for row in rows]


def comparison_page(first: Findings, second: Findings, told: Sequence[str], shown: Shown) -> str:
    """The whole page as text.

    Args:
        first: What there is to say of one run.
        second: Of the other, on the same split.
        told: The verdict in sentences, the first of them the answer.
        shown: What there is to show.
    """
    picture = Pictures(shown)
    a, b = first.run.name, second.run.name
    values = {
        "title": _("{a} or {b}?").format(a=a, b=b),
        "about": shown.title,
        "a": a,
        "b": b,
        "lead": told[0],
        "told": told[1:],
        "scores": [_scores(name, first, second) for name in dict.fromkeys([first.metric.name, "accuracy"])],
        "recipes": _recipes(first, second),
        "curves": _curves(first, second),
        "classes": _classes(first, second),
        "alone": [
            {"title": title.format(name=name), "cards": [_card(first, second, row, picture) for row in rows]}
            for title, name, rows in zip(
                (_("Only {name} gets these right"),) * 2, (a, b), alone(first, second), strict=True
            )
            if rows
        ],
        "no_pictures": shown.no_pictures,
        "made_at": shown.made_at,
        "small": picture.is_small,
        "words": words()
        | {
            "verdict": _("How good they are"),
            "different": _("What is different"),
            "same": _("They were made in the same way."),
            "setting": _("setting"),
            "difference": _("difference"),
            "bars": _("Bars are 95 % intervals. Right of the dashed line, {a} is better; left of it, {b}.").format(
                a=a, b=b
            ),
            "where": _("Where they differ"),
            "curves": _("How they learned"),
            "lines": _("Validation loss over the epochs."),
        },
    }
    return rendered("comparison.html", values)


def _scores(name: str, first: Findings, second: Findings) -> dict[str, Any]:
    """Both scores by one metric, and how far they lie apart."""
    metric = METRICS[name]
    both = [one.scores[name] for one in (first, second)]
    axis = ends([end for score in both for end in (score.low, score.high)], 0.15)
    rows = [
        score_row(one.run.name, score, axis, style)
        for one, score, style in zip((first, second), both, ("first", "second"), strict=True)
    ]
    ours, theirs = on_shared_pictures([run_marks(first.run), run_marks(second.run)])
    found = difference(metric, [ours], [theirs])
    reach = 1.15 * max(abs(found.low), abs(found.high), 1e-9)
    signed = f"{{:+.{metric.decimals}f}}".format
    apart = {
        "name": _("difference"),
        "bar": interval(found.value, found.low, found.high, (-reach, reach), "zero"),
        "value": signed(found.value).replace("-", "−"),
        "note": _("95 %: {low} to {high}").format(low=signed(found.low), high=signed(found.high)).replace("-", "−"),
    }
    return {"name": f"{metric_words()[name]} ({metric.direction})", "rows": [*rows, apart]}


def _recipes(first: Findings, second: Findings) -> list[tuple[str, str, str]]:
    """The settings in which two recipes differ; of recipes of two kinds, only those that both have."""
    both = [
        {_("recipe"): one.run.request.recipe.name}
        | dict(settings_table(one.run.request.recipe))
        | {_("folds"): str(one.run.request.n_folds), _("minutes of training"): f"{one.run.scores['minutes']:.1f}"}
        for one in (first, second)
    ]
    is_one_recipe = len({one.run.request.recipe.name for one in (first, second)}) == 1
    names = [
        name for name in dict.fromkeys([*both[0], *both[1]]) if is_one_recipe or all(name in side for side in both)
    ]
    rows = [(name, *(side.get(name, "–") for side in both)) for name in names]
    return [(name, mine, theirs) for name, mine, theirs in rows if mine != theirs]


def _curves(first: Findings, second: Findings) -> Any:
    """The validation loss of both over the epochs; nothing where one of them has no curve."""
    found = [
        Line(style, mean_losses(one.histories, "val_loss"), _losses(one.histories))
        for one, style in zip((first, second), ("validation", "other"), strict=True)
    ]
    if min(len(line.values) for line in found) < 2:
        return ""
    y_range = loss_range(found, len(first.answers.classes))
    return history_chart(found, _("Validation loss of both runs over the epochs"), _("loss"), y_range)


def _losses(histories: Sequence[Sequence[Mapping[str, float]]]) -> list[list[float]]:
    return [[row["val_loss"] for row in rows] for rows in histories if "val_loss" in rows[0]]


def _classes(first: Findings, second: Findings) -> list[dict[str, Any]]:
    """A row for each class, the clearest difference first."""
    metric = first.metric
    judge = class_metric(metric)
    ours, theirs = on_shared_pictures([run_marks(first.run), run_marks(second.run)])
    found = class_differences(metric, ours, theirs)
    reach = 1.05 * max((abs(one.gain) for one in found), default=1.0) or 1.0
    return [
        {
            "name": first.answers.classes[one.number],
            "n": one.n_rows,
            "a": judge.text(one.a),
            "b": judge.text(one.b),
            "bar": interval(one.gain, min(one.gain, 0), max(one.gain, 0), (-reach, reach), "zero"),
            "verdict": _("{name} is better").format(name=(first if one.gain > 0 else second).run.name)
            if one.is_clear
            else _("could be chance"),
            "is_clear": one.is_clear,
        }
        for one in found
    ]


def _card(first: Findings, second: Findings, row: int, picture: Pictures) -> dict[str, str]:
    """A picture that only one of them gets right, and what the other takes it for."""
    name = first.answers.ids[row]
    wrong, place = (second, second.answers.ids.index(name)) if first.answers.is_right[row] else (first, row)
    classes = first.answers.classes
    return {
        "src": picture(name),
        "true": classes[first.answers.y_true[row]],
        "chosen": wrong.answers.classes[wrong.answers.chosen[place]],
    }
