"""`tiny_vgg`: the same small step again and again, a small cousin of VGG."""

import keras
from keras import layers as kl


def build(
    input_shape: tuple[int, int, int],
    n_classes: int,
    *,
    filters: int,
    depth: int,
    units: int,
    activation: str,
    dropout: float,
) -> keras.Model:
    """Blocks of two 3×3 convolutions and a pooling, each block with twice the filters of the one before.

    Two 3×3 windows in a row see 5×5 pixels, with fewer numbers to learn than one 5×5 window and an
    activation more: this is why deep and narrow beat shallow and wide. As the picture shrinks, the number
    of filters grows: *where* is traded for *what*. From "Very Deep Convolutional Networks for Large-Scale
    Image Recognition" (Simonyan and Zisserman, 2014).

    Args:
        input_shape: Height, width and channels of a picture, in pixels; at least 2**depth high and wide.
        n_classes: How many answers there are.
        filters: Filters of the first block; 32 gives 32, 64, 128.
        depth: How many blocks.
        units: Neurons in the layer that decides.
        activation: What bends the sums.
        dropout: Share of numbers silenced at random after each block and before the answer.

    Returns:
        A model from pictures (n, height, width, channels) of 0 … 255 to probabilities (n, n_classes).
    """
    images = keras.Input(input_shape, name="images")
    x = kl.Rescaling(1 / 255, name="scale")(images)
    for block in range(1, depth + 1):
        width = filters * 2 ** (block - 1)
        for number in (1, 2):
            x = kl.Conv2D(width, 3, padding="same", activation=activation, name=f"conv_{block}_{number}")(x)
        x = kl.MaxPooling2D(name=f"pool_{block}")(x)
        x = kl.Dropout(dropout, name=f"dropout_{block}")(x)
    x = kl.Flatten(name="flatten")(x)
    x = kl.Dense(units, activation=activation, name="hidden")(x)
    x = kl.Dropout(dropout, name="dropout")(x)
    probabilities = kl.Dense(n_classes, activation="softmax", dtype="float32", name="probabilities")(x)
    return keras.Model(images, probabilities, name="tiny_vgg")
