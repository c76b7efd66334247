"""Two models or two recipes held against each other, as people read it: sentences and small tables."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from competition.comparing.class_comparison import ClassDifference, class_metric
from competition.comparing.comparison import CONFIDENCE, Difference, McNemar, more_pictures
from competition.comparing.recipe_comparison import RecipeDifference
from competition.messages import _, n_
from competition.metrics import METRICS
from competition.runs import Request, Run
from scripts.command_line import typed

N_CLASSES_SHOWN = 5


def pictures_text(several: Sequence[Run], answered: Sequence[int], n_rows: int) -> str:
    """What is compared: which runs, on which pictures.

    Args:
        several: The runs.
        answered: How many pictures each has out-of-fold answers for.
        n_rows: How many all of them have.
    """
    text = n_(
        "{names}, {contest}: on {n} picture, answered by models that had not learned from it.",
        "{names}, {contest}: on {n} pictures, answered by models that had not learned from them.",
        n_rows,
        names=_(" and ").join(run.name for run in several),
        contest=several[0].request.contest,
    )
    if max(answered) > n_rows:
        each = ", ".join(
            _("{name} answered {n:,}").format(name=run.name, n=n) for run, n in zip(several, answered, strict=True)
        )
        text += " " + _("Only those that both answered count; {each}.").format(each=each)
    if len({run.request.n_folds for run in several}) > 1:
        text += " " + _("More folds learn from more pictures each: compare runs with equal folds.")
    return text


def verdict(found: Difference, a: str, b: str, n_rows: int) -> str:
    """Which of two models is better, by how much, and whether that could be chance.

    Args:
        found: How much better the first is.
        a: Its name.
        b: The other's.
        n_rows: On how many pictures.

    >>> verdict(Difference("log_loss", -0.021, -0.031, -0.012), "A", "B", 1_000)
    'B is better than A by 0.02100 log_loss, 95 % between 0.01200 and 0.03100.'
    """
    if found.is_clear or not found.value:
        return gain(found, a, b)
    needed = more_pictures(found, n_rows)
    if needed is None:
        doubt = _("That could well be chance: no contest has enough pictures to see a gain this small.")
    else:
        doubt = n_(
            "That could well be chance: it would take about {n} more picture to see a gain this small.",
            "That could well be chance: it would take about {n} more pictures to see a gain this small.",
            needed,
        )
    return f"{gain(found, a, b)} {doubt}"


def gain(found: Difference, a: str, b: str) -> str:
    """Which of two is better, or was on these pictures, and by how much."""
    if not found.value:
        return _("{a} and {b} have the same {metric} on these pictures.").format(a=a, b=b, metric=found.metric)
    first, second, sign = (a, b, 1) if found.value > 0 else (b, a, -1)
    low, high = sorted((sign * found.low, sign * found.high))
    sentence = (
        _("{a} is better than {b} by {gain} {metric}, 95 % between {low} and {high}.")
        if found.is_clear
        else _("{a} did better than {b} here by {gain} {metric}, 95 % between {low} and {high}.")
    )
    text = METRICS[found.metric].text
    return sentence.format(
        a=first, b=second, gain=text(abs(found.value)), metric=found.metric, low=text(low), high=text(high)
    )


def right_alone(found: McNemar, a: str, b: str) -> str:
    """Which pictures only one of two models gets right, and whether that is more than chance."""
    if not found.only_a + found.only_b:
        return _("Accuracy: both are right about the same pictures.")
    chance = (
        _("Chance alone would be as unequal in {p} of all tries, so it is hardly chance (McNemar's test).")
        if found.p < 1 - CONFIDENCE
        else _("Chance alone would be as unequal in {p} of all tries (McNemar's test).")
    )
    counts = _("Accuracy: pictures that only {a} gets right: {n_a:,}; only {b}: {n_b:,}.").format(
        a=a, b=b, n_a=found.only_a, n_b=found.only_b
    )
    return f"{counts} {chance.format(p=_percent(found.p))}"


def _percent(p: float) -> str:
    """A probability as people say it.

    >>> _percent(0.314), _percent(0.0314), _percent(0.000031)
    ('31 %', '3.1 %', 'less than 0.1 %')
    """
    if p < 0.001:
        return _("less than 0.1 %")
    return f"{100 * p:.0f} %" if p >= 0.1 else f"{100 * p:.1f} %"


def print_classes(found: Sequence[ClassDifference], classes: Sequence[str], metric_name: str, a: str, b: str) -> None:
    """Print the classes in which two models differ most clearly, or say that none is clear.

    Args:
        found: As `class_differences` gives them.
        classes: The contest's.
        metric_name: The contest's metric.
        a: The first model's name.
        b: The other's.
    """
    from scripts.boards import console, plain_table

    judge = class_metric(METRICS[metric_name])
    table = plain_table(_("Where they differ most: {metric} by class").format(metric=judge.name))
    table.add_column(_("class"), overflow="fold")
    for name in (_("pictures"), a, b, _("difference")):
        table.add_column(name, justify="right", overflow="fold")
    table.add_column("", overflow="fold")
    for one in found[:N_CLASSES_SHOWN]:
        better = _("{name} is better").format(name=a if one.gain > 0 else b)
        table.add_row(
            classes[one.number],
            str(one.n_rows),
            judge.text(one.a),
            judge.text(one.b),
            judge.text(abs(one.gain)),
            better if one.is_clear else _("could be chance"),
        )
    console().print(table)


def print_seeds(named: Sequence[Run], families: Sequence[Mapping[int, Run]]) -> None:
    """Print recipes: the score of each seed, their mean, and how far they lie apart.

    Args:
        named: A run of each recipe, by whose name it goes.
        families: All runs of each, by their seeds.
    """
    from scripts.boards import console, plain_table

    metric = METRICS[named[0].request.metric]
    table = plain_table()
    table.add_column(_("recipe of"), overflow="fold")
    for title in (_("seeds"), _("CV {metric}").format(metric=metric.name), _("mean"), _("seed to seed")):
        table.add_column(title, justify="right", overflow="fold")
    for run, family in zip(named, families, strict=True):
        scores = _scores(list(family.values()))
        spread = f"± {np.std(scores, ddof=1):.{metric.decimals}f}" if len(scores) > 1 else _("not known")
        mean = metric.text(float(np.mean(scores)))
        table.add_row(run.name, ", ".join(map(str, family)), ", ".join(map(metric.text, scores)), mean, spread)
    console().print(table)


def unknown_seeds(lacking: Sequence[Run]) -> str:
    """What can be said where a recipe was trained but once: nothing."""
    return _(
        "Trained with a single seed: {names}. How far a score moves from seed to seed is not known there, so nothing "
        "can be said of the recipes; without --recipes, `compare` tells of the models."
    ).format(names=", ".join(run.name for run in lacking))


def recipe_verdict(found: RecipeDifference, a: str, b: str, n_rows: int) -> str:
    """Which of two recipes is better, by how much, whatever the pictures and the seeds; or what it would take."""
    if found.difference.is_clear:
        text = gain(found.difference, a, b) + " " + _("That holds for other pictures and other seeds.")
    elif found.lacks_seeds and found.difference.value:
        doubt = _("That could well be chance, most of it the luck of the seeds: train with more of them to know.")
        text = f"{gain(found.difference, a, b)} {doubt}"
    else:
        text = verdict(found.difference, a, b, n_rows)
    return _("Recipe against recipe: {verdict}").format(verdict=text)


def seeds_text(several: Sequence[Run]) -> str:
    """How far one recipe's trainings lie apart by chance, in one sentence."""
    metric = METRICS[several[0].request.metric]
    scores = _scores(several)
    return _(
        "Over {n} seeds the CV {metric} is {mean} on average, from {low} to {high}: chance does at least so much. "
        "What another recipe does differently has to show beyond that: `compare --recipes`."
    ).format(
        n=len(several),
        metric=metric.name,
        mean=metric.text(float(np.mean(scores))),
        low=metric.text(min(scores)),
        high=metric.text(max(scores)),
    )


