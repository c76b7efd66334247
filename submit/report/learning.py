"""How a run learned: loss and score over the epochs, fold by fold, and what they say."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from competition.histories import mean_losses, turning_point
from competition.messages import _
from competition.runs import BLEND
from submit.report.charts import Line, history_chart
from submit.report.findings import Findings
from submit.report.marks import percent


def learning_told(found: Findings) -> dict[str, Any]:
    """Loss and score over the epochs, fold by fold, and what they say."""
    histories = found.histories
    if found.run.request.recipe.kind == BLEND:
        return {"lack": _("A blend learns nothing itself, so it has no curves; its parts have.")}
    if not histories:
        return {"lack": _("The history of its training is not here: it stayed on the computer that trained it.")}
    if max(map(len, histories)) < 2:
        return {"lack": _in_one_go(histories)}
    charts, turned = [], turning_point(histories)
    for name, y_label in (("loss", _("loss")), ("accuracy", _("accuracy"))):
        lines = [
            Line(style, means, [[row[column] for row in rows] for rows in histories] if len(histories) > 1 else ())
            for style, column in (("training", name), ("validation", f"val_{name}"))
            if (means := mean_losses(histories, column))
        ]
        if not lines:
            continue
        about = _("{label} over {n} epochs, training and validation").format(label=y_label, n=len(lines[0].values))
        y_range = loss_range(lines, len(found.answers.classes)) if name == "loss" else (0.0, 1.0)
        charts.append(history_chart(lines, about, y_label, y_range, turned if name == "loss" else None))
    return {"charts": charts, "told": _curves_told(found, turned), "has_folds": len(histories) > 1}


def loss_range(lines: Sequence[Line], n_classes: int) -> tuple[float, float]:
    """The ends of the axis for a loss; one that begins far above guessing is cut off, or nothing else would be seen."""
    highest = max(max(line.values) for line in lines)
    return 0.0, min(1.05 * highest, 1.4 * float(np.log(n_classes)))


def _in_one_go(histories: Sequence[Sequence[dict[str, float]]]) -> str:
    row = {name: mean_losses(histories, name) for name in ("accuracy", "val_accuracy")}
    if not all(row.values()):
        return _("It learned in one go, so there are no curves.")
    return _(
        "It learned in one go, so there are no curves. It names {train} of the pictures it learned from rightly, and "
        "{validation} of others: the gap is what it knows by heart."
    ).format(train=percent(row["accuracy"][0]), validation=percent(row["val_accuracy"][0]))


def _curves_told(found: Findings, turned: int | None) -> list[str]:
    """What the curves say."""
    validation = mean_losses(found.histories, "val_loss")
    told = []
    if turned is not None:
        told.append(
            _(
                "The validation loss was lowest after epoch {epoch} ({loss:.3f}) and rose from there: what came after "
                "was learned by heart."
            ).format(epoch=turned, loss=validation[turned - 1])
        )
    elif validation and validation[-1] == min(validation):
        told.append(_("The validation loss was still falling at the end: more epochs may help."))
    elif validation:
        told.append(_("The validation loss had come to rest at the end: more epochs alone will hardly help."))
    known, asked = (mean_losses(found.histories, name) for name in ("accuracy", "val_accuracy"))
    if known and asked:
        told.append(
            _(
                "In the last epoch it named {train} of the pictures it learned from rightly, and {validation} of "
                "others: the gap is what it knows by heart."
            ).format(train=percent(known[-1]), validation=percent(asked[-1]))
        )
    return told
