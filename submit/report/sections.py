"""The top of a report, its recipe and its scores: sentences, figures as text, bars."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from competition.messages import _, n_
from competition.metrics import METRICS
from submit.report.axes import ends
from submit.report.findings import Findings
from submit.report.marks import interval
from submit.report.recipe_words import paragraphs, settings_table
from submit.report.words import metric_words
from submit.score import Score


def head_told(found: Findings, title: str) -> dict[str, Any]:
    """The top of the page: which contest, which run, and how good it is in one sentence."""
    answers, accuracy = found.answers, found.scores["accuracy"].value
    commonest = float(np.bincount(answers.y_true).max() / len(answers))
    about = " · ".join(
        [
            title,
            n_("{n} class", "{n} classes", len(answers.classes)),
            n_("{n} labelled picture", "{n} labelled pictures", len(found.split.ids)),
        ]
    )
    lead = _("Of 100 pictures that it had never seen, it names {n} rightly. Always guessing the commonest class: {m}.")
    tiles = [
        {"name": metric_words()[name], "value": METRICS[name].text(score.value), "note": _ends(score)}
        for name, score in list(found.scores.items())[:3]
    ]
    tiles[0]["name"] = f"{tiles[0]['name']}, {_judged_by(found)}"
    if found.holdout is not None:
        value = found.metric.text(found.holdout.value)
        name = _("{metric}, held-out part").format(metric=metric_words()[found.metric.name])
        tiles.insert(1, {"name": name, "value": value, "note": _ends(found.holdout)})
        tiles = tiles[:4]
    return {
        "about": about,
        "run": found.run.name,
        "lead": lead.format(n=round(100 * accuracy), m=round(100 * commonest)),
        "tiles": tiles,
        "contest": _contest(found),
    }


def _ends(score: Score) -> str:
    word = METRICS[score.metric].text
    return _("95 %: {low} to {high}").format(low=word(score.low), high=word(score.high))


def _judged_by(found: Findings) -> str:
    """How the score that counts came about, in a word."""
    return _("one hold-out") if found.run.request.n_folds == 1 else _("cross-validated")


def _contest(found: Findings) -> str:
    """What is asked for, in one sentence."""
    return _(
        "Each picture belongs to one of {k} classes; a model says how likely each class is. It is judged by {metric} "
        "({direction})."
    ).format(k=len(found.answers.classes), metric=metric_words()[found.metric.name], direction=found.metric.direction)


def recipe_told(found: Findings, summary: str, command: str) -> dict[str, Any]:
    """How the model is made."""
    run = found.run
    scores = run.scores
    return {
        "told": paragraphs(run.request, summary, len(found.answers), scores["epochs"], scores["minutes"]),
        "settings": settings_table(run.request.recipe),
        "command": command,
    }


def scores_told(found: Findings) -> dict[str, Any]:
    """Cross-validated and held-out scores with their intervals, beside guessing."""
    name, metric, scores = found.metric.name, found.metric, found.run.scores
    mine = found.scores[name]
    folds = scores.get("folds", {}).get(name, [])
    k = len(found.answers.classes)
    values = [mine.low, mine.high, *folds]
    if found.holdout is not None:
        values += [found.holdout.low, found.holdout.high]
    guess = {"log_loss": float(np.log(k)), "accuracy": 1 / k, "top_3": min(1.0, 3 / k), "top_5": min(1.0, 5 / k)}.get(
        name
    )
    axis = ends([*values, metric.best] if guess is None else [*values, guess], 0.06)
    rows = [score_row(_judged_by(found), mine, axis, "cv", folds if len(folds) > 1 else ())]
    if found.holdout is not None:
        rows.append(score_row(_("held-out part"), found.holdout, axis, "holdout"))
    if guess is not None:
        flat = Score(name, guess, guess, guess, 0)
        rows.append(score_row(_("guessing"), flat, axis, "guess") | {"note": _("every class as likely")})
    told = [_("The bar is the 95 % interval: where the score would lie on other pictures of the same kind.")]
    if len(folds) > 1:
        told.append(_("Dots are single folds: so far luck alone moves a score on a part of the pictures."))
    return {"rows": rows, "told": told, "holdout": _holdout_told(found), "metric": metric_words()[name]}


def score_row(
    name: str, score: Score, axis: tuple[float, float], style: str, dots: Sequence[float] = ()
) -> dict[str, Any]:
    """One score with its interval, as a row of the page."""
    return {
        "name": name,
        "bar": interval(score.value, score.low, score.high, axis, style, dots),
        "value": METRICS[score.metric].text(score.value),
        "note": _ends(score),
    }


def _holdout_told(found: Findings) -> str:
    """What is to be known about the held-out part."""
    if found.holdout is not None:
        return n_(
            "The held-out part, which no training saw, was looked at {n} time so far in this contest; each look that "
            "leads to a choice uses up some of its honesty.",
            "The held-out part, which no training saw, was looked at {n} times so far in this contest; each look that "
            "leads to a choice uses up some of its honesty.",
            found.n_looks,
        )
    return _(
        "On the held-out part, {n:,} pictures that no training saw, this run was not judged yet, and a report is no "
        "reason to look there."
    ).format(n=len(found.split.holdout_ids))
