"""A bar with the time left, for everything that takes longer than two seconds."""

import sys
from collections.abc import Iterable, Iterator, Sized
from typing import Any, TypeVar

Item = TypeVar("Item")

# A terminal redraws the bar ten times a second; a notebook's or a log's pipe gets a line now and then.
_TERMINAL_INTERVAL_S = 0.1
_PIPE_INTERVAL_S = 10.0
# tqdm's own, but for the speed, which tqdm turns round to "s/step" where it is slow.
_FORMAT = "{l_bar}{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}, {rate_noinv_fmt}{postfix}]"


def bar(description: str, total: int | None = None, initial: int = 0, unit: str = "it") -> Any:
    """An empty bar to ``update(n)`` by hand; appears after half a second, so quick steps stay quiet."""
    from tqdm import tqdm

    terminal = sys.stderr.isatty()
    return tqdm(
        desc=description,
        total=total,
        initial=initial,
        unit=f" {unit}",
        bar_format=_FORMAT,
        delay=0.5,
        mininterval=_TERMINAL_INTERVAL_S if terminal else _PIPE_INTERVAL_S,
        dynamic_ncols=True,
        leave=terminal,
    )


def track(items: Iterable[Item], description: str, total: int | None = None, unit: str = "it") -> Iterator[Item]:
    """The same items, with a bar that moves as they are taken.

    >>> list(track([1, 2, 3], "counting"))
    [1, 2, 3]
    """
    if total is None and isinstance(items, Sized):
        total = len(items)
    with bar(description, total, unit=unit) as progress:
        for item in items:
            yield item
            progress.update()
