"""Any photograph → what a finished run, or a pretrained network, takes it for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from augment.views import views_of
from baselines.backbones.catalog import backbone
from baselines.backbones.imagenet import class_names
from baselines.fold_model import loaded, source, validate_models
from baselines.inference import PLAIN, probabilities
from baselines.quiet import quiet_stderr
from baselines.written import validate_unchanged
from competition.errors import RunError
from competition.messages import _
from competition.runs import PARTS, Run


@dataclass(frozen=True)
class Labeller:
    """Models that answer together.

    Args:
        size: The side in pixels of the pictures they take.
        classes: What their answers mean, in order.
        models: Each ends in probabilities; their mean counts.
        views: How often each looks at a picture, and in which way.
    """

    size: int
    classes: tuple[str, ...]
    models: Sequence[Any]
    views: tuple[str, ...] = PLAIN

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """What the pictures show.

        Args:
            images: uint8 (n, size, size, 3).

        Returns:
            float64 (n, n_classes), rows summing to 1.
        """
        rows = np.arange(len(images))
        opinions = [probabilities(model, images, rows, len(images), self.views) for model in self.models]
        return np.mean(opinions, axis=0)


def top(probabilities: np.ndarray, classes: Sequence[str], n: int) -> list[tuple[str, float]]:
    """The likeliest classes of one picture, the likeliest first.

    Args:
        probabilities: float (n_classes,).
        classes: Their names.
        n: How many are wanted at most.

    >>> top(np.array([0.2, 0.7, 0.1]), ["cat", "dog", "car"], 2)
    [('dog', 0.7), ('cat', 0.2)]
    """
    likeliest = np.argsort(-probabilities, kind="stable")[:n]
    return [(classes[place], float(probabilities[place])) for place in likeliest]


def of_imagenet(name: str, weights: Path | None = None) -> Labeller:
    """A pretrained network as it is, with the 1000 classes it learned.

    Args:
        name: Of the backbone.
        weights: A file of the user's own.

    Raises:
        RecipeError: There is no such network, or the file is not its.
        InstallError: The weights are not here.
    """
    asked = backbone(name, weights)
    names = class_names()
    _start_quietly()
    return Labeller(asked.input_size, names, [asked.build(asked.input_size, classes=True)])


def of_run(run: Run) -> Labeller:
    """A finished run: the networks of all its folds.

    Args:
        run: Of a network's recipe.

    Raises:
        RunError: It is not finished, keeps no network, or its files are missing, damaged or edited.
    """
    run.scores  # noqa: B018 - an unfinished run says so here
    recipe = run.request.recipe
    if recipe.kind == "classical":
        raise RunError(
            _("The run {name} is of the classical recipe {recipe}, which keeps no model to label pictures with").format(
                name=run.name, recipe=recipe.name
            ),
            hint=_("Name a run of a network; `runs` lists them."),
        )
    trained = source(run)
    validate_models(trained)
    validate_unchanged(trained.request.recipe)
    classes = classes_of(run)
    _start_quietly()
    models = [loaded(trained, fold, len(classes)) for fold in range(trained.request.n_folds)]
    return Labeller(recipe.settings["size"], classes, models, views_of(recipe.views))


def _start_quietly() -> None:
    """Import Keras and have its backend look for devices, at which some chatter."""
    with quiet_stderr():
        from baselines import backend

        backend.devices()


def classes_of(run: Run) -> tuple[str, ...]:
    """The contest's classes as the run's own answers name them: its data may long be gone."""
    parts = [part for part in ("holdout", "test", *PARTS) if (run.folder / f"{part}.csv").exists()]
    return run.predictions(parts[0] if parts else PARTS[0]).classes
