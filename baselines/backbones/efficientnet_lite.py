"""EfficientNet-Lite 0, 1 and 2 as Keras models: small, and quick on a CPU. Their weights: `lite_weights`.

From "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks" (Tan and Le, 2019); Lite (2020)
leaves out what phones are slow at: no squeeze-and-excite, and ReLU6 in the place of swish.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

N_CLASSES = 1000
WIDTH = 1280
_STEM_WIDTH = 32
# Each stage: kernel side, stride of its first block, how many times as wide inside, width, blocks.
_STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)


@dataclass(frozen=True)
class Variant:
    """One of the family.

    Args:
        input_size: The side in pixels it was trained at.
        wider: How many times as wide as the smallest.
        deeper: How many times as many blocks, but in the first and the last stage.
    """

    input_size: int
    wider: float
    deeper: float


VARIANTS = {
    "efficientnet_lite0": Variant(224, 1.0, 1.0),
    "efficientnet_lite1": Variant(240, 1.0, 1.1),
    "efficientnet_lite2": Variant(260, 1.1, 1.2),
}


@dataclass(frozen=True)
class Block:
    """One inverted bottleneck: widen, look around each channel by itself, narrow.

    Args:
        name: Stage and place in it, such as ``block_3b``.
        kernel: Side of the depthwise kernel.
        stride: 2 where the picture is halved.
        expansion: How many times as many channels inside as come in.
        width: Channels that come out.
    """

    name: str
    kernel: int
    stride: int
    expansion: int
    width: int


def blocks(name: str) -> list[Block]:
    """The blocks of one variant, in order from the picture to the answer."""
    variant = VARIANTS[name]
    found = []
    for number, (kernel, stride, expansion, width, repeats) in enumerate(_STAGES, start=1):
        if number not in (1, len(_STAGES)):
            repeats = math.ceil(repeats * variant.deeper)
        # To a multiple of 8, which processors like, but not more than a tenth below what was asked for.
        asked = width * variant.wider
        width = max(8, int(asked + 4) // 8 * 8)
        width += 8 if width < 0.9 * asked else 0
        for place in range(repeats):
            letter = "abcdefgh"[place]
            found.append(Block(f"block_{number}{letter}", kernel, stride if place == 0 else 1, expansion, width))
    return found


def prefixes(name: str) -> tuple[str, ...]:
    """What the layers' names begin with, block by block, from the picture to the answer."""
    return ("stem_", *(f"{block.name}_" for block in blocks(name)), "head_")


def network(name: str, size: int, *, classes: bool) -> "keras.Model":
    """The network with random weights.

    Args:
        name: One of `VARIANTS`.
        size: The pictures' side in pixels.
        classes: With the 1000 ImageNet probabilities at its end.

    Returns:
        A model from pictures (n, size, size, 3) of 0 … 255 to features (n, height, width, 1280), or to
        probabilities (n, 1000).
    """
    import keras
    from keras import layers as kl

    def normed(x: "keras.KerasTensor", name: str, bent: bool = True) -> "keras.KerasTensor":
        x = kl.BatchNormalization(momentum=0.99, epsilon=1e-3, name=f"{name}_norm")(x)
        return kl.ReLU(max_value=6, name=f"{name}_relu")(x) if bent else x

    def conv(
        x: "keras.KerasTensor", width: int, name: str, kernel: int = 1, stride: int = 1, bent: bool = True
    ) -> "keras.KerasTensor":
        made = kl.Conv2D(width, kernel, stride, padding="same", use_bias=False, name=name)
        return normed(made(x), name, bent)

    images = keras.Input((size, size, 3), name="images")
    x = kl.Rescaling(1 / 128, offset=-127 / 128, name="scale")(images)
    x = conv(x, _STEM_WIDTH, "stem_conv", kernel=3, stride=2)
    for block in blocks(name):
        before = x
        if block.expansion > 1:
            x = conv(x, before.shape[-1] * block.expansion, f"{block.name}_expand")
        depthwise = f"{block.name}_depthwise"
        x = normed(
            kl.DepthwiseConv2D(block.kernel, block.stride, padding="same", use_bias=False, name=depthwise)(x), depthwise
        )
        x = conv(x, block.width, f"{block.name}_project", bent=False)
        if block.stride == 1 and before.shape[-1] == block.width:
            x = kl.Add(name=f"{block.name}_add")([x, before])
    x = conv(x, WIDTH, "head_conv")
    if classes:
        x = kl.GlobalAveragePooling2D(name="classes_mean")(x)
        x = kl.Dense(N_CLASSES, activation="softmax", dtype="float32", name="classes")(x)
    return keras.Model(images, x, name=name)
