"""Which classes are mixed up, how each does, and whether answers are as sure as they are right: words and charts."""

from typing import Any

import numpy as np

from competition.messages import _
from submit.report.charts import confusion_chart, sureness_chart
from submit.report.class_rows import class_rows
from submit.report.findings import Findings
from submit.report.honesty import bins, calibration_error
from submit.report.marks import interval, percent
from submit.report.mistakes import confused_order, most_confused

_MOST_CLASSES = 40
# Sureness and truth that lie no farther apart than this are as good as equal.
_AS_SURE = 0.02


def confusion_told(found: Findings) -> dict[str, Any]:
    """The matrix of what is taken for what, and the worst of it in words."""
    answers = found.answers
    counts, names = answers.counts, answers.classes
    kept = np.arange(len(names)) if len(names) <= _MOST_CLASSES else most_confused(counts, _MOST_CLASSES)
    part = counts[np.ix_(kept, kept)]
    order = confused_order(part)
    shown = kept[order]
    chart = confusion_chart(
        part[np.ix_(order, order)],
        [names[number] for number in shown],
        counts.sum(axis=1)[shown].tolist(),
        _("Matrix of which class was taken for which; the table below has the same in numbers."),
    )
    told = []
    if found.confusions:
        first = found.confusions[0]
        told.append(
            _("Most often it takes {true} for {chosen}: {n} of {m} pictures.").format(
                true=names[first.true], chosen=names[first.chosen], n=first.n, m=int(counts[first.true].sum())
            )
        )
    elif not (~answers.is_right).any():
        told.append(_("It mixed nothing up: every answer was right."))
    if len(kept) < len(names):
        told.append(_("Shown are the {n} of {m} classes with the most mistakes.").format(n=len(kept), m=len(names)))
    return {"chart": chart, "told": told}


def classes_told(found: Findings) -> list[dict[str, Any]]:
    """A row for each class, the hardest first."""
    names = found.answers.classes
    return [
        {
            "name": names[row.number],
            "n": f"{row.n:,}",
            "bar": interval(row.recall or 0.0, row.low, row.high, (0.0, 1.0), "cv") if row.n else "",
            "recall": percent(row.recall) if row.recall is not None else "–",
            "precision": percent(row.precision) if row.precision is not None else "–",
            "f1": f"{row.f1:.2f}",
            "taken_for": f"{names[row.taken_for[0]]} ({row.taken_for[1]})" if row.taken_for else "–",
        }
        for row in class_rows(found.answers)
    ]


def sureness_told(found: Findings) -> dict[str, Any]:
    """Whether answers are as sure as they turn out right."""
    several = bins(found.answers)
    sure, right = float(found.answers.sureness.mean()), float(found.answers.is_right.mean())
    told = [
        _("On average it was {sure} sure; it was right in {right} of all cases.").format(
            sure=percent(sure), right=percent(right)
        )
    ]
    if sure - right > _AS_SURE:
        told.append(_("It is surer than it has a right to be; log loss punishes that. `blend` and `best` mend it."))
    elif right - sure > _AS_SURE:
        told.append(_("It could be surer: log loss rewards answers that are as sure as they turn out right."))
    else:
        told.append(_("So it is about as sure as it turns out right."))
    told.append(
        _("Sureness and truth lie {error} apart on average (expected calibration error).").format(
            error=percent(calibration_error(several))
        )
    )
    about = _("How often answers were right, by how sure they were, beside the line where both are equal.")
    return {"chart": sureness_chart(several, about), "told": told}
