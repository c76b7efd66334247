"""One cell: the number that stands in it, if any."""

import math
import re

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NAN = {"nan", "na", "n/a", "#n/a", "null", "none"}
_INFINITE = {"inf", "infinity"}


def number(cell: str) -> float | None:
    """The number in a cell, NaN and infinity among them; None where there is none.

    Narrower than Python's ``float``, which also takes ``1_0`` and digits of other scripts.

    >>> number(" 0.5 "), number("1e-3"), number("0,5"), number("-inf")
    (0.5, 0.001, None, -inf)
    """
    text = cell.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    word = text.casefold().lstrip("+-")
    if word in _NAN:
        return math.nan
    if word in _INFINITE:
        return -math.inf if text.startswith("-") else math.inf
    return None
