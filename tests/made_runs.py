"""Runs made by hand, for tests of what is done with runs: a split of 40 pictures, and answers that nobody trained."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from competition import runs
from competition.fold_files import save_fold_predictions, write_history
from competition.labels import Labels
from competition.metrics import METRICS, spread
from competition.predictions import Predictions
from competition.runs import Recipe, Request, Run
from competition.split_files import save_split
from competition.splits import Split, made_split, with_folds

CLASSES = ("猫", "犬", "fox")
CONTEST = "動物 animals"
IDS = tuple(f"写真{n:02}.png" for n in range(40))
N_FOLDS = 2
TEST_IDS = ("t1.png", "t2.png")


def made_labels() -> Labels:
    return Labels(IDS, np.arange(len(IDS)) % 3, classes=CLASSES)


def a_split(place: Path | None = None, data: str = "f00d", seed: int = 0) -> Split:
    """The split of those pictures; written beside the runs when their folder is given."""
    labels = made_labels()
    digests = ("",) * len(IDS)
    split = with_folds(made_split(labels, digests, data, 0.2, seed), labels, digests, N_FOLDS)
    if place is not None:
        save_split(split, place)
    return split


def answers(ids: tuple[str, ...], seed: int) -> Predictions:
    return Predictions(ids, CLASSES, np.random.default_rng(seed).dirichlet((1, 1, 1), len(ids)))


def made_run(root: Path, name: str, split: Split, seed: int = 0, **changes: Any) -> Run:
    """A finished run with folds; ``changes`` are to its request, ``recipe`` among them."""
    recipe = Recipe("forest", "classical", "baselines.classical:forest", {"n_trees": 5, "seed": seed, "size": 16})
    request = Request(CONTEST, "log_loss", "/home/aki/animals", recipe, N_FOLDS, split.fingerprint, 0.2, split.seed)
    run = Run(root / CONTEST / name, replace(request, **changes), {"command": "python3 scripts/kit.py train …"})
    on_everything = run.request.parent is not None
    parts = {"test": answers(TEST_IDS, seed)}
    folds = []
    for fold in range(0 if on_everything else N_FOLDS):
        judged = answers(split.validation_ids(N_FOLDS, fold), seed + fold)
        folds.append(judged)
        save_fold_predictions(run.fold_folder(fold) / "predictions.npz", {"validation": judged, **parts})
        write_history(run.fold_folder(fold) / "history.csv", [{"epoch": 1, "loss": 1.0, "accuracy": 0.5}])
        runs.write_json(run.fold_folder(fold) / "fold.json", {"n_train": 16, "minutes": 0.1, "epochs": 1})
    scores: dict[str, Any] = {"minutes": 0.2, "epochs": [1] * max(1, len(folds))}
    if folds:
        out_of_fold = Predictions(
            tuple(one for fold in folds for one in fold.ids), CLASSES, np.concatenate([f.probabilities for f in folds])
        )
        parts |= {"out_of_fold": out_of_fold, "holdout": answers(split.holdout_ids, seed)}

        def values(table: Predictions) -> dict[str, float]:
            y_true = split.labels.targets_of(table.ids)
            return {name: metric(y_true, table.probabilities) for name, metric in METRICS.items()}

        by_fold = [values(fold) for fold in folds]
        scores["cv"] = values(out_of_fold)
        scores["folds"] = {name: [one[name] for one in by_fold] for name in METRICS}
        scores["spread"] = {name: spread(those) for name, those in scores["folds"].items()}
        scores["train_minus_validation"] = {"log_loss": -0.1, "accuracy": 0.1}
    for name, table in parts.items():
        table.save(run.folder / f"{name}.csv")
    runs.save_run(run)
    runs.write_json(run.folder / "scores.json", scores)
    return run
