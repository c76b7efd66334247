"""Which pictures look alike without being the same in every pixel: saved again, shrunk, brightened, shot in a burst.

Two steps, so that few are accused wrongly: a perceptual hash finds candidates among all pairs, then their pixels are
held against each other. Exact twins, which need neither, are found by `competition.audit`.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

# The side at which pictures are compared; a perceptual hash looks at no finer detail.
SIDE = 32
# Of a hash's 64 bits, how many may differ; measured, see DECISIONS.md.
MOST_BITS = 10
# How alike two candidates' pixels must be; measured, see DECISIONS.md.
LEAST_LIKENESS = 0.9
# How alike two pictures' embeddings must be; measured, see DECISIONS.md.
LEAST_COSINE = 0.9
_EMBEDDED = 512
# So many pairs are compared at once that they stay within the processor's own memory.
_ROWS, _COLUMNS = 64, 4096


def picture_hash(image: np.ndarray) -> int:
    """The perceptual hash of one picture: pictures that look alike have hashes that differ in few bits.

    Each bit tells whether one coarse pattern of light and dark is stronger in it than most; size, colour, compression
    and small retouches hardly change that.

    Args:
        image: uint8 (height, width, 3), upright, of any size.

    Returns:
        64 bits as a number from 0 to 2⁶⁴ - 1.

    >>> bright = np.tile(np.arange(100, 200, dtype=np.uint8)[:, None, None], (1, 100, 3))
    >>> (picture_hash(bright) ^ picture_hash(bright + 9)).bit_count()
    0
    """
    from imagehash import phash
    from PIL import Image

    return int(str(phash(Image.fromarray(image))), 16)


def picture_hashes(images: Iterable[np.ndarray]) -> np.ndarray:
    """The perceptual hash of each picture, uint64 (n,); see `picture_hash`."""
    return np.fromiter((picture_hash(image) for image in images), dtype=np.uint64)


def hash_pairs(hashes: np.ndarray, most_bits: int = MOST_BITS) -> np.ndarray:
    """All pairs of pictures whose hashes differ in few bits.

    Args:
        hashes: uint64 (n,).
        most_bits: How many of the 64 bits may differ.

    Returns:
        Rows of pictures, int64 (n_pairs, 2), the smaller one first; sorted.

    >>> hash_pairs(np.array([0b1111, 0b0000, 0b0111], np.uint64), most_bits=1).tolist()
    [[0, 2]]
    """
    found = [np.empty((0, 2), np.int64)]
    for top in range(0, len(hashes), _ROWS):
        for left in range(top, len(hashes), _COLUMNS):
            differ = np.bitwise_count(hashes[top : top + _ROWS, None] ^ hashes[None, left : left + _COLUMNS])
            found.append(np.argwhere(differ <= most_bits) + (top, left))
    pairs = np.concatenate(found)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def likeness(first: np.ndarray, second: np.ndarray) -> float:
    """How alike two pictures are, pixel by pixel: 1 for the same, about 0 for any two.

    The correlation of their values, so that one that was brightened or faded is still its twin.

    Args:
        first: uint8 (height, width, 3).
        second: uint8 of the same shape.

    >>> shades = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    >>> round(likeness(shades, shades * 2 + 5), 6), round(likeness(shades, 11 - shades), 6)
    (1.0, -1.0)
    """
    one, other = (picture.astype(np.float64).ravel() - picture.mean() for picture in (first, second))
    size = float(np.sqrt((one @ one) * (other @ other)))
    # Plain pictures have nothing to correlate: two of them are alike when their colour is.
    return float(one @ other) / size if size else float(np.array_equal(first, second))


def likenesses(squares: Sequence[np.ndarray] | np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """How alike the two pictures of each pair are, float64 (n_pairs,); see `likeness`."""
    return np.array([likeness(squares[first], squares[second]) for first, second in pairs.tolist()], dtype=np.float64)


def near_twins(
    squares: Sequence[np.ndarray] | np.ndarray, track: Callable[[Iterable[np.ndarray]], Iterable[np.ndarray]] = iter
) -> np.ndarray:
    """All pairs of pictures that look alike, exact twins among them.

    Args:
        squares: uint8 (n, side, side, 3), small ones: `SIDE` pixels are enough (`competition.images.resized`).
        track: Wraps the pictures while they are hashed, such as with a progress bar.

    Returns:
        Rows of ``squares``, int64 (n_pairs, 2), the smaller one first; sorted.
    """
    candidates = hash_pairs(picture_hashes(track(squares)))
    return candidates[likenesses(squares, candidates) >= LEAST_LIKENESS]


def embedding_pairs(rows: np.ndarray, least: float = LEAST_COSINE) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of pictures that a network sees alike, even turned, cut or photographed again.

    Args:
        rows: What it says of each picture, float32 (n, n_features).
        least: The cosine between two rows, from what all have in common, that makes them alike.

    Returns:
        Rows of pictures, int64 (n_pairs, 2), the smaller one first; sorted. And their cosines, float64 (n_pairs,).

    >>> embedding_pairs(np.array([[1, 0], [0, 1], [2, 0.01], [-3, -1]], np.float32), 0.9)[0].tolist()
    [[0, 2]]
    """
    found = [np.empty((0, 2), np.int64)]
    cosines = [np.empty(0)]
    units = rows - rows.mean(axis=0)
    units /= np.maximum(np.linalg.norm(units, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    for top in range(0, len(units), _EMBEDDED):
        alike = units[top : top + _EMBEDDED] @ units[top:].T
        one, other = np.nonzero(np.triu(alike >= least, 1))
        found.append(np.column_stack([one, other]) + top)
        cosines.append(alike[one, other])
    return np.concatenate(found), np.concatenate(cosines)


def linked(pairs: np.ndarray, n: int) -> list[list[int]]:
    """The groups that pairs make: whoever is somebody's twin is in one group with that one's other twins.

    Args:
        pairs: Rows of pictures, int (n_pairs, 2).
        n: How many pictures there are.

    Returns:
        Groups of two or more rows, each sorted, in the order of their first.

    >>> linked(np.array([[0, 3], [3, 5], [1, 2]]), 6)
    [[0, 3, 5], [1, 2]]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = (pairs[:, 0], pairs[:, 1])
    _n, group_of = connected_components(coo_array((np.ones(len(pairs)), ends), shape=(n, n)), directed=False)
    groups: dict[int, list[int]] = {}
    for row, group in enumerate(group_of.tolist()):
        groups.setdefault(group, []).append(row)
    return [rows for rows in groups.values() if len(rows) > 1]
