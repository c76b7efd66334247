"""What a fold's minutes are spent on: measured, planned, said, and kept in ``plan.json`` for the folds that follow.

The arithmetic stands in `baselines.budget` and `baselines.finetuning.stage_plan`.
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from augment.views import views_of
from baselines import budget
from baselines.batches import Batches
from baselines.finetuning import speeds, staging
from baselines.finetuning.stage_plan import FoldWork
from baselines.inference import BATCH, asked, probabilities
from baselines.parts import Part
from baselines.trainer import compiled
from competition import runs
from competition.messages import _, n_
from competition.runs import PLAN, Run, Stage


def settled_stages(
    run: Run, fresh: Callable[[], Any], batches: Batches, parts: Mapping[str, Part], spent_s: float
) -> tuple[Stage, ...]:
    """The stages of every fold: those of the recipe, or as much of them as the minutes allow.

    Args:
        run: What to train.
        fresh: Gives the untrained network; only called to measure it.
        batches: The training pictures at the recipe's size.
        parts: Of the fold.
        spent_s: Seconds gone since the command was given.
    """
    stages = staging.stages(run.request.recipe)
    if run.request.minutes is None:
        return stages
    path = run.folder / PLAN
    if not path.exists():
        before = time.monotonic()
        if run.request.recipe.stages:
            plan = _stretched(run, stages, fold_work(run, batches, parts), spent_s)
        else:
            epochs = _epochs(run, fresh(), batches, parts, spent_s, before)
            plan = epochs.as_dict() | {"stages": [asdict(replace(stages[0], epochs=epochs.epochs))]}
        runs.write_json(path, plan)
    return tuple(Stage(**stage) for stage in runs.read_json(path)["stages"])


def corrected_stages(
    run: Run, stages: Sequence[Stage], number: int, work: FoldWork, left_s: float, taken_s: float
) -> tuple[Stage, ...]:
    """The stages once more when one begins: the machine may be slower, or faster, than it was measured to be.

    Args:
        run: What is trained.
        stages: All of them, as planned so far.
        number: The one that begins, counted from 0; those before it stay as they are.
        work: Of the fold.
        left_s: Seconds left for the fold.
        taken_s: Seconds that the stages before it took.
    """
    path = run.folder / PLAN
    plan = runs.read_json(path)
    speed = budget.Speed(**plan["speed"])
    speed = speed.slower(taken_s / sum(work.stage_s(stage, speed) for stage in stages[:number]))
    again = (*stages[:number], *work.fitted(stages[number:], speed, left_s))
    runs.write_json(path, plan | {"stages": [asdict(stage) for stage in again]})
    return again


def fold_work(run: Run, batches: Batches, parts: Mapping[str, Part]) -> FoldWork:
    """What a fold with these parts has to do."""
    return FoldWork(len(batches), batches.batch_size, _judged(parts), _predicted(run, parts))


def _stretched(run: Run, stages: Sequence[Stage], work: FoldWork, spent_s: float) -> dict[str, Any]:
    """The plan of a recipe with stages."""
    minutes, n_folds = run.request.minutes, run.request.n_folds
    assert minutes is not None
    before = time.monotonic()
    backbone = run.request.recipe.settings["backbone"]
    speed = speeds.known(backbone) or speeds.measured(backbone)
    spent_s += time.monotonic() - before
    fitted = work.fitted(stages, speed, (minutes * 60 - spent_s) / n_folds)
    predicted = (spent_s + n_folds * work.seconds(fitted, speed)) / 60
    print(
        _("Plan: {stages}, in each of {folds}, about {predicted:.1f} of {minutes:g} minutes.").format(
            stages=_(", then ").join(
                _("{epochs:.1f} epochs at {size} px").format(epochs=stage.epochs, size=stage.size) for stage in fitted
            ),
            folds=n_("{n} fold", "{n} folds", n_folds),
            predicted=predicted,
            minutes=minutes,
        ),
        flush=True,
    )
    return {
        "minutes": minutes,
        "predicted_minutes": round(predicted, 2),
        "speed": asdict(speed),
        "stages": [asdict(stage) for stage in fitted],
    }


def _epochs(
    run: Run, network: Any, batches: Batches, parts: Mapping[str, Part], spent_s: float, before: float
) -> budget.Plan:
    """The plan of a recipe without stages, measured on a network that is thrown away."""
    assert run.request.minutes is not None
    model = compiled(network, run.request.recipe.settings, 1000)
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
        validation_calls=_judged(parts),
        predicted_calls=_predicted(run, parts),
    )
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
    return plan


def _judged(parts: Mapping[str, Part]) -> int:
    """Batches judged after each epoch."""
    return _calls(parts["validation"])


def _predicted(run: Run, parts: Mapping[str, Part]) -> int:
    """Batches predicted at the end of a fold, every view counted."""
    return len(views_of(run.request.recipe.views)) * sum(map(_calls, asked(parts).values()))


def _calls(part: Part) -> int:
    return math.ceil(len(part) / BATCH)
