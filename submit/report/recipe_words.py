"""A recipe in words, as a team would tell it: what it is, what it was shown, how it learned, how it was judged."""

from collections.abc import Mapping, Sequence
from typing import Any

from competition.messages import _, n_
from competition.runs import BLEND, Recipe, Request

_OPTIMIZERS = {"adam": "Adam", "adamw": "AdamW", "sgd": "SGD"}


def paragraphs(request: Request, summary: str, n_answers: int, epochs: Sequence[float], minutes: float) -> list[str]:
    """The recipe of a run in a few sentences.

    Args:
        request: What was asked for.
        summary: The recipe's own sentence in the catalogue; empty where nobody has one.
        n_answers: How many pictures it answered without having learned from them.
        epochs: How long each fold learned.
        minutes: How long the training took.
    """
    recipe = request.recipe
    told = [_opening(recipe, summary)]
    if recipe.kind == BLEND:
        told += _of_blend(recipe)
    elif recipe.kind == "classical":
        told.append(_("It counts colours and edges in each picture and learns from these counts, with scikit-learn."))
    elif recipe.kind == "features":
        told += _of_features(recipe)
    else:
        told += _of_network(recipe, epochs)
    if recipe.views not in ("", "none"):
        told.append(
            _("When it answers, it looks at several views of each picture ({views}) and takes the mean.").format(
                views=recipe.views
            )
        )
    if request.review:
        told.append(_("Its training followed a list of labels that people had reviewed."))
    told.append(_judged(request, n_answers))
    if minutes >= 0.05 and recipe.kind != BLEND:
        told.append(_("Learning took {minutes:.1f} minutes.").format(minutes=minutes))
    return told


def _opening(recipe: Recipe, summary: str) -> str:
    if summary:
        return _("The recipe is {name}: {summary}.").format(name=recipe.name, summary=summary)
    return _("The recipe is {name}.").format(name=recipe.name)


def _of_blend(recipe: Recipe) -> list[str]:
    parts = {name: weight for name, weight in recipe.parts.items() if weight}
    shares = ", ".join(f"{name} {weight:.0%}" for name, weight in sorted(parts.items(), key=lambda one: -one[1]))
    means = {"arithmetic": _("the arithmetic mean"), "geometric": _("the geometric mean")}
    mean = means.get(str(recipe.settings.get("mean")), _("the weighted mean"))
    told = [
        _("It learns nothing itself: its answer is {mean} of other runs' answers: {shares}.").format(
            mean=mean, shares=shares
        )
    ]
    left = [name for name, weight in recipe.parts.items() if not weight]
    if left:
        told.append(_("Tried and given no weight: {names}.").format(names=", ".join(left)))
    return told


def _of_features(recipe: Recipe) -> list[str]:
    settings = recipe.settings
    told = [
        _(
            "{backbone}, which had learned from ImageNet's million photographs, describes each picture at {size} × "
            "{size} pixels by a row of numbers; it stays as it is."
        ).format(backbone=settings.get("backbone"), size=settings.get("size"))
    ]
    if settings.get("head") == "mlp":
        told.append(_("A small network with hidden layers learned the classes from these rows."))
    else:
        told.append(_("Only a last layer, which weighs these numbers for each class, learned from the contest."))
    return told


def _of_network(recipe: Recipe, epochs: Sequence[float]) -> list[str]:
    settings: Mapping[str, Any] = recipe.settings
    told = []
    if settings.get("backbone") and settings.get("pretrained"):
        told.append(
            _("Before, it had learned from ImageNet's million photographs ({backbone}).").format(
                backbone=settings["backbone"]
            )
        )
    shown = _("Pictures came in at {size} × {size} pixels,").format(size=settings.get("size"))
    changed = (
        _("and were shown as they are.")
        if recipe.policy == "none"
        else _("each time changed at random by the policy {policy}.").format(policy=recipe.policy)
    )
    told.append(f"{shown} {changed}")
    if recipe.stages:
        sizes = " → ".join(f"{stage.size} px" for stage in recipe.stages)
        told.append(
            n_(
                "It learned in {n} stage ({sizes}).",
                "It learned in {n} stages ({sizes}).",
                len(recipe.stages),
                sizes=sizes,
            )
        )
    rate, optimizer = settings.get("learning_rate"), str(settings.get("optimizer", ""))
    length = max(epochs, default=0)
    if length and rate:
        told.append(
            n_(
                "It saw all its pictures once, in batches of {batch}, and learned by {optimizer} at a learning rate "
                "of {rate:g}.",
                "It saw all its pictures {n} times, in batches of {batch}, and learned by {optimizer} at a learning "
                "rate of {rate:g}.",
                round(length),
                batch=settings.get("batch_size"),
                optimizer=_OPTIMIZERS.get(optimizer, optimizer or "AdamW"),
                rate=rate,
            )
        )
    return told


def _judged(request: Request, n_answers: int) -> str:
    if request.recipe.kind == BLEND:
        return _(
            "All figures here are of {n:,} answers to pictures that its parts had not learned from, each fold answered "
            "with weights that the other folds chose."
        ).format(n=n_answers)
    if request.n_folds == 1:
        return _(
            "It was trained once and judged by one hold-out: {n:,} pictures that it had not learned from. All figures "
            "here are of these."
        ).format(n=n_answers)
    return _(
        "It was trained {k} times, each time without one part in {k} of the pictures, which it then had to answer. All "
        "figures here are of these {n:,} answers to pictures that the model had not learned from (cross-validation)."
    ).format(k=request.n_folds, n=n_answers)


def settings_table(recipe: Recipe) -> list[tuple[str, str]]:
    """Every setting and its value, for who wants to do it again."""
    rows = [(name, _value(value)) for name, value in recipe.settings.items() if name != "temperatures" and value != ""]
    return [(_("policy"), recipe.policy), (_("views"), recipe.views), *rows] if recipe.kind != BLEND else rows


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_value(one)}" for name, one in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:g}" if isinstance(value, float) else str(value)
