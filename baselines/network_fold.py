"""One fold of a network from data to outcome: plan, build, train or go on, predict, keep the model."""

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from augment.mixing import mixing
from augment.pipeline import pipeline
from augment.views import views_of
from baselines import backend
from baselines.batches import Batches
from baselines.checkpoint import State, load_state
from baselines.finetuning.fold_plan import corrected_stages, fold_work, settled_stages
from baselines.finetuning.unfreezing import paces, unfreeze
from baselines.fold_model import built, save_model, unpretrained
from baselines.folding import plain
from baselines.heads import cool
from baselines.inference import answered, asked, opinions
from baselines.outcome import Outcome
from baselines.parts import Part
from baselines.trainer import Validation, compiled, steps, trained
from competition.calibration import calibrated, fitted_temperature, log_ratios
from competition.messages import _
from competition.progress import bar
from competition.runs import Recipe, Run, Stage

CHECKPOINT = "checkpoint.npz"
# Pictures' worth, that a network's answers are as sure as they should be.
_BELIEF = 20.0


def trained_fold(
    run: Run,
    fold: int,
    parts_at: Callable[[int], Mapping[str, Part]],
    n_classes: int,
    *,
    spent_s: float,
    workers: int,
    should_stop: Callable[[], bool],
    checkpoint_s: float,
) -> Outcome:
    """Train one fold of a network, or go on with it.

    Args:
        run: What to train.
        fold: Counted from 0.
        parts_at: Gives this fold's parts at a size, as `baselines.parts.parts_of` does.
        n_classes: How many answers there are.
        spent_s: Seconds gone since the command was given, for ``--minutes``.
        workers: Who makes the batches.
        should_stop: Asked after every step.
        checkpoint_s: Seconds of training between two checkpoints.

    Returns:
        The fold's answers and history. Its model is written as ``model.keras``.

    Raises:
        Interrupted: ``should_stop`` said so; the state is saved.
        RecipeError: A student's own model does not answer as it has to, or the training lost its way.
    """
    recipe = run.request.recipe
    parts = parts_at(recipe.settings["size"])
    seed = recipe.settings["seed"] * 1000 + fold
    folder = run.fold_folder(fold)
    checkpoint = folder / CHECKPOINT
    began = time.monotonic()
    batches = _batches(recipe, parts, n_classes, seed)
    stages = settled_stages(run, partial(built, recipe, n_classes, seed), batches, parts, spent_s)
    state = State(stage=load_state(checkpoint).stage if checkpoint.exists() else 0)
    model: Any = None
    with bar("", unit=_("step")) as progress:
        for number in range(state.stage, len(stages)):
            if fold == 0 and run.request.minutes is not None and model is not None:
                # Time before a stop counts as well.
                used_s = max(time.monotonic() - began, state.seconds)
                left_s = (run.request.minutes * 60 - spent_s) / run.request.n_folds - used_s
                stages = corrected_stages(run, stages, number, fold_work(run, batches, parts), left_s, state.seconds)
            stage = stages[number]
            coming = stages[number + 1].learning_rate if number + 1 < len(stages) else 0.0
            staged = replace(
                recipe,
                settings={
                    **recipe.settings,
                    "epochs": stage.epochs,
                    "learning_rate": stage.learning_rate,
                    "size": stage.size,
                },
            )
            model = _network(staged, stage, n_classes, seed, model, steps(stage.epochs, len(batches)), coming)
            those = parts_at(stage.size)
            state = trained(
                model,
                # Another stage is another order and other augmentation; the shift is beyond any seed of a fold.
                _batches(staged, those, n_classes, seed + (number << 40)),
                _validation(those),
                staged.settings,
                checkpoint,
                start=state.next_stage() if state.history else state,
                began=lambda state: _note_start(folder, state),
                said=_teller(progress, stages, number, len(batches), fold, run.request.n_folds),
                should_stop=should_stop,
                workers=workers,
                checkpoint_s=checkpoint_s,
            )
    answering = plain(model)
    about = _("fold {fold}/{n_folds}, answers").format(fold=fold + 1, n_folds=run.request.n_folds)
    with bar(about, total=sum(map(len, asked(parts).values())), unit=_("picture")) as progress:
        answers, temperature = _answers(answering, recipe, asked(parts), progress.update)
    save_model(answering, folder)
    return Outcome(answers, state.history, state.seconds, temperature)


