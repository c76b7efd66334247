"""One fold of a classical recipe from data to outcome: describe the pictures, learn, predict."""

import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from baselines.catalog import builder, entry
from baselines.colour_edges import features
from baselines.outcome import Outcome
from baselines.parts import Part
from competition.metrics import accuracy, log_loss
from competition.runs import Recipe


@lru_cache(maxsize=2)
def _described(filename: str) -> np.ndarray:
    """The features of every picture in one array of a store; each fold of a process uses them again."""
    return features(np.load(filename, mmap_mode="r"))


def described(part: Part) -> np.ndarray:
    """What a part's pictures are described by, float32 (n, n_features); computed once for a store's pictures."""
    assert isinstance(part.images, np.memmap)  # as a store gives it
    rows: np.ndarray = _described(str(part.images.filename))[part.rows]
    return rows


def model(recipe: Recipe, fold: int) -> Any:
    """A fold's untrained model, with ``fit`` and ``predict_proba`` as scikit-learn has them."""
    settings = dict(recipe.settings) | {"seed": recipe.settings["seed"] * 1000 + fold}
    return builder(entry(recipe.name))(**settings)


def trained_fold(recipe: Recipe, fold: int, parts: Mapping[str, Part], n_classes: int) -> Outcome:
    """Train one fold of a classical recipe.

    Args:
        recipe: What to train.
        fold: Counted from 0; part of the seed.
        parts: Of this fold, as `baselines.parts.parts_of` gives them.
        n_classes: How many answers there are.

    Returns:
        The fold's answers, and a history of one row.
    """
    before = time.monotonic()
    train = parts["train"]
    assert train.targets is not None
    learned = model(recipe, fold).fit(described(train), train.targets)

    def answered(part: Part) -> np.ndarray:
        # A class that is missing in this fold's pictures has no column; it gets probability 0.
        table = np.zeros((len(part), n_classes))
        table[:, learned.classes_] = learned.predict_proba(described(part))
        return table

    answers = {name: answered(part) for name, part in parts.items() if name != "train"}
    known = answered(train)
    row = {"epoch": 1, "loss": log_loss(train.targets, known), "accuracy": accuracy(train.targets, known)}
    if "validation" in parts:
        y_true = parts["validation"].targets
        assert y_true is not None
        row["val_loss"] = log_loss(y_true, answers["validation"])
        row["val_accuracy"] = accuracy(y_true, answers["validation"])
    return Outcome(answers, [row], time.monotonic() - before)
