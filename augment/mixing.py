"""MixUp, CutMix and label smoothing: changes to a batch, its pictures and its answers together.

Pure functions of arrays; what is drawn at random is drawn by `Mixing` and handed to them. What happens to one
picture alone stands in `augment.policies`, and comes before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

# Rows from and to, columns from and to: the ends are outside.
Box = tuple[int, int, int, int]

_SETTINGS = ("mixup", "cutmix", "label_smoothing")


def one_hot(targets: np.ndarray, n_classes: int) -> np.ndarray:
    """Each answer as a row of numbers: 1 for its class, 0 for the others. Only such answers can be mixed.

    Args:
        targets: Classes, int64 (n,), values 0 … n_classes - 1.
        n_classes: How many there are.

    Returns:
        float32 (n, n_classes).

    >>> one_hot(np.array([2, 0]), 3)
    array([[0., 0., 1.],
           [1., 0., 0.]], dtype=float32)
    """
    rows = np.zeros((len(targets), n_classes), dtype=np.float32)
    rows[np.arange(len(targets)), targets] = 1
    return rows


def smoothed(targets: np.ndarray, amount: float) -> np.ndarray:
    """Answers that are never quite sure: a share of each is spread evenly over all classes.

    A network that is asked for 0 and 1 exactly goes on raising its certainty for ever; asked for a little
    less it stops, and log loss forgives it more on new pictures (label smoothing: Szegedy and others, 2016,
    "Rethinking the Inception Architecture for Computer Vision").

    Args:
        targets: float32 (n, n_classes), rows summing to 1.
        amount: The share that is spread, 0 … 1.

    Returns:
        float32 (n, n_classes), rows summing to 1.

    >>> smoothed(one_hot(np.array([1]), 4), 0.2).round(2)
    array([[0.05, 0.85, 0.05, 0.05]], dtype=float32)
    """
    return (targets * np.float32(1 - amount) + np.float32(amount / targets.shape[1])).astype(np.float32)


def mixup(images: np.ndarray, targets: np.ndarray, share: float, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each picture blended with another one, and their answers in the same proportion.

    Between two pictures the network shall change its answer evenly, so it does not learn single pictures by
    heart (Zhang and others, 2017, "mixup: Beyond Empirical Risk Minimization").

    Args:
        images: uint8 (n, height, width, 3).
        targets: float32 (n, n_classes), rows summing to 1.
        share: How much of the picture itself stays, 0 … 1.
        order: Which picture is blended into each, int64 (n,).

    Returns:
        Pictures uint8 of the same shape, rounded, and answers float32.

    >>> pictures = np.array([0, 200], dtype=np.uint8).reshape(2, 1, 1, 1)
    >>> mixed, answers = mixup(pictures, one_hot(np.array([0, 1]), 2), 0.75, np.array([1, 0]))
    >>> mixed.ravel().tolist(), answers.tolist()
    ([50, 150], [[0.75, 0.25], [0.25, 0.75]])
    """
    mixed = np.empty_like(images)
    for image, partner, blend in zip(images, order, mixed, strict=True):
        # np.rint(share * image + (1 - share) * images[partner]), in a tenth of the time: no floats are kept.
        cv2.addWeighted(image, share, images[partner], 1 - share, 0, dst=blend)
    return mixed, np.float32(share) * targets + np.float32(1 - share) * targets[order]


