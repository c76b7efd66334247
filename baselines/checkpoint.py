"""The whole state of a training in one file: every variable and every number, so that it can go on to the bit.

Keras's own backup keeps neither the history nor early stopping nor the place inside an epoch; here they
are one JSON text beside the arrays, replaced together or not at all.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np

from competition import atomic
from competition.errors import RunError
from competition.messages import _


@dataclass
class State:
    """Where a training is.

    Args:
        stage: Counted from 0.
        epoch, step: The next batch: epoch of the stage counted from 0, step inside it.
        loss_sum, accuracy_sum: Of the batches of this epoch so far.
        history: A row per finished epoch.
        best_loss, best_epoch: The lowest validation loss so far and its epoch, for early stopping.
        seconds: Training so far, in seconds, over all starts.
        machine: What the bits depend on, as `backend.machine` gives it.
    """

    stage: int = 0
    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    accuracy_sum: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)
    best_loss: float = float("inf")
    best_epoch: int = -1
    seconds: float = 0.0
    machine: dict[str, Any] = field(default_factory=dict)

    def next_stage(self) -> "State":
        """The state at the start of the stage behind this one."""
        return State(self.stage + 1, history=self.history, seconds=self.seconds, machine=self.machine)


def variables(model: keras.Model) -> list[Any]:
    """Everything that changes while training: weights, moving averages, dropout seeds, optimizer."""
    return [*model.variables, *model.optimizer.variables]


def copied(variable: Any) -> np.ndarray:
    """A variable's value that stays as it is when the variable changes."""
    return np.array(keras.ops.convert_to_numpy(variable))


def save_checkpoint(path: Path, model: keras.Model, state: State, best: Mapping[str, np.ndarray]) -> None:
    """Write the state in one step.

    Args:
        path: An ``.npz`` file.
        model: Compiled, with its optimizer built.
        state: Where it is.
        best: The weights of the best epoch, for early stopping; may be empty.
    """
    arrays = {f"v{place}": keras.ops.convert_to_numpy(one) for place, one in enumerate(variables(model))}
    with atomic.replacing(path) as fresh:
        np.savez(fresh, **arrays, **best, state=np.array(json.dumps(asdict(state))))  # type: ignore[arg-type]


def load_checkpoint(path: Path, model: keras.Model) -> tuple[State, dict[str, np.ndarray]]:
    """Put the model back where it was.

    Args:
        path: What `save_checkpoint` wrote.
        model: The same model, compiled, with its optimizer built.

    Returns:
        Where the training is, and the best epoch's weights.

    Raises:
        RunError: The file is damaged or belongs to another model.
    """
    into = variables(model)
    with _opened(path) as arrays:
        state = _state(arrays)
        values = [arrays[f"v{place}"] for place in range(len(into))]
        best = {name: arrays[name] for name in arrays.files if name.startswith("best")}
        if f"v{len(into)}" in arrays:
            raise ValueError("more variables than the model has")
        for variable, value in zip(into, values, strict=True):
            variable.assign(value)
    return state, best


def load_state(path: Path) -> State:
    """Where a training is, without its model.

    Raises:
        RunError: The file is damaged.
    """
    with _opened(path) as arrays:
        return _state(arrays)


def _state(arrays: Any) -> State:
    return State(**json.loads(str(arrays["state"])))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The arrays of a checkpoint; what is wrong with them comes out as one sentence."""
    try:
        # Opened here: NumPy leaves a file open that turns out to be no zip, and Windows then won't let it be deleted.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            yield arrays
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise RunError(
            _("{path} cannot be read ({error})").format(path=path, error=error),
            hint=_("Delete it: this fold then starts over, what else is trained stays."),
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(
            _("{path} does not fit this model ({error})").format(path=path, error=error),
            hint=_("The model's code changed since; give the run another --name, or delete its folder to start over."),
        ) from error
