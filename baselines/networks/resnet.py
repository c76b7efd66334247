"""`resnet`: residual blocks, sized to learn well in minutes on two CPU cores."""

import keras
from keras import layers as kl


def build(
    input_shape: tuple[int, int, int],
    n_classes: int,
    *,
    filters: int,
    depth: int,
    plain: bool,
    activation: str,
    dropout: float,
) -> keras.Model:
    """A network whose blocks only learn what to *add* to what they were given.

    Stack many layers and training gets worse, even on the training pictures: the signal fades on its long
    way back. A residual block computes ``x + f(x)``: the shortcut ``x`` lets the signal through untouched,
    and a block with nothing to say learns ``f(x) = 0``. Turn the shortcuts off with ``plain`` and ``depth``
    up, and see what they are worth. From "Deep Residual Learning for Image Recognition" (He et al., 2015);
    the wide and short form follows "Wide Residual Networks" (Zagoruyko and Komodakis, 2016).

    Most of the time goes where the picture is large, so it is halved right after the first convolution.

    Args:
        input_shape: Height, width and channels of a picture, in pixels.
        n_classes: How many answers there are.
        filters: Filters of the first convolution; the three stages have 2, 4 and 8 times as many.
        depth: Residual blocks in each of the three stages.
        plain: Leave the shortcuts out.
        activation: What bends the sums.
        dropout: Share of numbers silenced at random before the answer.

    Returns:
        A model from pictures (n, height, width, channels) of 0 … 255 to probabilities (n, n_classes).
    """
    images = keras.Input(input_shape, name="images")
    x = kl.Rescaling(1 / 127.5, offset=-1, name="scale")(images)
    x = _conv(x, filters, activation, "stem")
    for stage in (1, 2, 3):
        x = _conv(x, filters * 2**stage, activation, f"down_{stage}", strides=2)
        for block in range(1, depth + 1):
            x = _block(x, plain, activation, f"stage_{stage}_block_{block}")
    x = kl.GlobalAveragePooling2D(name="mean")(x)
    x = kl.Dropout(dropout, name="dropout")(x)
    probabilities = kl.Dense(n_classes, activation="softmax", dtype="float32", name="probabilities")(x)
    return keras.Model(images, probabilities, name="plain" if plain else "resnet")


def _conv(x: keras.KerasTensor, width: int, activation: str, name: str, strides: int = 1) -> keras.KerasTensor:
    """A convolution without bias (batch normalization brings its own), its normalization, its activation."""
    x = kl.Conv2D(
        width, 3, strides, padding="same", use_bias=False, kernel_initializer="he_normal", name=f"{name}_conv"
    )(x)
    x = kl.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)
    return kl.Activation(activation, name=f"{name}_activation")(x)


def _block(x: keras.KerasTensor, plain: bool, activation: str, name: str) -> keras.KerasTensor:
    """Two convolutions of the same width, and the shortcut around them unless ``plain``."""
    width = x.shape[-1]
    change = _conv(_conv(x, width, activation, f"{name}_a"), width, activation, f"{name}_b")
    return change if plain else kl.Add(name=f"{name}_add")([x, change])
