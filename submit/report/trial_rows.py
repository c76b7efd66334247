"""What was tried, in which order, and what helped, in words, a chart and rows. How that is found out: `trials`."""

from collections.abc import Callable
from typing import Any

from competition.messages import _
from submit.report.charts import trials_chart
from submit.report.findings import Findings
from submit.report.trials import Trial
from submit.report.words import metric_words

_MOST_TRIALS = 30


def trials_told(found: Findings) -> dict[str, Any]:
    """Every run of the table in the order they were made, and which change helped."""
    several, metric = list(found.trials), found.metric
    helped = [one for one in several if one.helped]
    if len(several) < 2:
        return {"lack": _("This is the only run on these pictures so far; there is nothing to compare it with.")}
    best: list[float] = []
    for one in several:
        best.append(min([one.cv, *best[-1:]], key=metric.key))
    mine = next(place for place, one in enumerate(several) if one.run.folder == found.run.folder)
    label = _("{metric} ({direction})").format(metric=metric_words()[metric.name], direction=metric.direction)
    chart = trials_chart([one.cv for one in several], best, mine, _("Every run's score, and the best so far."), label)
    rows = several[-_MOST_TRIALS:]
    told = [
        _("Runs on these pictures: {n}; clearly better than all before them: {m}.").format(
            n=len(several), m=len(helped)
        )
    ]
    if helped:
        each = ", ".join(f"{one.run.name} (+{one.gain or 0:.3f})" for one in helped)
        told.append(_("What helped: {each}.").format(each=each))
    if len(rows) < len(several):
        told.append(_("The table shows the last {n}.").format(n=len(rows)))
    return {
        "chart": chart,
        "told": told,
        "rows": [_trial(one, one.run.folder == found.run.folder, metric.text, len(several) - len(rows) + place)
                 for place, one in enumerate(rows, 1)],
    }  # fmt: skip


def _trial(one: Trial, is_mine: bool, word: Callable[[float], str], place: int) -> dict[str, Any]:
    if one.before is None:
        effect, style = _("the first"), ""
    elif one.gain is None:
        effect, style = _("cannot be compared"), ""
    elif one.helped is None:
        effect, style = _("could be chance"), ""
    else:
        effect, style = (_("helped"), "good") if one.helped else (_("did not help"), "bad")
    return {
        "place": place,
        "name": one.run.name,
        "is_mine": is_mine,
        "change": _change(one),
        "cv": word(one.cv),
        "gain": f"{one.gain:+.3f} ± {one.reach:.3f}".replace("-", "−") if one.gain is not None else "",
        "effect": effect,
        "style": style,
    }


def _change(one: Trial) -> str:
    """What was done otherwise than in the best run so far."""
    if one.before is None:
        return one.run.request.recipe.name
    if one.before.request.recipe.name != one.run.request.recipe.name:
        return ", ".join(one.changes)
    return f"{one.before.name}: " + (", ".join(one.changes) or _("the same recipe"))
