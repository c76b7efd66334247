"""How fast to learn at each step: a short warm-up, then down along half a cosine to nothing."""

import keras
from keras import ops


def warmup_cosine(
    peak: float, n_steps: int, warmup: float, last: float = 0.0
) -> keras.optimizers.schedules.LearningRateSchedule:
    """Start gently, learn fast, end finely.

    A fresh network's first gradients are large and wild, so the rate climbs from nothing for a share of
    the steps; at the end small steps let it settle ("SGDR", Loshchilov and Hutter, 2017, without restarts).

    Args:
        peak: The highest learning rate.
        n_steps: All steps of the training.
        warmup: The share of the steps that climb, 0 to below 1.
        last: Where it ends: nothing, or the rate that the next stage begins with.
    """
    return WarmupCosine(peak, n_steps, warmup, last)


@keras.saving.register_keras_serializable("kit")
class WarmupCosine(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """The schedule as Keras wants it: a function of the step, computed inside the training step."""

    def __init__(self, peak: float, n_steps: int, warmup: float, last: float = 0.0) -> None:
        super().__init__()
        self.peak = peak
        self.n_steps = n_steps
        self.warmup = warmup
        self.last = last

    def __call__(self, step: int) -> float:
        """The learning rate at a step, a float32 scalar."""
        now = ops.cast(step, "float32")
        climb = max(1.0, self.warmup * self.n_steps)
        up = (now + 1.0) / climb
        share = ops.clip((now - climb) / max(1.0, self.n_steps - climb), 0.0, 1.0)
        down = 0.5 * (1.0 + ops.cos(share * 3.141592653589793))
        falling = self.last + (self.peak - self.last) * down
        return ops.where(now < climb, self.peak * ops.minimum(up, 1.0), falling)

    def get_config(self) -> dict[str, float]:
        """What Keras writes into a saved model."""
        return {"peak": self.peak, "n_steps": self.n_steps, "warmup": self.warmup, "last": self.last}
