"""What training one fold leaves behind, the same for a network and for a forest, and its files."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from baselines.parts import Part
from competition import runs
from competition.fold_files import ANSWERS, save_fold_predictions, write_history
from competition.metrics import METRICS
from competition.predictions import Predictions

DONE = "fold.json"
# What a fold learned: a whole network, or a head on features.
MODEL = "model.keras"
HEAD = "head.npz"


class Interrupted(Exception):  # noqa: N818 - not an error: what was done is saved
    """A fold was asked to stop; the same command goes on with it."""


@dataclass(frozen=True)
class Outcome:
    """A trained fold.

    Args:
        answers: Probabilities by part, float64 (n, n_classes).
        history: A row per epoch; one row for a classical model.
        seconds: Training and judging, over all starts.
        temperature: What its logs were divided by so that they are as sure as they should be.
    """

    answers: Mapping[str, np.ndarray]
    history: Sequence[Mapping[str, float]]
    seconds: float
    temperature: float = 1.0


def save_outcome(outcome: Outcome, folder: Path, parts: Mapping[str, Part], classes: Sequence[str]) -> None:
    """Write a fold's history, predictions and scores; ``fold.json`` comes last and says that it is done.

    Args:
        outcome: Of the fold.
        folder: The fold's.
        parts: What it was trained and judged on.
        classes: The contest's.
    """
    write_history(folder / "history.csv", outcome.history)
    tables = {name: Predictions(parts[name].ids, tuple(classes), table) for name, table in outcome.answers.items()}
    save_fold_predictions(folder / ANSWERS, tables)
    last = outcome.history[-1]
    done: dict[str, object] = {
        "n_train": len(parts["train"]),
        "minutes": round(outcome.seconds / 60, 3),
        "epochs": len(outcome.history),
        "temperature": round(outcome.temperature, 4),
        "train": {"log_loss": last["loss"], "accuracy": last["accuracy"]},
        "finished": time.strftime("%Y-%m-%d %H:%M:%S"),
    }
    if "validation" in parts:
        y_true, y_prob = parts["validation"].targets, outcome.answers["validation"]
        assert y_true is not None
        done["validation"] = {name: metric(y_true, y_prob) for name, metric in METRICS.items()}
    runs.write_json(folder / DONE, done)
