"""`dense`: the plainest network, for people's first look at one. Pictures are only numbers to it."""

import keras
from keras import layers as kl


def build(
    input_shape: tuple[int, int, int],
    n_classes: int,
    *,
    layers: int,
    units: int,
    activation: str,
    dropout: float,
) -> keras.Model:
    """A network that reads a picture as one long row of numbers.

    Each of the ``units`` neurons of a layer weighs *all* numbers of the layer before it, adds them up
    and passes the sum through the activation. The network does not know which pixels are neighbours:
    shuffle the pixels of all pictures in the same way and it learns just as well. That is its weakness,
    and the reason for `baselines.networks.cnn`. The idea is as old as the perceptron (Rosenblatt, "The
    Perceptron", 1958); training several layers came with "Learning representations by back-propagating
    errors" (Rumelhart, Hinton and Williams, 1986).

    Args:
        input_shape: Height, width and channels of a picture, in pixels.
        n_classes: How many answers there are.
        layers: How many layers of neurons before the answer; 0 makes it a logistic regression.
        units: Neurons in each of these layers.
        activation: What bends the sums: without it, ten layers could do no more than one.
        dropout: Share of neurons silenced at random in each training step, 0 to below 1.

    Returns:
        A model from pictures (n, height, width, channels) of 0 … 255 to probabilities (n, n_classes).
    """
    images = keras.Input(input_shape, name="images")
    x = kl.Rescaling(1 / 255, name="scale")(images)
    x = kl.Flatten(name="flatten")(x)
    for number in range(1, layers + 1):
        x = kl.Dense(units, activation=activation, name=f"hidden_{number}")(x)
        x = kl.Dropout(dropout, name=f"dropout_{number}")(x)
    probabilities = kl.Dense(n_classes, activation="softmax", dtype="float32", name="probabilities")(x)
    return keras.Model(images, probabilities, name="dense")
