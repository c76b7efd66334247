"""Pictures and answers in batches, in an order that depends on the seed and the epoch alone.

Plain NumPy, no Keras, so that a worker process starts in a second. `ImageSequence` puts the same
batches behind Keras's own interface.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from augment.mixing import Mixing
from augment.pipeline import Pipeline
from competition.enlarged import Images

Batch = tuple[np.ndarray, np.ndarray]


@dataclass
class Batches:
    """Training pictures, dealt out in batches.

    Args:
        images: Every picture of the store, uint8 (n_store, size, size, 3), usually a memory map.
        rows: Which of them belong here, int64 (n,).
        targets: Their classes, int64 (n,).
        batch_size: Pictures a batch; a rest that does not fill one waits for the next epoch's order.
        seed: With the epoch, decides the order, every picture's augmentation and every batch's mixing.
        pipeline: What happens to a picture, or None.
        mixing: What then happens to a batch as a whole, or None.
    """

    images: Images
    rows: np.ndarray
    targets: np.ndarray
    batch_size: int
    seed: int
    pipeline: Pipeline | None = None
    mixing: Mixing | None = None

    def __len__(self) -> int:
        return max(1, len(self.rows) // self.batch_size)

    def places(self, epoch: int) -> list[np.ndarray]:
        """Who is in which batch this epoch: places in ``rows``, int64 (batch,) each."""
        order = np.random.default_rng([self.seed, epoch]).permutation(len(self.rows))
        return [
            order[start : start + self.batch_size] for start in range(0, len(self) * self.batch_size, self.batch_size)
        ]

    def batch(self, epoch: int, places: np.ndarray) -> Batch:
        """One batch.

        Args:
            epoch: Counted from 0; decides what happens to each picture, and to the batch.
            places: Whose, as `places` deals them out.

        Returns:
            Pictures uint8 (batch, size, size, 3) and classes int64 (batch,); where batches are mixed, the answers
            are float32 (batch, n_classes) instead.
        """
        rows = self.rows[places]
        if self.pipeline is None:
            images = self.images[rows]
        else:
            images = np.empty((len(rows), *self.images.shape[1:]), dtype=np.uint8)
            for image, row, place in zip(images, rows, places, strict=True):
                # A copy, since a student's transform may write into what it gets.
                image[:] = self.pipeline(np.array(self.images[row]), epoch, int(place))
        targets = self.targets[places]
        if self.mixing is None:
            return images, targets
        # Each batch has a stream of its own, named by its first picture: whoever makes it, it is mixed the same.
        # (As a spawn key, so that it is not the stream that this picture was augmented from.)
        stream = np.random.SeedSequence([self.seed, epoch], spawn_key=(int(places[0]),))
        return self.mixing(images, targets, np.random.default_rng(stream))

    def __getstate__(self) -> dict[str, Any]:
        # A memory map would be copied whole to a worker; its file's name is enough.
        state = dict(self.__dict__)
        if isinstance(self.images, np.memmap):
            state["images"] = str(self.images.filename)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if isinstance(self.images, str):
            self.images = np.load(self.images, mmap_mode="r")


_kept: Batches  # each worker process's own copy, put there once when it starts


def _keep(batches: Batches) -> None:
    global _kept
    _kept = batches


def _kept_batch(epoch: int, places: np.ndarray) -> Batch:
    return _kept.batch(epoch, places)


class Feed:
    """Batches made ahead of time, handed out in their order whoever made them.

    Args:
        batches: What to make.
        executor: Who makes them.
        ahead: How many may wait.
    """

    def __init__(self, batches: Batches, executor: Executor, ahead: int) -> None:
        self.batches = batches
        self.executor = executor
        self.ahead = ahead

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """The batches of one epoch from number ``start`` on."""
        make = _kept_batch if isinstance(self.executor, ProcessPoolExecutor) else self.batches.batch
        waiting: deque[Future[Batch]] = deque()
        for places in self.batches.places(epoch)[start:]:
            waiting.append(self.executor.submit(make, epoch, places))
            if len(waiting) > self.ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def feed(batches: Batches, workers: int = 1) -> Iterator[Feed]:
    """Batches made in the background: by one thread, or by several processes where augmentation is costly.

    Args:
        batches: What to make.
        workers: 1 for a thread beside the training; more for as many processes, started afresh (``spawn``)
            because a forked TensorFlow hangs.
    """
    if workers > 1:
        context = multiprocessing.get_context("spawn")
        executor: Executor = ProcessPoolExecutor(workers, context, initializer=_keep, initargs=(batches,))
    else:
        executor = ThreadPoolExecutor(1)
    try:
        yield Feed(batches, executor, ahead=2 * workers)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
