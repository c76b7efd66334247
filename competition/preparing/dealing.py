"""Photos dealt into parts: every class in its share everywhere, what belongs together on one side. Numbers only."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np


def dealt(targets: np.ndarray, bound: np.ndarray, shares: Sequence[Fraction], order: Sequence[int]) -> np.ndarray:
    """Deal photos into parts, so that each part gets its share of every class as nearly as can be.

    The largest groups go first, each to the part that still lacks most of the group's classes. Whole numbers
    throughout: no processor rounds them otherwise.

    Args:
        targets: The class of each photo, int (n,).
        bound: Photos of one number stay together, int (n,).
        shares: Of each part; 1 in all.
        order: Every place once; decides where all else is equal.

    Returns:
        The part of each photo, int64 (n,).

    >>> shares = [Fraction(7, 10), Fraction(3, 10)]
    >>> parts = dealt(np.array([0] * 10), np.array([0, 0, *range(2, 10)]), shares, range(10))
    >>> np.bincount(parts).tolist(), parts[:2].tolist()
    ([7, 3], [0, 0])
    """
    members: dict[int, list[int]] = {}
    for place in order:
        members.setdefault(int(bound[place]), []).append(place)
    unit = int(np.lcm.reduce([share.denominator for share in shares]))
    weights = np.array([int(share * unit) for share in shares], dtype=np.int64)
    # What each part still lacks of each class, in units.
    lacking = weights[:, None] * np.bincount(targets)[None, :]
    part_of = np.empty(len(targets), dtype=np.int64)
    # sorted() is stable, so groups of one size stay in the order that the lot gave them.
    for group in sorted(members.values(), key=len, reverse=True):
        classes = targets[group]
        part = int(lacking[:, classes].sum(axis=1).argmax())
        part_of[group] = part
        np.subtract.at(lacking[part], classes, unit)
    return part_of
