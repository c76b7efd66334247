"""`ImageSequence` hands Keras the kit's own batches, whoever asks for them and in whatever order."""

import sys
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np

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


def fitted() -> list[float]:
    """The loss of each epoch of a small model of a student's."""
    backend.seeded(0)
    model = keras.Sequential(
        [
            keras.layers.Input((SIZE, SIZE, 3)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(N_CLASSES, activation="softmax"),
        ]
    )
    model.compile(
        keras.optimizers.Adam(0.3), "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False
    )
    losses: list[float] = model.fit(ImageSequence(made()), epochs=4, verbose=0).history["loss"]
    return losses


def test_it_deals_what_the_batches_deal() -> None:
    sequence, batches = ImageSequence(made()), made()
    for epoch in range(3):
        assert len(sequence) == len(batches) == 7
        for number, places in enumerate(batches.places(epoch)):
            for got, expected in zip(sequence[number], batches.batch(epoch, places), strict=True):
                np.testing.assert_array_equal(got, expected)
        sequence.on_epoch_end()


def test_threads_that_ask_at_once_get_the_same_batches() -> None:
    """They must not share a pipeline: it is reseeded in place for every picture."""
    batches = made()
    expected = [batches.batch(0, places)[0].tobytes() for places in batches.places(0)]
    sequence = ImageSequence(made(), workers=4)
    patience = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            for _round in range(5):
                assert [images.tobytes() for images, _targets in pool.map(sequence.__getitem__, range(7))] == expected
    finally:
        sys.setswitchinterval(patience)


def test_a_model_learns_from_it_the_same_every_time() -> None:
    losses = fitted()
    assert losses[-1] < losses[0]
    assert fitted() == losses
