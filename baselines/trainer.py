"""One network, trained on one fold: batches in, weights and a history out, and never more than seconds lost.

The loop is written out instead of calling ``model.fit`` because it must be able to start at any step of
any epoch and come to the same bits. Folds and processes are `crossval`'s and `fold`'s affair.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import keras
import numpy as np

from augment.mixing import mixes
from baselines import backend
from baselines.batches import Batches, feed
from baselines.checkpoint import State, copied, load_checkpoint, load_state, save_checkpoint
from baselines.class_weights import class_weights
from baselines.finetuning.unfreezing import averaged, settle_on_averages
from baselines.inference import probabilities
from baselines.optimizer import optimizer
from baselines.outcome import Interrupted
from competition.enlarged import Images
from competition.errors import RecipeError
from competition.messages import _
from competition.metrics import accuracy, log_loss

# At most this much training is repeated after a kill. A checkpoint takes a few hundredths of a second.
CHECKPOINT_S = 20.0


@dataclass(frozen=True)
class Validation:
    """The pictures a fold is judged on after every epoch.

    Args:
        images: The store's pictures, uint8 (n_store, size, size, 3).
        rows: Which of them, int64 (n,).
        targets: Their classes, int64 (n,).
    """

    images: Images
    rows: np.ndarray
    targets: np.ndarray


def compiled(
    model: keras.Model,
    settings: Mapping[str, Any],
    n_steps: int,
    paces: Mapping[str, float] | None = None,
    last_rate: float = 0.0,
) -> keras.Model:
    """The model with its optimizer, schedule and loss, every variable made.

    Args:
        model: Ending in probabilities.
        settings: What `baselines.optimizer.optimizer` and `augment.mixing.mixes` read.
        n_steps: All steps of the training, for the schedule.
        paces: Of variables that learn slower than the rest, by path.
        last_rate: The learning rate at the end.
    """
    # Mixed answers are a row of shares for each picture. Keras then counts as right, in the training's accuracy,
    # that the most probable class is the one with the largest share: lower than on whole pictures, and no rival
    # of the validation's accuracy, which is always of whole ones.
    loss = "categorical_crossentropy" if mixes(settings) else "sparse_categorical_crossentropy"
    chosen = optimizer(settings, n_steps, paces, last_rate)
    model.compile(chosen, loss, metrics=["accuracy"], jit_compile=backend.compiles_whole())
    chosen.build(model.trainable_variables)
    return model


def trained(
    model: keras.Model,
    batches: Batches,
    validation: Validation | None,
    settings: Mapping[str, Any],
    checkpoint: Path,
    *,
    start: State | None = None,
    began: Callable[[State], None] = lambda state: None,
    said: Callable[[State], None] = lambda state: None,
    should_stop: Callable[[], bool] = lambda: False,
    workers: int = 1,
    checkpoint_s: float = CHECKPOINT_S,
) -> State:
    """Train a network to the end, from wherever its checkpoint is.

    Args:
        model: As `compiled` gives it; its weights are changed.
        batches: The training pictures.
        validation: What each epoch is judged on; None when everything is trained on.
        settings: ``epochs`` (whose last one may be a part), ``early_stop`` and ``class_weights`` are read here.
        checkpoint: Where the state is kept; read when it exists and is of the same stage.
        start: The state to start from where there is no checkpoint; None for the very beginning.
        began: Told once where the training starts from.
        said: Told after every step where the training is.
        should_stop: Asked after every step.
        workers: Who makes the batches; see `baselines.batches.feed`.
        checkpoint_s: Seconds of training between two checkpoints.

    Returns:
        The final state with the whole history; the model has the moving averages of its weights where its
        optimizer keeps them, and with ``early_stop`` those of the best epoch.

    Raises:
        Interrupted: ``should_stop`` said so; the state is saved.
        RunError: The checkpoint does not fit the model.
        RecipeError: The loss is no longer a number.
    """
    state = start or State()
    best: dict[str, np.ndarray] = {}
    if checkpoint.exists() and load_state(checkpoint).stage == state.stage:
        state, best = load_checkpoint(checkpoint, model)
    n_steps = steps(settings["epochs"], len(batches))
    weights = class_weights(batches.targets, model.output_shape[-1]) if settings.get("class_weights") else None
    began(state)
    saved_at = last = time.monotonic()
    with feed(batches, workers) as batch_feed:
        while state.epoch * len(batches) < n_steps and not _has_stopped(state, settings["early_stop"]):
            left = min(len(batches), n_steps - state.epoch * len(batches)) - state.step
            for images, targets in islice(batch_feed.epoch(state.epoch, state.step), left):
                # Keras starts its metrics anew at every call: these are the batch's own; all batches are equally large.
                logs = model.train_on_batch(images, targets, _counting(targets, weights), return_dict=True)
                _validate_finite(float(logs["loss"]), state)
                state.step += 1
                state.loss_sum += float(logs["loss"])
                state.accuracy_sum += float(logs["accuracy"])
                now = time.monotonic()
                state.seconds += now - last
                last = now
                said(state)
                stop = should_stop()
                if stop or now - saved_at >= checkpoint_s:
                    save_checkpoint(checkpoint, model, state, best)
                    saved_at = time.monotonic()
                if stop:
                    raise Interrupted
            _finish_epoch(model, state, validation, best, settings)
            # The epoch's judgement is training time as well.
            state.seconds += time.monotonic() - last
            last = time.monotonic()
    save_checkpoint(checkpoint, model, state, best)
    if settings["early_stop"] and best:
        for place, variable in enumerate(model.variables):
            variable.assign(best[f"best{place}"])
    else:
        settle_on_averages(model)
    return state


def steps(epochs: float, per_epoch: int) -> int:
    """How many steps some epochs are, at least one.

    >>> steps(1.5, 10)
    15
    """
    return max(1, round(epochs * per_epoch))


def _counting(targets: np.ndarray, weights: np.ndarray | None) -> np.ndarray | None:
    """How much each picture of a batch counts, (batch,); a mixed one as much as its shares do. None: all alike."""
    if weights is None:
        return None
    return weights[targets] if targets.ndim == 1 else targets @ weights


def _validate_finite(loss: float, state: State) -> None:
    if not math.isfinite(loss):
        raise RecipeError(
            _("The training lost its way: the loss became {loss} in epoch {epoch}").format(
                loss=loss, epoch=state.epoch + 1
            ),
            hint=_("Start again with a smaller --learning-rate."),
        )


def _has_stopped(state: State, patience: int) -> bool:
    return bool(patience) and state.epoch - 1 - state.best_epoch >= patience and state.epoch > 0


def _finish_epoch(
    model: keras.Model,
    state: State,
    validation: Validation | None,
    best: dict[str, np.ndarray],
    settings: Mapping[str, Any],
) -> None:
    """Judge the epoch, note it, keep the weights if they are the best so far and early stopping wants them."""
    row = {
        "epoch": len(state.history) + 1,
        "loss": state.loss_sum / state.step,
        "accuracy": state.accuracy_sum / state.step,
    }
    with averaged(model):
        if validation is not None:
            y_prob = probabilities(model, validation.images, validation.rows)
            row["val_loss"] = log_loss(validation.targets, y_prob)
            row["val_accuracy"] = accuracy(validation.targets, y_prob)
            if row["val_loss"] < state.best_loss:
                state.best_loss, state.best_epoch = row["val_loss"], state.epoch
                if settings["early_stop"]:
                    best.update({f"best{place}": copied(one) for place, one in enumerate(model.variables)})
    state.history.append(row)
    state.epoch += 1
    state.step, state.loss_sum, state.accuracy_sum = 0, 0.0, 0.0
