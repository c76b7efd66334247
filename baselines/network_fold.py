"""One fold of a network from data to outcome: plan, build, train or go on, predict, keep the model."""

import math
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from augment.pipeline import pipeline
from baselines import backend, budget, own_model
from baselines.batches import Batches
from baselines.catalog import builder, entry
from baselines.checkpoint import State
from baselines.inference import BATCH, probabilities
from baselines.outcome import Outcome
from baselines.parts import Part
from baselines.trainer import Validation, compiled, trained
from competition import atomic, runs
from competition.messages import _, n_
from competition.progress import bar
from competition.runs import Run

CHECKPOINT = "checkpoint.npz"


def trained_fold(
    run: Run,
    fold: int,
    parts: Mapping[str, Part],
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
        parts: Of this fold, as `baselines.parts.parts_of` gives them.
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
    settings = dict(run.request.recipe.settings)
    train = parts["train"]
    seed = settings["seed"] * 1000 + fold
    size = settings["size"]
    name = run.request.recipe.name
    build = builder(entry(name))

    def fresh() -> Any:
        backend.seeded(seed)
        shape = train.images.shape[1:]
        if own_model.is_path(name):
            return own_model.built(build, name, shape, n_classes, settings)
        return build(shape, n_classes, **settings)

    assert train.targets is not None
    batches = Batches(
        train.images,
        train.rows,
        train.targets,
        min(settings["batch_size"], len(train)),
        seed,
        pipeline(run.request.recipe.policy, size, seed),
    )
    if run.request.minutes is not None:
        settings["epochs"] = _planned_epochs(run, fresh, settings, batches, parts, spent_s)
    n_steps = settings["epochs"] * len(batches)
    model = compiled(fresh(), settings, n_steps)
    folder = run.fold_folder(fold)
    with bar("", total=n_steps * run.request.n_folds, initial=n_steps * fold, unit=_("step")) as progress:

        def said(state: State) -> None:
            progress.set_description_str(_line(state, fold, run.request.n_folds, settings["epochs"]), False)
            progress.update(n_steps * fold + state.epoch * len(batches) + state.step - progress.n)

        state = trained(
            model,
            batches,
            _validation(parts),
            settings,
            folder / CHECKPOINT,
            began=lambda state: _note_start(folder, state),
            said=said,
            should_stop=should_stop,
            workers=workers,
            checkpoint_s=checkpoint_s,
        )
    asked = {part: parts[part] for part in parts if part != "train"}
    answers = {part: probabilities(model, its.images, its.rows) for part, its in asked.items()}
    _save_model(model, folder / "model.keras")
    return Outcome(answers, state.history, state.seconds)


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
        fold=fold + 1, n_folds=n_folds, epoch=state.epoch + 1, epochs=epochs, loss=state.loss_sum / state.step
    )
    if state.history and "val_loss" in state.history[-1]:
        text += _(", validation {loss:.3f}").format(loss=state.history[-1]["val_loss"])
    return text


def _validation(parts: Mapping[str, Part]) -> Validation | None:
    part = parts.get("validation")
    if part is None or part.targets is None:
        return None
    return Validation(part.images, part.rows, part.targets)


def _save_model(model: Any, path: Path) -> None:
    with atomic.replacing(path) as fresh:
        model.save(fresh)


def _calls(part: Part) -> int:
    """How many batches it takes to judge a part."""
    return math.ceil(len(part) / BATCH)


def _planned_epochs(
    run: Run,
    fresh: Callable[[], Any],
    settings: Mapping[str, Any],
    batches: Batches,
    parts: Mapping[str, Part],
    spent_s: float,
) -> int:
    """The planned epochs: read where a plan is saved, else measured on a model that is thrown away."""
    path = run.folder / "plan.json"
    if path.exists():
        return int(runs.read_json(path)["epochs"])
    assert run.request.minutes is not None
    before = time.monotonic()
    model = compiled(fresh(), settings, 1000)
    batch = batches.batch(0, batches.places(0)[0])
    some = batches.rows[:BATCH]
    model.train_on_batch(*batch)
    probabilities(model, batches.images, some)
    # A later fold starts a process of its own: as long as this one took up to here, its first calls included,
    # in which the backend compiles the model.
    start_s = spent_s + time.monotonic() - before
    speed = budget.Speed(
        budget.seconds_per_call(lambda: model.train_on_batch(*batches.batch(0, batches.places(0)[0]))),
        budget.seconds_per_call(lambda: probabilities(model, batches.images, some)),
        start_s,
    )
    plan = budget.planned(
        run.request.minutes,
        spent_s + time.monotonic() - before,
        speed,
        n_folds=run.request.n_folds,
        steps_per_epoch=len(batches),
        validation_calls=_calls(parts["validation"]),
        predicted_calls=sum(_calls(part) for name, part in parts.items() if name != "train"),
    )
    runs.write_json(path, plan.as_dict())
    print(
        _(
            "Plan: {epochs} in each of {folds}, about {predicted:.1f} of {minutes:g} minutes "
            "({step:.0f} ms a step of {batch} pictures)."
        ).format(
            epochs=n_("{n} epoch", "{n} epochs", plan.epochs),
            folds=n_("{n} fold", "{n} folds", run.request.n_folds),
            predicted=plan.predicted_minutes,
            minutes=plan.minutes,
            step=1000 * speed.step_s,
            batch=batches.batch_size,
        ),
        flush=True,
    )
    if plan.predicted_minutes > plan.minutes:
        print(
            _("Even one epoch takes longer than that: allow more --minutes, or use fewer --folds or a smaller --size."),
            flush=True,
        )
    return plan.epochs
