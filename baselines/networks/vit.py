"""`vit`: a small Vision Transformer, which reads a picture as a sentence of patches."""

import keras
from keras import layers as kl

_EPSILON = 1e-6


@keras.saving.register_keras_serializable(package="kit")
class Positions(kl.Layer):
    """Adds a learned vector to each patch, so that the network can tell where in the picture it was."""

    def build(self, input_shape: tuple[int | None, int, int]) -> None:
        """Make one vector for each place, once the number of places is known."""
        self.vectors = self.add_weight(
            shape=input_shape[1:], initializer=keras.initializers.RandomNormal(stddev=0.02), name="vectors"
        )

    def call(self, patches: keras.KerasTensor) -> keras.KerasTensor:
        """The patches with their places' vectors added, (n, n_patches, units)."""
        return patches + self.vectors


def build(
    input_shape: tuple[int, int, int],
    n_classes: int,
    *,
    patch: int,
    units: int,
    depth: int,
    heads: int,
    activation: str,
    dropout: float,
) -> keras.Model:
    """A network in which every patch of the picture asks all other patches what they know.

    The picture is cut into square patches, each turned into a row of ``units`` numbers. In an attention
    layer each patch asks a question, compares it with the keys of all patches, and takes over a mixture of
    the best matches' contents. Nothing tells the network that neighbours matter more: it has to find that
    out, which takes many pictures, so on small data convolutions usually win. It needs a warm-up of the
    learning rate. From "An Image is Worth 16x16 Words" (Dosovitskiy et al., 2020); attention from
    "Attention Is All You Need" (Vaswani et al., 2017).

    Args:
        input_shape: Height, width and channels of a picture, in pixels.
        n_classes: How many answers there are.
        patch: Side of a patch in pixels; what is left over at the right and bottom edge is not seen.
        units: Numbers that describe a patch.
        depth: Transformer blocks.
        heads: Questions each patch may ask at a time.
        activation: What bends the sums inside a block; GELU in the paper.
        dropout: Share of numbers silenced at random, 0 to below 1.

    Returns:
        A model from pictures (n, height, width, channels) of 0 … 255 to probabilities (n, n_classes).
    """
    images = keras.Input(input_shape, name="images")
    x = kl.Rescaling(1 / 127.5, offset=-1, name="scale")(images)
    x = kl.Conv2D(units, patch, strides=patch, name="patches")(x)
    x = kl.Reshape((-1, units), name="sentence")(x)
    x = Positions(name="positions")(x)
    for number in range(1, depth + 1):
        x = _block(x, heads, activation, dropout, f"block_{number}")
    x = kl.LayerNormalization(epsilon=_EPSILON, name="norm")(x)
    x = kl.GlobalAveragePooling1D(name="mean")(x)
    probabilities = kl.Dense(n_classes, activation="softmax", dtype="float32", name="probabilities")(x)
    return keras.Model(images, probabilities, name="vit")


def _block(x: keras.KerasTensor, heads: int, activation: str, dropout: float, name: str) -> keras.KerasTensor:
    """Attention between the patches, then two dense layers on each patch, both with a shortcut."""
    units = x.shape[-1]
    asked = kl.LayerNormalization(epsilon=_EPSILON, name=f"{name}_norm_a")(x)
    attention = kl.MultiHeadAttention(heads, max(1, units // heads), dropout=dropout, name=f"{name}_attention")
    x = kl.Add(name=f"{name}_add_a")([x, attention(asked, asked)])
    thought = kl.LayerNormalization(epsilon=_EPSILON, name=f"{name}_norm_b")(x)
    thought = kl.Dense(2 * units, activation=activation, name=f"{name}_wide")(thought)
    thought = kl.Dense(units, name=f"{name}_narrow")(thought)
    thought = kl.Dropout(dropout, name=f"{name}_dropout")(thought)
    return kl.Add(name=f"{name}_add_b")([x, thought])
