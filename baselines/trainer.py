"""One network, trained on one fold: batches in, weights and a history out, and never more than seconds lost.

The loop is written out instead of calling ``model.fit`` because it must be able to start at any step of
any epoch and come to the same bits. Folds and processes are `crossval`'s and `fold`'s affair.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from baselines.batches import Batches, feed
from baselines.checkpoint import State, copied, load_checkpoint, save_checkpoint
from baselines.inference import probabilities
from baselines.schedule import warmup_cosine
from competition.errors import RecipeError
from competition.messages import _
from competition.metrics import accuracy, log_loss

# At most this much training is repeated after a kill. A checkpoint takes a few hundredths of a second.
CHECKPOINT_S = 20.0


class Interrupted(Exception):  # noqa: N818 - not an error: the state is saved
    """Training was asked to stop; the checkpoint holds everything."""


@dataclass(frozen=True)
class Validation:
    """The pictures a fold is judged on after every epoch.

    Args:
        images: The store's pictures, uint8 (n_store, size, size, 3).
        rows: Which of them, int64 (n,).
        targets: Their classes, int64 (n,).
    """

    images: np.ndarray
    rows: np.ndarray
    targets: np.ndarray


def compiled(model: keras.Model, settings: Mapping[str, Any], n_steps: int) -> keras.Model:
    """The model with its optimizer, schedule and loss, every variable made.

    Args:
        model: Ending in probabilities.
        settings: ``optimizer``, ``learning_rate``, ``momentum``, ``nesterov``, ``weight_decay``, ``warmup``.
        n_steps: All steps of the training, for the schedule.
    """
    rate = warmup_cosine(settings["learning_rate"], n_steps, settings["warmup"])
    decay = settings["weight_decay"]
    optimizer = {
        "sgd": lambda: keras.optimizers.SGD(
            rate, momentum=settings["momentum"], nesterov=settings["nesterov"], weight_decay=decay or None
        ),
        "adam": lambda: keras.optimizers.Adam(rate, weight_decay=decay or None),
        "adamw": lambda: keras.optimizers.AdamW(rate, weight_decay=decay),
    }[settings["optimizer"]]()
    # TensorFlow's XLA makes a step on a CPU up to twelve times slower; JAX is nothing without it.
    jit = False if keras.backend.backend() == "tensorflow" else "auto"
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=jit)
    optimizer.build(model.trainable_variables)
    return model


def trained(
    model: keras.Model,
    batches: Batches,
    validation: Validation | None,
    settings: Mapping[str, Any],
    checkpoint: Path,
    *,
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
        settings: ``epochs`` and ``early_stop`` are read here.
        checkpoint: Where the state is kept; read when it exists.
        began: Told once where the training starts from.
        said: Told after every step where the training is.
        should_stop: Asked after every step.
        workers: Who makes the batches; see `baselines.batches.feed`.
        checkpoint_s: Seconds of training between two checkpoints.

    Returns:
        The final state with the whole history; with ``early_stop`` the model has the best epoch's weights.

    Raises:
        Interrupted: ``should_stop`` said so; the state is saved.
        RunError: The checkpoint does not fit the model.
        RecipeError: The loss is no longer a number.
    """
    state, best = load_checkpoint(checkpoint, model) if checkpoint.exists() else (State(), {})
    began(state)
    saved_at = last = time.monotonic()
    with feed(batches, workers) as batch_feed:
        while state.epoch < settings["epochs"] and not _has_stopped(state, settings["early_stop"]):
            for images, targets in batch_feed.epoch(state.epoch, state.step):
                # Keras starts its metrics anew at every call: these are the batch's own; all batches are equally large.
                logs = model.train_on_batch(images, targets, return_dict=True)
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
    if settings["early_stop"] and best:
        for place, variable in enumerate(model.variables):
            variable.assign(best[f"best{place}"])
    save_checkpoint(checkpoint, model, state, best)
    return state


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
        "epoch": state.epoch + 1,
        "loss": state.loss_sum / state.step,
        "accuracy": state.accuracy_sum / state.step,
    }
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
