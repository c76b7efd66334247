"""How `bench` measures: two things in turn, on pictures that lie on disk as a run's do.

What is measured stands in `baselines.benches.training` and `baselines.benches.augment`.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROUNDS = 5


def paired_seconds(
    ours: Callable[[], object], bare: Callable[[], object], clock: Callable[[], float] = time.perf_counter
) -> tuple[float, float]:
    """How long two things take, medians over rounds in turn, so that a machine that slows down slows both.

    Args:
        ours: Called once to warm up, then in turn with ``bare``.
        bare: What ``ours`` is held against.
        clock: ``time.process_time`` where one core in one process does all the work: other programs then matter less.

    Returns:
        Seconds of each.
    """
    ours()
    bare()
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        for call, taken in zip((ours, bare), times, strict=True):
            before = clock()
            call()
            taken.append(clock() - before)
    return statistics.median(times[0]), statistics.median(times[1])


def stored_pictures(folder: Path, n: int, size: int) -> np.ndarray:
    """Noise, mapped from a file as a store's pictures are: uint8 (n, size, size, 3).

    Args:
        folder: Where the file goes.
        n: How many pictures.
        size: Their side in pixels.
    """
    path = folder / f"{size}.npy"
    np.save(path, np.random.default_rng(0).integers(0, 256, (n, size, size, 3), dtype=np.uint8))
    return np.load(path, mmap_mode="r")
