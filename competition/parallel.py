"""The same work on many things in threads or processes, results in order. What the work is lives elsewhere."""

import os
import signal
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

_CHUNK = 32
# What a process of the pool is started with. One thread for each of the libraries behind NumPy: there are as many
# processes as cores. And Linux's memory is kept for the next item instead of being given back after each, which takes
# a quarter of the time where an item is some megabytes.
_POOL_ENVIRONMENT = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
    "MALLOC_MMAP_THRESHOLD_": str(2**25),  # the most that it may be
}


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
        make: What to do with one item. It travels once to each process, what it gives travels back.
        items: All of them.
        chunk: How many go to a process at once.
    """
    n = min(8, os.cpu_count() or 1)
    with _pool_environment():
        # Started afresh, not forked: libraries' threads and locks do not survive a fork.
        pool = ProcessPoolExecutor(n, get_context("spawn"), _begin, (make,))
        try:
            yield from pool.map(_made, items, chunksize=chunk)
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _pool_environment() -> Iterator[None]:
    """Processes that are started meanwhile have `_POOL_ENVIRONMENT`."""
    before = {name: os.environ.get(name) for name in _POOL_ENVIRONMENT}
    os.environ.update(_POOL_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


# In a process of the pool: what it makes of each item.
_work: Callable[[Any], Any] | None = None


def _begin(make: Callable[[Any], Any]) -> None:
    """Learn the work; Ctrl-C reaches the parent as well, which ends its children in order."""
    global _work
    _work = make
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _made(item: Any) -> Any:
    assert _work is not None
    return _work(item)
