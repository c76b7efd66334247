"""`ImageSequence` hands Keras the kit's own batches, whoever asks for them and in whatever order."""

import keras
import numpy as np
import pytest

from augment.pipeline import Pipeline
from augment.policies import light
from baselines import backend
from baselines.batches import Batches
from baselines.sequence import ImageSequence

SIZE, N_CLASSES = 16, 3


def made(seed: int = 0) -> Batches:
    """Pictures whose colour is their class."""
    random = np.random.default_rng(0)
    targets = np.arange(60) % N_CLASSES
    images = random.integers(0, 120, (60, SIZE, SIZE, 3), dtype=np.uint8)
    images[np.arange(60), :, :, targets] += 100
    return Batches(images, np.arange(60), targets, 8, seed, Pipeline(light(SIZE), seed))


def fitted(workers: int = 1) -> tuple[keras.Model, list[float]]:
    backend.seeded(0)
    model = keras.Sequential(
        [
            keras.layers.Input((SIZE, SIZE, 3)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(N_CLASSES, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.3), "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    history = model.fit(ImageSequence(made(), workers=workers), epochs=4, verbose=0, shuffle=False)
    return model, history.history["loss"]


def test_it_deals_what_the_batches_deal() -> None:
    sequence, batches = ImageSequence(made()), made()
    for epoch in range(3):
        assert len(sequence) == len(batches) == 7
        for number, places in enumerate(batches.places(epoch)):
            for got, expected in zip(sequence[number], batches.batch(epoch, places), strict=True):
                np.testing.assert_array_equal(got, expected)
        sequence.on_epoch_end()


@pytest.mark.filterwarnings("ignore:.*PyDataset.*:UserWarning")
def test_a_model_learns_from_it_the_same_with_any_number_of_workers() -> None:
    """Threads must not share a pipeline: it is reseeded in place for every picture."""
    model, losses = fitted()
    assert losses[-1] < losses[0]
    several, same_losses = fitted(workers=4)
    assert same_losses == losses
    for one, other in zip(model.weights, several.weights, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
