"""Round numbers for axes, and places on them. What is drawn on them stands in `charts`."""

import math
from collections.abc import Callable, Sequence

_STEPS = (1, 2, 5)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from ``low`` to ``high`` for the marks of an axis; no more than one too many.

    >>> ticks(0, 1), ticks(1.3, 2.9), ticks(1, 15)
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [1.5, 2.0, 2.5], [5.0, 10.0, 15.0])
    """
    span = high - low
    if span <= 0:
        return [low]
    power = 10.0 ** (math.floor(math.log10(span / most)))
    step = next(step for step in (power * one for one in (*_STEPS, 10, 20)) if span / step <= most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def places(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """Where a value stands between ``start`` and ``end``; what is out of range stands at the nearer end.

    >>> at = places(0, 10, 100, 200)
    >>> at(5), at(99)
    (150.0, 200.0)
    """
    span = high - low or 1.0

    def place(value: float) -> float:
        return start + (end - start) * min(1.0, max(0.0, (value - low) / span))

    return place


def ends(values: Sequence[float], air: float = 0.08) -> tuple[float, float]:
    """The ends of an axis for these values, with a little air on both sides.

    >>> ends([1.0, 3.0], air=0.5)
    (0.0, 4.0)
    """
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1.0) * air
    return low - room, high + room


def number(value: float) -> str:
    """A number on an axis, as short as it can be.

    >>> number(0.5), number(2.0), number(0.00012)
    ('0.5', '2', '0.00012')
    """
    return f"{value:.4g}"
