"""What the trainer costs beside the barest thing that does the same work; a ratio of two medians of one run."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from baselines import backend
from baselines.batches import Batches
from baselines.catalog import builder, entry, with_settings
from baselines.trainer import compiled, trained

_ROUNDS = 5
_STEPS = 150


def paired_seconds(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """How long two things take, medians over rounds in turn, so that a machine that slows down slows both.

    Args:
        ours: Called once to warm up, then in turn with ``bare``.
        bare: What ``ours`` is held against.

    Returns:
        Seconds of each.
    """
    ours()
    bare()
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(_ROUNDS):
        for call, taken in zip((ours, bare), times, strict=True):
            before = time.perf_counter()
            call()
            taken.append(time.perf_counter() - before)
    return statistics.median(times[0]), statistics.median(times[1])


def training_step() -> tuple[float, float]:
    """Seconds for an epoch of ``cnn`` at 32 px: through our batches and trainer, and by bare ``model.fit``."""
    settings = with_settings(entry("cnn"), {"epochs": 1})
    size, batch = settings["size"], settings["batch_size"]
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (_STEPS * batch, size, size, 3), dtype=np.uint8)
    targets = random.integers(0, 20, len(images))
    build = builder(entry("cnn"))

    def model() -> Any:
        backend.seeded(0)
        return compiled(build((size, size, 3), 20, **settings), settings, _STEPS)

    with tempfile.TemporaryDirectory() as folder:
        np.save(Path(folder) / "images.npy", images)
        # Ours reads from disk, as in a run; the bare one has its pictures in memory.
        mapped = np.load(Path(folder) / "images.npy", mmap_mode="r")
        batches = Batches(mapped, np.arange(len(images)), targets, batch, seed=0)
        checkpoint = Path(folder) / "checkpoint.npz"
        one, other = model(), model()

        def ours() -> None:
            trained(one, batches, None, settings, checkpoint)
            checkpoint.unlink()

        return paired_seconds(ours, lambda: other.fit(images, targets, batch_size=batch, verbose=0))
