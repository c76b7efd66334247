"""Finished runs that nobody trained: answers as good as one likes, in the files that a training leaves behind."""

from pathlib import Path
from typing import Any

import numpy as np

from competition.fold_files import ANSWERS, save_fold_predictions
from competition.labels import Labels
from competition.metrics import METRICS
from competition.predictions import Predictions
from competition.runs import Recipe, Request, Run, save_run, write_json
from competition.split_files import save_split
from competition.splits import Split, made_split, with_folds

CLASSES = ("circle", "square", "star", "三角")
N = 500


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


def written_split(place: Path, n: int = N, data: str = "data", seed: int = 0) -> Split:
    """A split of ``n`` pictures in four classes, with one fold and with two, kept in ``place``."""
    labels = Labels(tuple(f"{number:05}.png" for number in range(n)), np.arange(n) % len(CLASSES), classes=CLASSES)
    split = made_split(labels, [""] * n, data, 0.2, seed)
    for n_folds in (1, 2):
        split = with_folds(split, labels, [""] * n, n_folds)
    place.mkdir(parents=True, exist_ok=True)
    save_split(split, place)
    return split


def answers(split: Split, ids: tuple[str, ...], skill: float, seed: int, luck: float = 0.0) -> np.ndarray:
    """Probabilities: some pictures are hard for everybody; ``skill`` helps, and ``luck`` differs from seed to seed."""
    y_true = split.labels.targets_of(ids)
    hardness = dict(zip(split.ids, np.random.default_rng(7).normal(size=len(split.ids)), strict=True))
    random = np.random.default_rng([seed, round(1000 * skill)])
    skill += luck * random.normal()
    scores = random.normal(scale=0.5, size=(len(ids), len(CLASSES)))
    scores[np.arange(len(ids)), y_true] += skill - np.array([hardness[name] for name in ids])
    return softmax(scores)


def written_run(
    place: Path,
    name: str,
    split: Split,
    skill: float,
    *,
    seed: int = 0,
    n_folds: int = 2,
    luck: float = 0.0,
    metric: str = "log_loss",
    parent: str | None = None,
    **settings: Any,
) -> Run:
    """A finished run in the folder ``place`` of its contest; one with a ``parent`` has learned from everything."""
    recipe = Recipe("cnn", "network", "m:build", {"epochs": 5, "seed": seed, **settings})
    request = Request(
        place.name, metric, place.name, recipe, n_folds, split.fingerprint, split.share, split.seed, parent=parent
    )
    run = Run(place / name, request, {"command": f"python3 scripts/kit.py train {place.name} --recipe cnn"})
    save_run(run)
    if parent is not None:
        write_json(run.folder / "scores.json", {"minutes": 1.0, "epochs": [5]})
        return run
    asked = [split.validation_ids(n_folds, fold) for fold in range(n_folds)]
    ids = tuple(one for fold in asked for one in fold)
    table = Predictions(ids, CLASSES, answers(split, ids, skill, seed, luck))
    for fold, theirs in enumerate(asked):
        save_fold_predictions(run.fold_folder(fold) / ANSWERS, {"validation": table.aligned(theirs, CLASSES)})
    table.save(run.folder / "out_of_fold.csv")
    y_true = split.labels.targets_of(ids)
    cv = {one: METRICS[one](y_true, table.probabilities) for one in METRICS}
    scores = {"cv": cv, "spread": dict.fromkeys(cv, 0.01), "train_minus_validation": dict.fromkeys(cv, 0.0)}
    write_json(run.folder / "scores.json", {**scores, "minutes": 1.0, "epochs": [5] * n_folds})
    return run
