"""Which photos belong together: twins, near twins, shots of one burst, and whatever the organizer says does.

A photo in the test part whose brother is in the training part is answered from memory. Figures in, groups out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from competition.near_twins import LEAST_LIKENESS, MOST_BITS, hash_pairs, likenesses, linked, picture_hashes

# Of a hash's 64 bits, two photos of anything differ in 32, give or take 4; shots of one burst in far fewer.
_BURST_BITS = 20
# Binding a little more than an audit would find costs nothing; what it finds could not be mended any more.
_MORE_BITS, _LESS_LIKENESS = 4, 0.05


@dataclass(frozen=True)
class Kin:
    """Photos that belong together.

    Args:
        bound: One number for each photo, int64 (n,); equal for those that must stay on one side of the split.
        exact, near, bursts: Pairs of rows, int (n_pairs, 2): the same in every pixel, alike, taken one after another.
    """

    bound: np.ndarray
    exact: np.ndarray
    near: np.ndarray
    bursts: np.ndarray


def kin_of(
    digests: Sequence[str],
    squares: np.ndarray,
    times_s: Sequence[float | None],
    labels: Sequence[str],
    groups: Sequence[str],
    burst_s: float,
) -> Kin:
    """Find out which photos belong together, in any chain: a twin of a burst's shot belongs to the burst.

    Args:
        digests: Of each photo's pixels; equal for exact twins.
        squares: uint8 (n, side, side, 3), small ones.
        times_s: When each was taken, in seconds; None where it is not known.
        labels: The class of each.
        groups: What each belongs to by the organizer's own word; "" for nothing.
        burst_s: Alike photos of one class that were taken within so many seconds are one burst; 0: there are none.
    """
    exact = _neighbours(digests)
    hashes = picture_hashes(squares)
    candidates = hash_pairs(hashes, MOST_BITS + _MORE_BITS)
    near = candidates[likenesses(squares, candidates) >= LEAST_LIKENESS - _LESS_LIKENESS]
    bursts = _bursts(hashes, times_s, labels, burst_s)
    pairs = np.concatenate([exact, near, bursts, _neighbours(groups)])
    bound = np.arange(len(digests), dtype=np.int64)
    for rows in linked(pairs, len(digests)):
        bound[rows] = rows[0]
    return Kin(bound, exact, near, bursts)


def _neighbours(names: Sequence[str]) -> np.ndarray:
    """Each row with the next one of the same name: enough to link them all; rows without a name stay alone."""
    last: dict[str, int] = {}
    pairs = []
    for row, name in enumerate(names):
        if name:
            if name in last:
                pairs.append((last[name], row))
            last[name] = row
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _bursts(hashes: np.ndarray, times_s: Sequence[float | None], labels: Sequence[str], burst_s: float) -> np.ndarray:
    """Pairs of one class, taken within seconds of each other, that look somewhat alike.

    Looks count too: forty people photograph at once. And classes, since a series of different things on one table is
    no burst.
    """
    if not burst_s:
        return np.empty((0, 2), np.int64)
    timed = sorted((moment, row) for row, moment in enumerate(times_s) if moment is not None)
    moments = np.array([moment for moment, _row in timed], dtype=np.float64)
    order = np.array([row for _moment, row in timed], dtype=np.int64)
    names = np.array([labels[row] for row in order.tolist()])
    hashes = hashes[order]
    found = [np.empty((0, 2), np.int64)]
    # Each with the next one in time, with the next but one, and so on, until none is close in time any more.
    for step in range(1, len(order)):
        close = moments[step:] - moments[:-step] <= burst_s
        if not close.any():
            break
        alike = np.bitwise_count(hashes[step:] ^ hashes[:-step]) <= _BURST_BITS
        places = np.flatnonzero(close & alike & (names[step:] == names[:-step]))
        found.append(np.stack([order[places], order[places + step]], axis=1))
    return np.concatenate(found)
