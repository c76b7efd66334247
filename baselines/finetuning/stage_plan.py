"""How long each stage of a fold may be: plain arithmetic on what a machine was measured to do."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from baselines.budget import SAFETY, Speed
from baselines.finetuning.speeds import at_size
from competition.runs import Stage


@dataclass(frozen=True)
class FoldWork:
    """What a fold has to do, whatever its stages.

    Args:
        steps_per_epoch: Batches of ``batch_size`` pictures in an epoch.
        batch_size: Pictures a step.
        validation_calls: Batches judged after each epoch.
        predicted_calls: Batches predicted at the end, every view counted.
    """

    steps_per_epoch: int
    batch_size: int
    validation_calls: int
    predicted_calls: int

    def stage_s(self, stage: Stage, speed: Speed) -> float:
        """Seconds of training and judging in a stage; ``speed`` as `baselines.finetuning.speeds` gives it."""
        here = at_size(speed, stage.size, self.batch_size)
        judged_s = math.ceil(stage.epochs) * self.validation_calls * here.call_s
        return stage.epochs * self.steps_per_epoch * here.step_s + judged_s

    def beside_s(self, stages: Sequence[Stage], speed: Speed) -> float:
        """Seconds for building a network for each stage and for predicting at the end."""
        answers_s = self.predicted_calls * at_size(speed, stages[-1].size, self.batch_size).call_s
        return len(stages) * speed.start_s + answers_s

    def seconds(self, stages: Sequence[Stage], speed: Speed) -> float:
        """All that a fold with these stages takes."""
        return self.beside_s(stages, speed) + sum(self.stage_s(stage, speed) for stage in stages)

    def fitted(self, stages: Sequence[Stage], speed: Speed, left_s: float) -> tuple[Stage, ...]:
        """The stages, all stretched or shortened alike, so that a fold ends in ``left_s`` seconds.

        >>> work = FoldWork(steps_per_epoch=100, batch_size=64, validation_calls=0, predicted_calls=0)
        >>> work.fitted([Stage(1.0, 0.001, 1.0, 96)], Speed(step_s=0.1, call_s=0.0, start_s=0.0), 20.0)[0].epochs
        1.8
        """
        factor = (left_s * SAFETY - self.beside_s(stages, speed)) / sum(self.stage_s(one, speed) for one in stages)
        # However little time there is, something is learned.
        return tuple(replace(one, epochs=max(0.02, round(one.epochs * factor, 3))) for one in stages)
