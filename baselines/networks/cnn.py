"""`cnn`: the smallest network that looks at neighbourhoods. The baseline everything else is measured by."""

import keras
from keras import layers as kl


def build(
    input_shape: tuple[int, int, int],
    n_classes: int,
    *,
    filters: int,
    units: int,
    activation: str,
    dropout: float,
) -> keras.Model:
    """Two convolutions, each followed by pooling, and a layer of neurons that decides.

    A convolution slides a small window of 3×3 numbers (a filter) over the picture and writes down how
    well each place matches. The same filter serves every place, so an edge learned in one corner is known
    in all, and 9 numbers do what a dense layer needs thousands for. Pooling keeps the strongest match of
    every 2×2 places: the picture shrinks, and a shift by one pixel hardly matters any more. From
    "Gradient-based learning applied to document recognition" (LeCun et al., 1998), there called LeNet-5.

    Args:
        input_shape: Height, width and channels of a picture, in pixels.
        n_classes: How many answers there are.
        filters: Filters of the first convolution; the second has twice as many.
        units: Neurons in the layer that decides.
        activation: What bends the sums.
        dropout: Share of neurons silenced at random before the answer, 0 to below 1.

    Returns:
        A model from pictures (n, height, width, channels) of 0 … 255 to probabilities (n, n_classes).
    """
    images = keras.Input(input_shape, name="images")
    x = kl.Rescaling(1 / 255, name="scale")(images)
    for number, width in enumerate((filters, 2 * filters), start=1):
        x = kl.Conv2D(width, 3, activation=activation, name=f"conv_{number}")(x)
        x = kl.MaxPooling2D(name=f"pool_{number}")(x)
    x = kl.Flatten(name="flatten")(x)
    x = kl.Dense(units, activation=activation, name="hidden")(x)
    x = kl.Dropout(dropout, name="dropout")(x)
    probabilities = kl.Dense(n_classes, activation="softmax", dtype="float32", name="probabilities")(x)
    return keras.Model(images, probabilities, name="cnn")
