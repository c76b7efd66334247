"""Runs that nobody trained, with answers of a known skill to all parts, written by the code that sums a training up."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from baselines.crossval import summed_up
from baselines.outcome import Outcome, save_outcome
from baselines.parts import Part
from competition.labels import Labels
from competition.runs import Recipe, Request, Run, load_run, save_run
from competition.split_files import save_split
from competition.splits import Split, made_split, with_folds
from tests.miniatures import CLASSES, N_TEST

TEST_IDS = tuple(f"test_{number:03d}.png" for number in range(N_TEST))


def answers(targets: np.ndarray, skill: float, seed: int, sureness: float = 1.0) -> np.ndarray:
    """Probabilities that know the true class by ``skill``, and are ``sureness`` times as sure of it as they should be."""
    scores = np.random.default_rng(seed).normal(size=(len(targets), len(CLASSES)))
    scores[np.arange(len(targets)), targets] += skill
    powers = np.exp(sureness * scores)
    return powers / powers.sum(axis=1, keepdims=True)


def written_split(place: Path, n: int = 800) -> Split:
    """Pictures that are not there, a fifth of them held out, in 1, 2 and 3 folds; saved beside the runs."""
    labels = Labels(tuple(f"図_{number:04d}.png" for number in range(n)), np.arange(n) % len(CLASSES))
    split = made_split(labels, [""] * n, "data", 0.2, 0)
    for n_folds in (1, 2, 3):
        split = with_folds(split, labels, [""] * n, n_folds)
    place.mkdir(parents=True, exist_ok=True)
    save_split(split, place)
    return split


def written_run(
    place: Path, split: Split, name: str, skill: float, *, seed: int = 0, n_folds: int = 2, sureness: float = 1.0
) -> Run:
    """A finished run of two minutes."""
    recipe = Recipe(name, "classical", "", {"seed": seed})
    request = Request(place.name, "log_loss", "emoji20", recipe, n_folds, split.fingerprint, split.share, split.seed)
    save_run(Run(place / name, request, {"command": "train …", "started": "2025-01-01 10:00:00"}))
    run = load_run(place / name)
    target_of = dict(zip(split.ids, split.targets.tolist(), strict=True))
    for fold in range(n_folds):
        parts, tables = {"train": _part(("a",))}, {}
        asked = {"validation": split.validation_ids(n_folds, fold), "holdout": split.holdout_ids, "test": TEST_IDS}
        for number, (part, ids) in enumerate(asked.items()):
            targets = np.array([target_of.get(one, 0) for one in ids])
            parts[part] = _part(ids, targets)
            tables[part] = answers(targets, skill, seed * 1000 + fold * 10 + number, sureness)
        history = [{"epoch": 1, "loss": 0.5, "accuracy": 0.9}]
        save_outcome(Outcome(tables, history, 120 / n_folds), run.fold_folder(fold), parts, CLASSES)
    summed_up(run, split.labels)
    return run


def _part(ids: tuple[str, ...], targets: np.ndarray | None = None) -> Part:
    return Part(ids, np.zeros((0, 8, 8, 3), dtype=np.uint8), np.zeros(len(ids), dtype=np.int64), targets)


def asked_otherwise(run: Run, **changes: object) -> Run:
    """The same run, asked for otherwise."""
    other = replace(run, request=replace(run.request, **changes))  # type: ignore[arg-type]
    save_run(other)
    return other
