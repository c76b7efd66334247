"""One setting turned over several values: the recipes to train, and what came out as points of a curve."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from baselines.catalog import entry, with_settings
from baselines.finetuning.staging import planned
from baselines.settings import SETTINGS
from competition import runs
from competition.errors import RecipeError
from competition.messages import _
from competition.metrics import METRICS
from competition.runs import Recipe, Run

if TYPE_CHECKING:
    from PIL import Image

# From this ratio of the largest value to the smallest on, people mostly doubled or took ten times as much.
_WIDE = 10


@dataclass(frozen=True)
class Point:
    """What one value of the setting came to, in the metric drawn.

    Args:
        value: Of the setting.
        train: The score on the pictures learned from, the mean over folds.
        validation: The out-of-fold score.
        spread: Its standard error over folds; 0 for a single one.
        run: The run's name.
    """

    value: Any
    train: float
    validation: float
    spread: float
    run: str


def swept_settings(recipe: Recipe, over: str) -> tuple[str, list[Recipe]]:
    """A recipe for each value of ``name=value,value,…``.

    Raises:
        RecipeError: It is not of this form, the recipe has no such setting, or a value is not allowed;
            all bad values at once.
    """
    name, equals, values = over.partition("=")
    name = name.strip().replace("-", "_")
    if not equals or not values.strip():
        raise RecipeError(
            _("A setting and its values were expected, such as learning_rate=0.1,0.01; '{over}' came").format(over=over)
        )
    chosen = entry(recipe.name)
    if name not in chosen.settings:
        with_settings(chosen, {name: None})  # says which settings there are
    parsed, wrong = [], []
    for text in values.split(","):
        try:
            parsed.append(SETTINGS[name].parsed(text))
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise RecipeError(_("These values of {name} cannot be").format(name=name), wrong)
    unique = list(dict.fromkeys(parsed))
    pattern = entry(recipe.name).stages
    turned = [{**recipe.settings, name: value} for value in unique]
    return name, [replace(recipe, settings=one, stages=planned(pattern, one)) for one in turned]


def drawn_metric(metric: str) -> str:
    """The metric a sweep draws: the contest's where training knows it too, else log loss."""
    return metric if metric in ("log_loss", "accuracy") else "log_loss"


def points(setting: str, done: Sequence[Run]) -> list[Point]:
    """What the runs came to, in the order of the values."""
    found = []
    for run in done:
        metric = drawn_metric(run.request.metric)
        folds = [runs.read_json(run.fold_folder(fold) / "fold.json") for fold in range(run.request.n_folds)]
        train = float(np.mean([fold["train"][metric] for fold in folds]))
        scores = run.scores
        found.append(
            Point(
                run.request.recipe.settings[setting],
                train,
                scores["cv"][metric],
                scores["spread"][metric] or 0.0,
                run.name,
            )
        )
    return found


def best_point(found: Sequence[Point], metric: str) -> Point:
    """The point with the best validation score, the first of equals."""
    return min(found, key=lambda point: METRICS[drawn_metric(metric)].key(point.validation))


def drawn(setting: str, found: Sequence[Point], metric: str, recipe: str) -> "Image.Image":
    """Training and validation score over the values: where the two part, learning by heart begins."""
    from competition.drawing import curves

    best = best_point(found, metric)
    values = [point.value for point in found]
    numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)
    wide = numbers and min(values) > 0 and max(values) / min(values) >= _WIDE
    return curves(
        {
            _("training"): (values, [point.train for point in found], "--o"),
            _("validation"): (values, [point.validation for point in found], "-o"),
        },
        _("{recipe}: {setting}").format(recipe=recipe, setting=setting),
        setting,
        drawn_metric(metric),
        log_x=wide,
        marked=(best.value, best.validation, _("best: {value}").format(value=best.value)),
    )
