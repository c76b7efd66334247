"""What augmented batches cost: our whole pipeline against the bare transforms, two workers against one. No Keras."""

import itertools
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from augment.mixing import Mixing
from augment.pipeline import Pipeline, pipeline
from baselines.batches import Batches, Feed, feed
from baselines.benches.measuring import paired_seconds, stored_pictures

POLICY = "medium"
# Everything on: what is measured is the most that a recipe may ask for.
MIXING = Mixing(20, mixup=0.2, cutmix=1.0, label_smoothing=0.1)

_BATCH = 64
# Enough pictures that chance, which of them is changed how much, does not show: a fifth of a second or more.
_BATCHES = {32: 40, 224: 8}
_LARGE = 31 * 2**20  # bytes


@contextmanager
def _stored_batches(size: int, n_batches: int) -> Iterator[Batches]:
    # Windows does not delete a file that is still mapped; the system's own tidying will.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        images = stored_pictures(Path(folder), n_batches * _BATCH, size)
        targets = np.random.default_rng(0).integers(0, MIXING.n_classes, len(images))
        batches = Batches(images, np.arange(len(images)), targets, _BATCH, 0, pipeline(POLICY, size, 0), MIXING)
        yield batches


def whole_pipeline(size: int) -> tuple[float, float]:
    """Seconds for pictures in batches (read, reseeded, augmented, mixed), and for the bare transforms in a loop.

    Both on one core, in this thread; processor time.

    Args:
        size: Side of the pictures in pixels.
    """
    with _stored_batches(size, _BATCHES[size]) as batches:
        in_memory, epochs = np.array(batches.images), itertools.count()
        assert isinstance(batches.pipeline, Pipeline)
        compose = batches.pipeline.compose
        # Larger arrays than a batch come and go in a training. After the first of them, glibc keeps what is freed;
        # before, it hands each batch's memory back, and fetching that again would be most of what is measured.
        np.ones(_LARGE, dtype=np.uint8)

        def ours() -> None:
            epoch = next(epochs)
            for places in batches.places(epoch):
                batches.batch(epoch, places)

        def bare() -> None:
            for image in in_memory:
                compose(image=image)

        return paired_seconds(ours, bare, time.process_time)


def two_workers(size: int) -> tuple[float, float]:
    """Seconds for batches made by two processes, and by the one thread that makes them when nothing is said.

    Args:
        size: Side of the pictures in pixels.
    """
    with _stored_batches(size, 4 * _BATCHES[size]) as batches, feed(batches, 2) as two, feed(batches) as one:
        return paired_seconds(lambda: _dealt(two), lambda: _dealt(one))


def _dealt(batch_feed: Feed) -> None:
    for _batch in batch_feed.epoch(0):
        pass  # a training would learn here; kept in a list, the batches would fill the memory
