"""Runs as tables on the terminal."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from baselines.sweeping import Point, best_point, drawn_metric
from competition.comparing.leaders import leaders
from competition.messages import _
from competition.metrics import METRICS
from competition.runs import Run


def summary(run: Run) -> dict[str, Any]:
    """One run as plain data, as ``runs --json`` gives it.

    Returns:
        ``name``, ``contest``, ``recipe``, ``policy``, ``views``, ``metric``, ``n_folds``, ``minutes``, ``split``;
        ``cv`` (the out-of-fold score in the contest's metric), ``spread`` (its standard error over folds),
        ``accuracy``, ``log_loss`` and ``train_minus_validation``, None where unknown; ``parent``, ``models_from``
        and ``state``; `ranked` adds ``could_be_best``.
    """
    request = run.request
    row: dict[str, Any] = {
        "name": run.name,
        "contest": request.contest,
        "recipe": request.recipe.name,
        "policy": request.recipe.policy,
        "views": request.recipe.views,
        "metric": request.metric,
        "n_folds": request.n_folds,
        "split": request.split,
        "parent": request.parent,
        "models_from": request.models_from,
        "folder": str(run.folder),
        "cv": None,
        "spread": None,
        "accuracy": None,
        "log_loss": None,
        "train_minus_validation": None,
        "minutes": None,
    }
    if not run.is_finished:
        done = sum((run.fold_folder(fold) / "fold.json").exists() for fold in range(request.n_folds))
        return row | {"state": _("{done} of {n} folds").format(done=done, n=request.n_folds)}
    scores = run.scores
    row |= {"state": "finished", "minutes": scores["minutes"]}
    if "cv" in scores:
        row |= {
            "cv": scores["cv"][request.metric],
            "spread": scores["spread"][request.metric],
            "accuracy": scores["cv"]["accuracy"],
            "log_loss": scores["cv"]["log_loss"],
            "train_minus_validation": scores["train_minus_validation"]["log_loss"],
        }
    return row


def cv_key(run: Run) -> float:
    """Sorts the better cross-validated score first."""
    return METRICS[run.request.metric].key(run.scores["cv"][run.request.metric])


def ranked(several: Sequence[Run]) -> list[dict[str, Any]]:
    """Summaries, best out-of-fold score first within each contest and split; runs without one at its end.

    ``could_be_best`` tells of each run whether it is the first of its table or cannot be told apart from it on the
    pictures both answered; None where that is not known.
    """

    def order(row: dict[str, Any]) -> tuple[Any, ...]:
        score = METRICS[row["metric"]].key(row["cv"]) if row["cv"] is not None else float("inf")
        return row["contest"], row["split"], score, row["name"]

    rows = sorted((summary(run) for run in several), key=order)
    found = leaders(several)
    return [row | {"could_be_best": found.get(Path(row["folder"]))} for row in rows]


def print_table(several: Sequence[Run]) -> None:
    """Print runs as one table per contest and split; only runs of one table may be compared."""
    rows, starred = ranked(several), False
    for contest, split in dict.fromkeys((row["contest"], row["split"]) for row in rows):
        there = [row for row in rows if (row["contest"], row["split"]) == (contest, split)]
        metric = METRICS[there[0]["metric"]]
        about = _("{contest} (split {split}), {metric}: {better}").format(
            contest=contest, split=split[:6], metric=metric.name, better=metric.direction
        )
        table = plain_table(about)
        for name in (_("run"), _("recipe")):
            table.add_column(name, overflow="fold")
        # Short headings keep the table within 80 columns, the width of a new terminal window.
        for name in (_("CV {metric}").format(metric=metric.name), _second(metric.name), _("gap"), _("folds"), _("min")):
            table.add_column(name, justify="right", no_wrap=True)
        stars = ["*" if place and row["could_be_best"] else "" for place, row in enumerate(there)]
        starred = starred or any(stars)
        for row, star in zip(there, stars, strict=True):
            table.add_row(*_cells(row, star.ljust(any(stars)), several))
        console().print(table)
    if any(row["spread"] is not None for row in rows):
        console().print(_("±: standard error over the folds; it is no way to judge which run is better, `compare` is"))
    if starred:
        console().print(
            _("*: cannot be told apart from the first: too few pictures for so small a difference; see `compare`")
        )
    console().print(
        _(
            "gap: training minus validation log loss; far below 0, pictures were learned by heart (a network's "
            "training loss is taken while it learns, under augmentation and dropout). min: minutes of training"
        )
    )
    if len({row["n_folds"] for row in rows if row["cv"] is not None}) > 1:
        console().print(_("More folds learn from more pictures each: compare runs with equal folds."))


def console() -> Any:
    """Where tables are printed; a pipe or a notebook gets a fixed, wide page."""
    from rich.console import Console

    # Names are shown as they are: "[red]" is no colour, ":dog:" no picture.
    plain: dict[str, Any] = {"highlight": False, "markup": False, "emoji": False}
    made = Console(**plain)
    return made if made.is_terminal else Console(**plain, width=int(os.environ.get("COLUMNS", 120)))


def plain_table(title: str = "") -> Any:
    """An empty table in the house's style: a line under the headings, and no other."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    heading = Text(title, style="bold") if title else None
    return Table(title=heading, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)


def _second(metric: str) -> str:
    """The metric shown beside the contest's own."""
    return "log_loss" if metric == "accuracy" else "accuracy"


def _cells(row: dict[str, Any], star: str, several: Sequence[Run]) -> list[str]:
    """What stands in a run's row; the star stands behind its score."""
    metric = METRICS[row["metric"]]
    name = row["name"]
    if row["state"] != "finished":
        score, second, gap = row["state"], "", ""
    elif row["parent"] is not None:
        named = (row["contest"], row["parent"])
        parent = next((run for run in several if (run.request.contest, run.name) == named and run.is_finished), None)
        theirs = metric.text(parent.scores["cv"][row["metric"]]) if parent else "?"
        score = _("{parent}'s: {score}").format(parent=row["parent"], score=theirs)
        second, gap = "", ""
        name += _(" (on everything)")
    else:
        score = metric.text(row["cv"]) + (
            f" ± {row['spread']:.{metric.decimals}f}" if row["spread"] is not None else ""
        )
        second = METRICS[_second(metric.name)].text(row[_second(metric.name)])
        gap = f"{row['train_minus_validation']:+.3f}"
    minutes = f"{row['minutes']:.1f}" if row["minutes"] is not None else ""
    recipe = row["recipe"] if row["policy"] == "none" else f"{row['recipe']}+{row['policy']}"
    if row["views"] != "none":
        recipe += _(" (views {views})").format(views=row["views"])
    return [name, recipe, score + star, second, gap, str(row["n_folds"]), minutes]


def print_sweep(setting: str, found: Sequence[Point], metric: str) -> None:
    """Print the points of a sweep and name the best."""
    name = drawn_metric(metric)
    best = best_point(found, metric)
    table = plain_table()
    for title in (
        setting,
        _("training {metric}").format(metric=name),
        _("validation {metric}").format(metric=name),
    ):
        table.add_column(title, justify="right")
    table.add_column(_("run"))
    for point in found:
        mark = _(" ← best") if point is best else ""
        numbers = (METRICS[name].text(point.train), METRICS[name].text(point.validation))
        table.add_row(str(point.value), *numbers, point.run + mark)
    console().print(table)
    print(_("Best by validation: {setting} = {value}.").format(setting=setting, value=best.value))
    close = [
        str(point.value)
        for point in found
        if point is not best and abs(point.validation - best.validation) < max(point.spread, best.spread)
    ]
    if close:
        print(
            _("As good, as far as the folds can tell: {values}. The difference is within their spread.").format(
                values=", ".join(close)
            )
        )