def _answers(
    model: Any, recipe: Recipe, parts: Mapping[str, Part], said: Callable[[int], None]
) -> tuple[dict[str, np.ndarray], float]:
    """A fold's final answers and their temperature; from here on the model answers at it."""
    # A network of one's own, or one from scratch, has no such setting: it answers as it is.
    temperature = float(recipe.settings.get("temperature", 1.0))
    answers: dict[str, np.ndarray] = {}
    part = parts.get("validation")
    if not temperature and part is not None:
        assert part.targets is not None
        views = opinions(model, part.images, part.rows, views=views_of(recipe.views), said=said)
        temperature = fitted_temperature(log_ratios(np.mean(views, axis=0), part.targets), _BELIEF)
        # As the cooled network would answer, without asking it again.
        answers["validation"] = np.mean([calibrated(view, temperature) for view in views], axis=0)
    if temperature not in (0, 1):
        cool(model, temperature)
    rest = {name: part for name, part in parts.items() if name not in answers}
    return answers | answered(model, rest, recipe.views, said), temperature or 1.0


def _batches(recipe: Recipe, parts: Mapping[str, Part], n_classes: int, seed: int) -> Batches:
    """A fold's training pictures in batches, as the recipe augments and mixes them."""
    train, settings = parts["train"], recipe.settings
    assert train.targets is not None
    return Batches(
        train.images,
        train.rows,
        train.targets,
        min(settings["batch_size"], len(train)),
        seed,
        pipeline(recipe.policy, settings["size"], seed),
        mixing(settings, n_classes),
    )


def _network(recipe: Recipe, stage: Stage, n_classes: int, seed: int, before: Any, n_steps: int, coming: float) -> Any:
    """The network of a stage, compiled: a fresh one for the first, afterwards with what was learned before.

    Its learning rate falls to where the coming stage begins, if that is lower.
    """
    if before is not None:
        recipe = unpretrained(recipe)
    model = built(recipe, n_classes, seed)
    if before is not None:
        model.set_weights(before.get_weights())
    if not recipe.stages:
        return compiled(model, recipe.settings, n_steps)
    unfreeze(model, stage.unfreeze)
    slower = paces(model, recipe.settings["backbone_pace"], recipe.settings["layer_decay"])
    return compiled(model, recipe.settings, n_steps, slower, coming if coming < stage.learning_rate else 0.0)


def _teller(
    progress: Any, stages: Sequence[Stage], number: int, per_epoch: int, fold: int, n_folds: int
) -> Callable[[State], None]:
    """What moves the bar after every step of a stage."""
    lengths = [steps(stage.epochs, per_epoch) for stage in stages]
    done = sum(lengths) * fold + sum(lengths[:number])
    progress.total = sum(lengths) * n_folds
    epochs = sum(math.ceil(stage.epochs) for stage in stages)

    def said(state: State) -> None:
        progress.set_description_str(_line(state, fold, n_folds, epochs), False)
        progress.update(done + state.epoch * per_epoch + state.step - progress.n)

    return said


def _note_start(folder: Path, state: State) -> None:
    """Write down when and where from this process took the fold up, and say what may change the last bits."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "starts.log").open("a", encoding="utf-8") as log:
        when = time.strftime("%Y-%m-%d %H:%M:%S")
        log.write(f"{when} process {os.getpid()} from epoch {state.epoch + 1}, step {state.step + 1}\n")
    here = backend.machine()
    changed = [
        f"{name} {state.machine[name]} → {here[name]}" for name in state.machine if state.machine[name] != here[name]
    ]
    if changed:
        print(
            _("Going on with another machine or set-up ({changes}): as good, but not the same to the last bit.").format(
                changes=", ".join(changed)
            ),
            flush=True,
        )
    state.machine = here


def _line(state: State, fold: int, n_folds: int, epochs: int) -> str:
    """What stands before the bar; the loss is the mean over this epoch's steps so far."""
    text = _("fold {fold}/{n_folds}, epoch {epoch}/{epochs}, loss {loss:.3f}").format(
        fold=fold + 1, n_folds=n_folds, epoch=len(state.history) + 1, epochs=epochs, loss=state.loss_sum / state.step
    )
    if state.history and "val_loss" in state.history[-1]:
        text += _(", validation {loss:.3f}").format(loss=state.history[-1]["val_loss"])
    return text


def _validation(parts: Mapping[str, Part]) -> Validation | None:
    part = parts.get("validation")
    if part is None or part.targets is None:
        return None
    return Validation(part.images, part.rows, part.targets)
