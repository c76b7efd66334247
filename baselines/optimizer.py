"""The optimizers behind the setting ``optimizer``; for pretrained networks one that trains early layers more gently."""

from collections.abc import Mapping
from typing import Any

import keras

from baselines.schedule import warmup_cosine


def optimizer(
    settings: Mapping[str, Any], n_steps: int, paces: Mapping[str, float] | None = None, last_rate: float = 0.0
) -> Any:
    """What computes the steps, with its schedule.

    Args:
        settings: ``optimizer``, ``learning_rate``, ``momentum``, ``nesterov``, ``weight_decay``, ``warmup``; and
            ``ema``, the share of all steps that weights are averaged over, where the recipe has it.
        n_steps: All steps of the training.
        paces: By a variable's path, what its learning rate is multiplied by; 1 for those that are not named.
        last_rate: The learning rate at the end.
    """
    rate = warmup_cosine(settings["learning_rate"], n_steps, settings["warmup"], last_rate)
    decay = settings["weight_decay"]
    averaging = _averaging(settings.get("ema", 0.0) * n_steps)
    if settings["optimizer"] == "sgd":
        return keras.optimizers.SGD(
            rate,
            momentum=settings["momentum"],
            nesterov=settings["nesterov"],
            weight_decay=decay or None,
            **averaging,
        )
    if settings["optimizer"] == "adam":
        return keras.optimizers.Adam(rate, weight_decay=decay or None, **averaging)
    return PacedAdamW(paces or {}, rate, weight_decay=decay, **averaging)


def _averaging(window: float) -> dict[str, Any]:
    """Keras's moving average of the weights over about ``window`` steps; none where that is hardly one."""
    return {"use_ema": True, "ema_momentum": 1 - 1 / window} if window > 1 else {}


class PacedAdamW(keras.optimizers.AdamW):  # type: ignore[misc]
    """AdamW in which each variable has a pace of its own.

    From "Universal Language Model Fine-tuning" (Howard and Ruder, 2018): what is general, the first layers, needs
    less change than what is special. Adam with decoupled weight decay: Loshchilov and Hutter, 2019.

    Args:
        paces: By a variable's path, what its learning rate is multiplied by.
        rate: The learning rate, or its schedule.
        of_adamw: As in ``keras.optimizers.AdamW``.
    """

    def __init__(self, paces: Mapping[str, float], rate: Any, **of_adamw: Any) -> None:
        super().__init__(rate, **of_adamw)
        self._paces = dict(paces)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """One variable's step."""
        # TensorFlow hands out its own variable, which does not know its path in the model.
        path = self._trainable_variables[self._get_variable_index(variable)].path
        super().update_step(gradient, variable, learning_rate * self._paces.get(path, 1.0))
