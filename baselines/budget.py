"""How many epochs fit into M minutes: a short measurement, then plain arithmetic that anyone can check."""

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

# Laptops slow down when warm and when a browser opens; a plan that just fits does not fit.
SAFETY = 0.90
_WARM_STEPS = 3
_MEASURE_S = 3.0


@dataclass(frozen=True)
class Speed:
    """How fast this machine is with one recipe, in seconds.

    Args:
        step_s: A training step, making its batch included.
        call_s: A call of the model on a full batch of pictures to judge; a part of a batch takes as long.
        start_s: Starting the process of a fold and opening its data.
    """

    step_s: float
    call_s: float
    start_s: float

    def slower(self, times: float) -> "Speed":
        """The speed of a machine that takes so many times as long."""
        return Speed(self.step_s * times, self.call_s * times, self.start_s * times)


@dataclass(frozen=True)
class Plan:
    """What the minutes are spent on.

    Args:
        epochs: For every fold.
        minutes: What was allowed.
        predicted_minutes: What the plan should take.
        speed: What was measured.
    """

    epochs: int
    minutes: float
    predicted_minutes: float
    speed: Speed

    def as_dict(self) -> dict[str, Any]:
        """As it is written to ``plan.json``."""
        return asdict(self)


def seconds_per_call(call: Callable[[], object]) -> float:
    """How long a call takes once it is warm: the median of as many calls as fit into three seconds."""
    for _number in range(_WARM_STEPS):
        call()
    times: list[float] = []
    until = time.monotonic() + _MEASURE_S
    while time.monotonic() < until or len(times) < 3:
        before = time.perf_counter()
        call()
        times.append(time.perf_counter() - before)
    return sorted(times)[len(times) // 2]


def planned(
    minutes: float,
    spent_s: float,
    speed: Speed,
    *,
    n_folds: int,
    steps_per_epoch: int,
    validation_calls: int,
    predicted_calls: int,
) -> Plan:
    """The most epochs that end in time, at least one.

    Args:
        minutes: Allowed for everything.
        spent_s: Already gone, in seconds.
        speed: Of this machine.
        n_folds: Each is trained from the start.
        steps_per_epoch: Batches in an epoch.
        validation_calls: Batches judged after each epoch.
        predicted_calls: Batches predicted at the end of each fold.

    >>> speed = Speed(step_s=0.01, call_s=0.0, start_s=0.0)
    >>> planned(1, 0, speed, n_folds=2, steps_per_epoch=100, validation_calls=0, predicted_calls=0).epochs
    27
    """
    epoch_s = steps_per_epoch * speed.step_s + validation_calls * speed.call_s
    fixed_s = n_folds * (speed.start_s + predicted_calls * speed.call_s)
    left_s = (minutes * 60 - spent_s) * SAFETY - fixed_s
    epochs = max(1, math.floor(left_s / (n_folds * epoch_s)))
    predicted_s = spent_s + fixed_s + n_folds * epochs * epoch_s
    return Plan(epochs, minutes, round(predicted_s / 60, 2), speed)
