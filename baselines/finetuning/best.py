"""`best`: what to do with the minutes there are, on this machine. Plain rules on what was measured; no Keras.

What pays was measured on contest 108 (see DECISIONS.md): even with little time rather large pictures seen seldom than
small ones seen often; with more time more epochs, then larger pictures; with much, several folds, whose models
together err less than one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from augment.views import views_of
from baselines.budget import Speed
from baselines.catalog import entry
from baselines.finetuning.stage_plan import FoldWork
from baselines.finetuning.staging import planned
from baselines.inference import BATCH
from competition.messages import _, n_

# Sides of pictures in pixels, and how many epochs at least make one worth its time.
_ENOUGH_EPOCHS = {224: 12, 192: 9, 160: 5, 128: 0.3, 96: 0.2}
# Enlarging a picture further than this shows a pretrained network nothing new.
ENLARGED = 5
# With as many epochs for each, several folds beat one.
_FOLD_EPOCHS = 5
_LONG_EPOCHS = 4


@dataclass(frozen=True)
class Contest:
    """What has to be known about a contest.

    Args:
        n_development: Labelled pictures that are not held out.
        n_asked: Pictures to answer for at the end, held-out and test.
        side: Of a typical picture, in pixels.
    """

    n_development: int
    n_asked: int
    side: int


@dataclass(frozen=True)
class Choice:
    """What the minutes are to be spent on.

    Args:
        finetuned: Whether the network is trained on; else only a head on its frozen features.
        settings: ``size`` and ``epochs``.
        policy: What may happen to training pictures.
        n_folds: As many as there is time for.
        why: One sentence.
    """

    finetuned: bool
    settings: Mapping[str, Any]
    policy: str
    n_folds: int
    why: str


def choice(
    minutes: float,
    spent_s: float,
    speed: Speed,
    contest: Contest,
    n_folds: int | None = None,
    size: int | None = None,
) -> Choice:
    """What to do in so many minutes.

    Args:
        minutes: For everything.
        spent_s: Already gone, in seconds.
        speed: Of this machine, as `baselines.finetuning.speeds` gives it.
        contest: What it is about.
        n_folds: Where they are settled; None to choose them too.
        size: Likewise; a settled size is fine-tuned at, however few epochs that gives.
    """
    left_s = minutes * 60 - spent_s
    sizes = [one for one in _ENOUGH_EPOCHS if one <= max(ENLARGED * contest.side, 96)] if size is None else [size]
    enough = _ENOUGH_EPOCHS if size is None else {size: 0.0}
    for size in sizes:
        folds = n_folds or next((k for k in (5, 3) if _epochs(left_s, k, size, speed, contest) >= _FOLD_EPOCHS), 1)
        epochs = _epochs(left_s, folds, size, speed, contest)
        if epochs >= enough[size]:
            return Choice(
                True,
                {"size": size, "epochs": max(1, round(epochs))},
                "medium" if epochs >= _LONG_EPOCHS else "light",
                folds,
                _(
                    "With --minutes {minutes:g} this machine can fine-tune at {size} px for about {epochs:.1f} epochs "
                    "in each of {folds}."
                ).format(minutes=minutes, size=size, epochs=epochs, folds=n_("{n} fold", "{n} folds", folds)),
            )
    return Choice(
        False,
        {},
        "none",
        n_folds or 3,
        _(
            "With --minutes {minutes:g} this machine cannot fine-tune a network on all pictures; a head on its "
            "features is trained instead."
        ).format(minutes=minutes),
    )


def _epochs(left_s: float, n_folds: int, size: int, speed: Speed, contest: Contest) -> float:
    """How many epochs of the staged recipe fit, in each of so many folds."""
    recipe = entry("finetune")
    batch = int(recipe.settings["batch_size"])
    n_validation = min(contest.n_development / 5, 4_000) if n_folds == 1 else contest.n_development / n_folds
    n_views = len(views_of("flip"))
    work = FoldWork(
        steps_per_epoch=max(1, int((contest.n_development - n_validation) / batch)),
        batch_size=batch,
        validation_calls=_calls(n_validation),
        predicted_calls=n_views * _calls(contest.n_asked + n_validation),
    )
    stages = planned(recipe.stages, {**recipe.settings, "size": size, "epochs": 1})
    return sum(stage.epochs for stage in work.fitted(stages, speed, left_s / n_folds))


def _calls(n: float) -> int:
    return -(-int(n) // BATCH)
