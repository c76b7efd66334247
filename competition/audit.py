"""What is odd about a contest's pictures: twins, class counts, sizes. Figures in, findings out.

Nothing is opened here: digests and shapes come from `competition.store`, labels from `competition.labels`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Picture(NamedTuple):
    """One picture as the audit sees it.

    Args:
        name: Its id.
        part: ``train`` or ``test``; a name may occur in both.
        label: Its class; empty where it is not known.
        digest: Equal exactly when the pixels are; empty where they could not be read.
    """

    name: str
    part: str
    label: str
    digest: str


@dataclass(frozen=True)
class TwinGroup:
    """Pictures that are the same in every pixel."""

    pictures: tuple[Picture, ...]

    @property
    def across_parts(self) -> bool:
        """Whether some are for training and some for testing: the answer to the latter is given away."""
        return len({picture.part for picture in self.pictures}) > 1

    @property
    def across_labels(self) -> bool:
        """Whether one picture has two different labels: one of them must be wrong."""
        return len({picture.label for picture in self.pictures if picture.label}) > 1


@dataclass(frozen=True)
class Sizes:
    """How big the pictures are: (height, width) of the smallest, the middle one and the biggest by area."""

    smallest: tuple[int, int]
    median: tuple[int, int]
    largest: tuple[int, int]
    n_distinct: int


def exact_twins(pictures: Iterable[Picture]) -> list[TwinGroup]:
    """Find the pictures that occur more than once, pixel for pixel.

    A twin in training and validation makes a score too good; one in the test part gives an answer away; a
    pair with two labels teaches nonsense.

    Args:
        pictures: Of any part; those without a digest are nobody's twin.

    Returns:
        Groups of two or more, in the order of their first picture.

    >>> found = exact_twins([Picture("a", "train", "cat", "f0"), Picture("b", "test", "", "f0"),
    ...                      Picture("c", "train", "dog", "a7")])
    >>> [picture.name for picture in found[0].pictures], found[0].across_parts, len(found)
    (['a', 'b'], True, 1)
    """
    alike: defaultdict[str, list[Picture]] = defaultdict(list)
    for picture in pictures:
        if picture.digest:
            alike[picture.digest].append(picture)
    return [TwinGroup(tuple(group)) for group in alike.values() if len(group) > 1]


def class_counts(targets: np.ndarray, classes: Sequence[str]) -> dict[str, int]:
    """How many pictures each class has, classes without any included.

    Args:
        targets: Class numbers, int (n,), 0 to len(classes) - 1.
        classes: Their names.

    >>> class_counts(np.array([0, 2, 0]), ["cat", "dog", "fox"])
    {'cat': 2, 'dog': 0, 'fox': 1}
    """
    counts = np.bincount(targets, minlength=len(classes)).tolist()
    return dict(zip(classes, counts, strict=True))


def sizes(shapes: np.ndarray) -> Sizes | None:
    """How big the pictures are and how much that varies.

    Args:
        shapes: Height and width, int (n, 2); zeros for pictures that could not be read, which don't count.

    Returns:
        None when no picture could be read.

    >>> sizes(np.array([[2, 3], [0, 0], [9, 9], [4, 4]])).median
    (4, 4)
    """
    seen = shapes[shapes.min(axis=1) > 0]
    if not len(seen):
        return None
    by_area = seen[np.argsort(seen.prod(axis=1), kind="stable")].tolist()
    smallest, median, largest = (
        (height, width) for height, width in (by_area[0], by_area[(len(by_area) - 1) // 2], by_area[-1])
    )
    return Sizes(smallest, median, largest, len(np.unique(seen, axis=0)))
