"""`best`: what to do with the minutes there are, on this machine. Plain rules on what was measured; no Keras.

What pays was measured on contest 108 (see DECISIONS.md): even with little time rather large pictures seen seldom than
small ones seen often; with more time larger pictures and a larger network, which err less in fewer epochs; with much,
several folds, whose models together err less than one.
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

SMALL, LARGE = "efficientnet_lite0", "efficientnet_lite1"
# How many times as long a picture takes the larger network; the same from 96 to 160 px.
_LARGE_TIMES = 1.31
# It learns from fewer pictures a step, for the sake of memory, and so takes smaller steps; the score is the same.
_LARGE_SETTINGS = {"batch_size": 32, "learning_rate": 8.5e-4}
# Sides of pictures in pixels, the network, and how many epochs at least make both worth their time.
_WORTH = (
    (224, LARGE, 12.0),
    (192, LARGE, 9.0),
    (160, LARGE, 3.0),
    (128, LARGE, 1.5),
    (128, SMALL, 0.3),
    (96, SMALL, 0.2),
)
# Enlarging a picture further than this shows a pretrained network nothing new.
ENLARGED = 5
# With as many epochs for each, several folds beat one.
_FOLD_EPOCHS = 3
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
        settings: ``backbone``, ``size``, ``epochs`` and what the network needs.
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
    backbone: str | None = None,
) -> Choice:
    """What to do in so many minutes.

    Args:
        minutes: For everything.
        spent_s: Already gone, in seconds.
        speed: Of this machine with ``backbone``, or with `SMALL`, as `baselines.finetuning.speeds` gives it.
        contest: What it is about.
        n_folds: Where they are settled; None to choose them too.
        size: Likewise; a settled size is fine-tuned at, however few epochs that gives.
        backbone: Likewise.
    """
    left_s = minutes * 60 - spent_s
    for side, network, enough in _ways(contest, size, backbone):
        here = speed.slower(_LARGE_TIMES) if network == LARGE and backbone is None else speed
        folds = n_folds or next((k for k in (5, 3) if _epochs(left_s, k, side, here, contest) >= _FOLD_EPOCHS), 1)
        epochs = _epochs(left_s, folds, side, here, contest)
        if epochs >= enough:
            return Choice(
                True,
                {
                    "backbone": network,
                    "size": side,
                    "epochs": max(1, round(epochs)),
                    **(_LARGE_SETTINGS if network == LARGE else {}),
                },
                "medium" if epochs >= _LONG_EPOCHS else "light",
                folds,
                _(
                    "With --minutes {minutes:g} this machine can fine-tune {backbone} at {size} px for about "
                    "{epochs:.1f} epochs in each of {folds}."
                ).format(
                    minutes=minutes,
                    backbone=network,
                    size=side,
                    epochs=epochs,
                    folds=n_("{n} fold", "{n} folds", folds),
                ),
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


def _ways(contest: Contest, size: int | None, backbone: str | None) -> list[tuple[int, str, float]]:
    """What may be done, the best first: a side, a network, and how many epochs make it worth its time."""
    if size is not None:
        networks = ((LARGE, 1.5), (SMALL, 0.0)) if backbone is None else ((backbone, 0.0),)
        return [(size, network, enough) for network, enough in networks]
    return [
        (side, backbone or network, enough)
        for side, network, enough in _WORTH
        if side <= max(ENLARGED * contest.side, 96)
    ]


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
