"""Heads: what turns a pretrained network's features into a contest's answers.

The same head ends a whole network that is fine-tuned (its features are maps) and learns from features that
were computed once (already pooled to a row of numbers a picture). Which network the features come from stands in
`baselines.backbones.catalog`.
"""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from keras import layers as kl
from keras import ops

from baselines.settings import Value

_SMALLEST = 1e-6
_LAST = "probabilities"
# Where the power of a GeM starts, and where it stays for frozen features; from the paper.
POWER = 3.0


@keras.saving.register_keras_serializable("kit")
class GeM(kl.Layer):  # type: ignore[misc]
    """A mean over all places of a picture that lets strong features count more.

    With power 1 it is the plain mean, with a very large one the maximum; the power is learned. A small object then
    is not lost in a large background. From "Fine-tuning CNN Image Retrieval with No Human Annotation"
    (Radenović, Tolias and Chum, 2018).

    Args:
        power: Where it starts.
    """

    def __init__(self, power: float = POWER, **of_layer: Any) -> None:
        super().__init__(**of_layer)
        self.start = power

    def build(self, shape: tuple[int, ...]) -> None:
        """Make the one number that is learned."""
        self.power = self.add_weight((), keras.initializers.Constant(self.start), name="power")

    def call(self, maps: Any) -> Any:
        """Feature maps (n, height, width, channels) to one row of features each, (n, channels)."""
        # A root of 0 has no slope, and negative numbers have no root.
        raised = ops.power(ops.maximum(maps, _SMALLEST), self.power)
        return ops.power(ops.mean(raised, axis=(1, 2)), 1 / self.power)

    def compute_output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Without the two sides of the map."""
        return (shape[0], shape[-1])

    def get_config(self) -> dict[str, Any]:
        """What Keras writes into a saved model."""
        return super().get_config() | {"power": self.start}


def head(features: Any, n_classes: int, settings: Mapping[str, Value]) -> Any:
    """The end of a network, from features to probabilities.

    Its last weights start at 0: every class is as likely as any other, and the first gradients change the head
    alone, so that a pretrained network is not thrown about by a head that knows nothing yet.

    Args:
        features: Maps (n, height, width, channels), or rows (n, channels) that were pooled before.
        n_classes: How many answers there are.
        settings: ``head`` (``linear``, ``mlp`` or ``gem``) and ``dropout``; for ``mlp`` also ``units``, ``layers``
            and ``activation``.

    Returns:
        Probabilities (n, n_classes).
    """
    x = features
    if len(x.shape) == 4:
        x = GeM(name="pooled")(x) if settings["head"] == "gem" else kl.GlobalAveragePooling2D(name="pooled")(x)
    if settings["head"] == "mlp":
        for number in range(1, int(settings["layers"]) + 1):
            x = kl.Dense(settings["units"], activation=settings["activation"], name=f"hidden_{number}")(x)
    x = kl.Dropout(settings["dropout"], name="dropout")(x)
    last = kl.Dense(n_classes, "softmax", kernel_initializer="zeros", dtype="float32", name=_LAST)
    return last(x)


def cool(model: keras.Model, temperature: float) -> None:
    """Have a network answer at another temperature, for good: what its last layer sums up is divided by it.

    Args:
        model: A network that ends with `head`.
        temperature: See `competition.calibration`.
    """
    last = model.get_layer(_LAST)
    last.set_weights([np.asarray(weights) / np.float32(temperature) for weights in last.get_weights()])
