"""The same work on many things in threads or processes, results in order. What the work is lives elsewhere."""

import os
import signal
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

_CHUNK = 32


def in_threads(make: Callable[[Item], Made], items: Sequence[Item], chunk: int = _CHUNK) -> Iterator[Made]:
    """``make`` of each item, in order; Pillow, OpenCV, NumPy and pandas' parser let threads run side by side.

    Only a few chunks run ahead of what is taken, so memory does not grow with the number of items. The first
    error is raised where its result would have come.

    Args:
        make: What to do with one item.
        items: All of them.
        chunk: How many go to a thread at once: 1 where each takes long.

    >>> list(in_threads(abs, [-3, 2, -1]))
    [3, 2, 1]
    """
    chunks = (items[start : start + chunk] for start in range(0, len(items), chunk))
    workers = min(8, os.cpu_count() or 1)
    waiting: deque[Future[list[Made]]] = deque()
    # Pillow warns about notes in a file that it cannot follow; the picture itself is what counts here.
    with warnings.catch_warnings(), ThreadPoolExecutor(workers) as pool:
        warnings.simplefilter("ignore")
        try:
            for part in chunks:
                waiting.append(pool.submit(lambda part: [make(item) for item in part], part))
                if len(waiting) > 2 * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def in_processes(make: Callable[[Item], Made], items: Sequence[Item], chunk: int = _CHUNK) -> Iterator[Made]:
    """``make`` of each item, in order, for work that Python's own lock keeps threads from sharing.

    Each process takes a second to start; it is worth it for many items only.

    Args:
        make: What to do with one item; it and what it gives travel between processes.
        items: All of them.
        chunk: How many go to a process at once.
    """
    # Started afresh, not forked: libraries' threads and locks do not survive a fork.
    pool = ProcessPoolExecutor(min(8, os.cpu_count() or 1), get_context("spawn"), _ignore_interrupts)
    try:
        yield from pool.map(make, items, chunksize=chunk)
    finally:
        pool.shutdown(cancel_futures=True)


def _ignore_interrupts() -> None:
    """Ctrl-C reaches the parent as well, which ends its children in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
