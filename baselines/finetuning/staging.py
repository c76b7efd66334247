"""The stages of a training as data: how long, how fast, at which size and how much of the network learns in each.

What they do to a network stands in `baselines.finetuning.unfreezing`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from competition.runs import Recipe, Stage


def stages(recipe: Recipe) -> tuple[Stage, ...]:
    """The stages of a recipe; without any named, the whole network learns in one."""
    settings = recipe.settings
    return recipe.stages or (Stage(settings["epochs"], settings["learning_rate"], 1.0, settings["size"]),)


class Proportion(NamedTuple):
    """A stage in proportion to a recipe's settings, whatever these are turned to.

    Args:
        epochs: Share of ``epochs``.
        learning_rate: Factor of ``learning_rate``.
        unfreeze: As in a `Stage`.
        size: Share of ``size``.
    """

    epochs: float
    learning_rate: float
    unfreeze: float
    size: float


def planned(pattern: Sequence[Proportion], settings: Mapping[str, Any]) -> tuple[Stage, ...]:
    """A recipe's stages for the settings that were asked for.

    Args:
        pattern: The recipe's own.
        settings: ``epochs``, ``learning_rate`` and ``size``.

    >>> planned([Proportion(0.25, 1.0, 0.5, 0.5), Proportion(0.75, 0.5, 1.0, 1.0)],
    ...         {"epochs": 4, "learning_rate": 0.002, "size": 96})[0]
    Stage(epochs=1.0, learning_rate=0.002, unfreeze=0.5, size=48)
    """
    return tuple(
        Stage(
            round(one.epochs * settings["epochs"], 3),
            one.learning_rate * settings["learning_rate"],
            one.unfreeze,
            # Pretrained networks halve the picture five times; a multiple of 16 leaves few half pixels.
            max(16, round(one.size * settings["size"] / 16) * 16) if one.size != 1 else settings["size"],
        )
        for one in pattern
    )
