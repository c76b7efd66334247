"""The folds of a recipe on frozen features, from data to outcomes, and the heads they leave behind."""

import os
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from augment.views import views_of
from baselines.features import Extractor, features
from baselines.fold_model import HEAD
from baselines.frozen_head import learned, probabilities
from baselines.outcome import Outcome
from baselines.parts import Part
from competition import atomic
from competition.errors import RunError
from competition.messages import _
from competition.metrics import accuracy, log_loss
from competition.runs import Recipe, Run


def trained_folds(
    run: Run,
    folds: Sequence[int],
    parts_of_fold: Callable[[int], Mapping[str, Part]],
    n_classes: int,
    should_stop: Callable[[], bool],
) -> Iterator[tuple[int, Outcome]]:
    """Train the heads of some folds; each is written as ``head.npz``.

    They share the features, and the cores: one thread each is faster than two for one, who wait for each other, and
    gives the same bits on any machine of a kind.

    Args:
        run: What to train.
        folds: Counted from 0.
        parts_of_fold: As `baselines.parts.parts_of` gives them.
        n_classes: How many answers there are.
        should_stop: Asked while features are computed.

    Yields:
        A fold and its outcome, in order.

    Raises:
        Interrupted: ``should_stop`` said so; the features so far are kept.
    """
    before = time.monotonic()
    recipe = run.request.recipe
    views = views_of(recipe.views)
    extractor = Extractor(recipe.settings)
    for part in parts_of_fold(folds[0]).values():
        for view in views:
            features(extractor, part.images, view, should_stop)
    computed_s = time.monotonic() - before

    def trained(fold: int) -> Outcome:
        parts = parts_of_fold(fold)
        rows = {
            name: [features(extractor, part.images, view)[part.rows] for view in views] for name, part in parts.items()
        }
        return _trained_fold(recipe, fold, parts, rows, n_classes, run.fold_folder(fold) / HEAD, extractor)

    # Hidden layers learn in Keras, whose random numbers are the whole process's.
    at_once = 1 if recipe.settings["head"] == "mlp" else min(2, os.cpu_count() or 1)
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(at_once) as executor:
        for fold, outcome in zip(folds, executor.map(trained, folds), strict=True):
            yield fold, Outcome(outcome.answers, outcome.history, outcome.seconds + computed_s / len(folds))


def _trained_fold(
    recipe: Recipe,
    fold: int,
    parts: Mapping[str, Part],
    rows: Mapping[str, Sequence[np.ndarray]],
    n_classes: int,
    path: Path,
    extractor: Extractor,
) -> Outcome:
    """One fold: its head learns from the mean of a picture's views, as good as learning from each, in half the time."""
    before = time.monotonic()
    settings = recipe.settings
    targets = parts["train"].targets
    assert targets is not None
    known = np.asarray(np.mean(rows["train"], axis=0, dtype=np.float32))
    weights = learned(known, targets, n_classes, settings, settings["seed"] * 1000 + fold)
    _save_head(path, weights, extractor)
    answers = {
        name: np.mean([probabilities(view, weights, settings) for view in rows[name]], axis=0)
        for name in parts
        if name != "train"
    }
    table = probabilities(known, weights, settings)
    row = {"epoch": 1, "loss": log_loss(targets, table), "accuracy": accuracy(targets, table)}
    if "validation" in parts:
        y_true = parts["validation"].targets
        assert y_true is not None
        row["val_loss"] = log_loss(y_true, answers["validation"])
        row["val_accuracy"] = accuracy(y_true, answers["validation"])
    return Outcome(answers, [row], time.monotonic() - before)


def _save_head(path: Path, weights: Sequence[np.ndarray], extractor: Extractor) -> None:
    """Write a head, whole or not at all; the backbone stays where it is, only its fingerprint is noted."""
    arrays = {f"layer_{number}": one for number, one in enumerate(weights)}
    with atomic.replacing(path) as fresh:
        np.savez(fresh, extractor=np.array(extractor.fingerprint), **arrays)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _shared(settings: tuple[tuple[str, Any], ...]) -> Extractor:
    """One extractor for all folds of a run, so that its network is built once."""
    return Extractor(dict(settings))


def loaded(run: Run, fold: int) -> Any:
    """A fold's whole network, from pictures to probabilities.

    Args:
        run: Trained by `trained_folds`.
        fold: Counted from 0.

    Returns:
        A ``keras.Model``, compiled.

    Raises:
        RunError: The file is damaged, or the backbone's weights are others now.
        InstallError: The backbone's weights are not here.
    """
    path = run.fold_folder(fold) / HEAD
    extractor = _shared(tuple(run.request.recipe.settings.items()))
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            weights = [arrays[f"layer_{number}"] for number in range(len(arrays.files) - 1)]
            fingerprint = str(arrays["extractor"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise RunError(_("{path} cannot be read ({error})").format(path=path, error=error)) from error
    if fingerprint != extractor.fingerprint:
        raise RunError(
            _("The head in {path} learned from the features of other weights than those that are here").format(
                path=path
            ),
            hint=_("Put the file of weights back, or train it again under another --name."),
        )
    from baselines.extractor import with_head

    return with_head(extractor.model, weights, run.request.recipe.settings)