def cutmix(images: np.ndarray, targets: np.ndarray, box: Box, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each picture with a box out of another one pasted in, and the answers by their shares of the area.

    Like erasing, but no pixel is wasted: the box shows something to be learned (Yun and others, 2019,
    "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features").

    Args:
        images: uint8 (n, height, width, 3).
        targets: float32 (n, n_classes), rows summing to 1.
        box: The same for all pictures of the batch, inside them.
        order: Whose box is pasted into each, int64 (n,).

    Returns:
        Pictures uint8 of the same shape, and answers float32.

    >>> pictures = np.array([[1, 1, 1, 1], [5, 5, 5, 5]], dtype=np.uint8).reshape(2, 1, 4, 1)
    >>> mixed, answers = cutmix(pictures, one_hot(np.array([0, 1]), 2), (0, 1, 3, 4), np.array([1, 0]))
    >>> mixed[0].ravel().tolist(), answers[0].tolist()
    ([1, 1, 1, 5], [0.75, 0.25])
    """
    top, bottom, left, right = box
    mixed = images.copy()
    mixed[:, top:bottom, left:right] = images[order, top:bottom, left:right]
    other = np.float32((bottom - top) * (right - left) / (images.shape[1] * images.shape[2]))
    return mixed, (1 - other) * targets + other * targets[order]


def drawn_box(height: int, width: int, share: float, random: np.random.Generator) -> Box:
    """A box of the picture's proportions around a random place; what hangs over the edge is cut off.

    Args:
        height: Of the pictures in pixels.
        width: The same.
        share: How much of the area lies outside the box, 0 … 1, before anything is cut off.
        random: Where the place comes from.

    >>> drawn_box(8, 8, 1.0, np.random.default_rng(0))
    (6, 6, 5, 5)
    """
    tall, wide = round(height * np.sqrt(1 - share)), round(width * np.sqrt(1 - share))
    top, left = int(random.integers(height)) - tall // 2, int(random.integers(width)) - wide // 2
    return max(top, 0), min(top + tall, height), max(left, 0), min(left + wide, width)


@dataclass(frozen=True)
class Mixing:
    """What happens to a batch as a whole; where both are on, each batch is drawn for MixUp or CutMix.

    Args:
        n_classes: How many classes there are.
        mixup, cutmix: Alpha of the Beta distribution that shares are drawn from, 0 for off. Small ones mostly
            leave one of the two pictures nearly whole, 1 makes all shares equally likely.
        label_smoothing: The share of each answer that is spread over all classes, 0 … 1.
    """

    n_classes: int
    mixup: float = 0.0
    cutmix: float = 0.0
    label_smoothing: float = 0.0

    def __call__(
        self, images: np.ndarray, targets: np.ndarray, random: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """The batch, mixed.

        Args:
            images: uint8 (n, height, width, 3).
            targets: Classes, int64 (n,).
            random: Of this batch alone, so that it does not matter who mixes it, and when.

        Returns:
            Pictures uint8 of the same shape and answers float32 (n, n_classes), rows summing to 1.
        """
        answers = smoothed(one_hot(targets, self.n_classes), self.label_smoothing)
        if not (self.mixup or self.cutmix):
            return images, answers
        cuts = bool(self.cutmix) and (not self.mixup or random.random() < 0.5)
        alpha = self.cutmix if cuts else self.mixup
        share, order = random.beta(alpha, alpha), random.permutation(len(images))
        if cuts:
            return cutmix(images, answers, drawn_box(images.shape[1], images.shape[2], share, random), order)
        return mixup(images, answers, share, order)


def mixes(settings: Mapping[str, Any]) -> bool:
    """Whether a recipe's settings ask for any of it: answers are then shares, not classes.

    Args:
        settings: ``mixup``, ``cutmix`` and ``label_smoothing`` are read; a run from before they existed lacks them.

    >>> mixes({"mixup": 0.0, "cutmix": 0.0, "label_smoothing": 0.1})
    True
    """
    return any(settings.get(name, 0.0) for name in _SETTINGS)


def mixing(settings: Mapping[str, Any], n_classes: int) -> Mixing | None:
    """What a recipe's settings ask for, or ``None`` when all of it is off, so that nothing changes.

    Args:
        settings: As for `mixes`.
        n_classes: How many classes there are.

    >>> mixing({"mixup": 0.2, "cutmix": 0.0, "label_smoothing": 0.0}, 20)
    Mixing(n_classes=20, mixup=0.2, cutmix=0.0, label_smoothing=0.0)
    """
    if not mixes(settings):
        return None
    return Mixing(n_classes, **{name: settings.get(name, 0.0) for name in _SETTINGS})
