"""What one fold of a run leaves on disk: its answers to the bit, and its history an epoch a line."""

import csv
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from competition import atomic
from competition.errors import RunError
from competition.messages import _
from competition.predictions import Predictions

ANSWERS = "predictions.npz"
# What NumPy and the zip's reader may stumble over in a damaged file, or in one that somebody made to be stumbled over.
_DAMAGES = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


def save_fold_predictions(path: Path, parts: Mapping[str, Predictions]) -> None:
    """Write one fold's answers with every bit kept; names as text, so that nothing is ever unpickled."""
    arrays: dict[str, np.ndarray] = {}
    for part, predictions in parts.items():
        arrays[f"{part}.ids"] = np.array(predictions.ids, dtype=np.str_)
        arrays[f"{part}.classes"] = np.array(predictions.classes, dtype=np.str_)
        arrays[f"{part}.probabilities"] = predictions.probabilities
    with atomic.replacing(path) as fresh:
        np.savez(fresh, **arrays)  # type: ignore[arg-type]


def load_fold_predictions(path: Path, only: Collection[str] | None = None) -> dict[str, Predictions]:
    """Read what `save_fold_predictions` wrote.

    Args:
        path: The file.
        only: Read these parts alone; None reads all there are.

    Raises:
        RunError: The file is damaged.
    """
    try:
        # Opened here: NumPy leaves a file open that is no zip, and Windows then keeps it from being replaced.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            parts = sorted({name.split(".")[0] for name in arrays})
            return {
                part: Predictions(
                    tuple(arrays[f"{part}.ids"].tolist()),
                    tuple(arrays[f"{part}.classes"].tolist()),
                    arrays[f"{part}.probabilities"],
                )
                for part in parts
                if only is None or part in only
            }
    except _DAMAGES as error:
        raise RunError(_("{path} cannot be read ({error})").format(path=path, error=error)) from error


def write_history(path: Path, rows: Sequence[Mapping[str, float]]) -> None:
    """Write the history of a fold: an epoch a line."""
    if not rows:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic.replacing(path) as fresh, fresh.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_history(path: Path) -> list[dict[str, float]]:
    """Read what `write_history` wrote; empty where nothing was written.

    Raises:
        RunError: The file is damaged.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    except (OSError, ValueError, TypeError, csv.Error) as error:
        raise RunError(_("{path} cannot be read ({error})").format(path=path, error=error)) from error
