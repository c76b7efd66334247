"""Whether values out of a stranger's JSON are of the kind they should be. What they mean is told elsewhere."""

from collections.abc import Iterator
from dataclasses import asdict, fields
from types import UnionType
from typing import Any, get_origin, get_type_hints

_LARGEST = 1e100


def is_well_typed(one: Any) -> bool:
    """Whether every value of a dataclass is of the kind that its definition says, and every number finite."""
    hints = get_type_hints(type(one))
    return is_finite(asdict(one)) and all(_fits(getattr(one, field.name), hints[field.name]) for field in fields(one))


def _fits(value: object, hint: Any) -> bool:
    """Whether a value may stand where ``hint`` is written; JSON tells 3 from 3.0, a reader of runs does not.

    >>> _fits(3, float | None), _fits("3", float), _fits(None, float | None), _fits(True, int)
    (True, False, True, False)
    """
    kind = hint if get_origin(hint) in (None, UnionType) else get_origin(hint)
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind) or (isinstance(value, int) and isinstance(0.0, kind))


def _leaves(values: object) -> Iterator[object]:
    """Every name and every value in nested dictionaries and lists."""
    if isinstance(values, dict):
        yield from values
        values = list(values.values())
    if isinstance(values, list | tuple):
        for value in values:
            yield from _leaves(value)
    else:
        yield values


def is_finite(values: object) -> bool:
    """Whether all numbers in them can be counted with: none is infinite, or as long as a page."""
    return all(abs(one) < _LARGEST for one in _leaves(values) if isinstance(one, int | float))


def is_printable(values: object) -> bool:
    """Whether all words in them can be printed: a terminal obeys some characters."""
    return all(one.isprintable() for one in _leaves(values) if isinstance(one, str))


def is_number(value: object) -> bool:
    """Whether it is a number to be counted with.

    >>> [is_number(one) for one in (3, 0.5, True, float("nan"), 10**400, "3")]
    [True, True, False, False, False, False]
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and is_finite(value)


def are_numbers(values: object) -> bool:
    """Whether it is a list of such numbers, or an empty one."""
    return isinstance(values, list) and all(map(is_number, values))
