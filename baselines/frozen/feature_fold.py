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
from baselines.frozen.features import Extractor, features, single
from baselines.frozen.frozen_head import learned, probabilities
from baselines.inference import asked
from baselines.outcome import HEAD, Outcome
from baselines.parts import Part
from competition import atomic
from competition.errors import RunError
from competition.messages import _
from competition.metrics import accuracy, log_loss
from competition.runs import Recipe, Run

# Pictures whose features are read at a time: so few that the memory for them is used again, not asked for anew.
_PIECE = 1024
# Of the training pictures, how many are asked how well they are known.
_ASKED = 4096
# Parts that stand for a store of pictures each; the first one's holds the other parts, too.
_STORES = ("train", "test")


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
    extractor = Extractor(recipe.settings)

    # Mapped once: a file mapped for every part and fold counts as memory as often.
    looked = {
        name: [features(extractor, part.images, view, should_stop) for view in views_of(recipe.views)]
        for name, part in parts_of_fold(folds[0]).items()
        if name in _STORES
    }

    def views(name: str) -> list[np.ndarray]:
        return looked[name if name in looked else _STORES[0]]

    def trained(fold: int) -> tuple[dict[str, np.ndarray], dict[str, float]]:
        parts = parts_of_fold(fold)
        weights = _trained_head(recipe, fold, parts["train"], views("train"), n_classes)
        _save_head(run.fold_folder(fold) / HEAD, weights, extractor)

        def answered(name: str, rows: np.ndarray) -> np.ndarray:
            opinions = [probabilities(view, rows, weights, recipe.settings) for view in views(name)]
            mean: np.ndarray = np.mean(opinions, axis=0)
            return mean

        answers = {name: answered(name, part.rows) for name, part in asked(parts).items()}
        return answers, _history(parts, answers, answered("train", parts["train"].rows[:_ASKED]))

    # Hidden layers learn in Keras, whose random numbers are the whole process's.
    at_once = 1 if recipe.settings["head"] == "mlp" else min(2, os.cpu_count() or 1)
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(at_once) as executor:
        for fold, (answers, row) in zip(folds, executor.map(trained, folds), strict=True):
            now = time.monotonic()
            yield fold, Outcome(answers, [row], now - before)
            before = now


def _trained_head(
    recipe: Recipe, fold: int, part: Part, views: Sequence[np.ndarray], n_classes: int
) -> tuple[np.ndarray, ...]:
    """A head that learned from the mean of each picture's views: as good as learning from each, in half the time."""
    assert part.targets is not None
    known = np.empty((len(part), views[0].shape[1]), np.float32)
    for start in range(0, len(part), _PIECE):
        rows = part.rows[start : start + _PIECE]
        known[start : start + _PIECE] = sum(single(view[rows]) for view in views) / np.float32(len(views))
    return learned(known, part.targets, n_classes, recipe.settings, recipe.settings["seed"] * 1000 + fold)


def _history(parts: Mapping[str, Part], answers: Mapping[str, np.ndarray], known: np.ndarray) -> dict[str, float]:
    """The one row of a fold's history; how well the training part is known is told by its first pictures."""
    row: dict[str, float] = {"epoch": 1}
    for name, before, table in (("train", "", known), ("validation", "val_", answers.get("validation"))):
        if table is not None:
            targets = parts[name].targets
            assert targets is not None
            row[f"{before}loss"] = log_loss(targets[: len(table)], table)
            row[f"{before}accuracy"] = accuracy(targets[: len(table)], table)
    return row


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
    from baselines.frozen.extractor import with_head

    return with_head(extractor.model, weights, run.request.recipe.settings)