def _scores(several: Sequence[Run]) -> list[float]:
    """The cross-validated score of each run, in the contest's metric."""
    return [run.scores["cv"][run.request.metric] for run in several]


def more_seeds(run: Run, n_seeds: int) -> str:
    """The command that trains a run's recipe with more seeds than there are, twice as many and three at least."""
    command = re.sub(r" --seeds[ =]\d+", "", str(run.made_with.get("command", "")))
    wanted = ["--seeds", str(max(3, 2 * n_seeds))]
    if " train " in command:
        return " ".join([command, *wanted])
    return typed([*train_words(run.request), *wanted])


def train_words(request: Request) -> list[str]:
    """A training as it would be asked for, whichever command it came from: a sweep, the quickstart."""
    from baselines.catalog import entry

    recipe, usual = request.recipe, entry(request.recipe.name)
    flags: dict[str, Any] = {"recipe": recipe.name, "folds": request.n_folds, "holdout": request.share}
    flags |= {"policy": recipe.policy} if recipe.policy != usual.policy else {}
    flags |= {"views": recipe.views} if recipe.views != "none" else {}
    flags |= {"minutes": request.minutes} if request.minutes is not None else {}
    flags |= {name: value for name, value in recipe.settings.items() if value != usual.settings.get(name)}
    words = ["train", request.where]
    for name, value in flags.items():
        flag = name.replace("_", "-")
        words += [f"--{flag}" if value else f"--no-{flag}"] if isinstance(value, bool) else [f"--{flag}", str(value)]
    return words
