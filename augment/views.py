"""Views: what a finished network is shown of a picture when it answers, so that its answers can be averaged.

Unlike a policy's changes these are not random: every picture is seen in the same few ways, and nothing is learned.
A view is a plain function of a batch of pictures, so that frozen features can be kept view by view, too. How
the answers are averaged is told in `baselines.inference`; changes for training stand in `augment.policies`.
"""

from collections.abc import Callable
from difflib import get_close_matches

import cv2
import numpy as np

from competition.errors import RecipeError
from competition.messages import _

View = Callable[[np.ndarray], np.ndarray]


def _edge(size: int) -> int:
    """What a crop leaves out on two sides together, and what a wider view adds: an eighth, in pixels."""
    return max(2, 2 * round(size / 16))


def _scaled(images: np.ndarray, size: int) -> np.ndarray:
    """The pictures with ``size`` rows and columns."""
    # Going down, areas are averaged so that no line gets lost; going up, there is nothing to average.
    how = cv2.INTER_AREA if images.shape[1] > size else cv2.INTER_LINEAR
    scaled = np.empty((len(images), size, size, 3), dtype=np.uint8)
    for place, image in enumerate(images):
        cv2.resize(image, (size, size), dst=scaled[place], interpolation=how)
    return scaled


def _cropped(images: np.ndarray, top: int, left: int) -> np.ndarray:
    """The part of seven eighths that begins at ``top`` and ``left``, brought back to full size."""
    size = images.shape[1]
    side = size - _edge(size)
    return _scaled(images[:, top : top + side, left : left + side], size)


def plain(images: np.ndarray) -> np.ndarray:
    """The pictures as they are."""
    return images


def mirrored(images: np.ndarray) -> np.ndarray:
    """Left and right exchanged. Not for digits, letters, arrows."""
    return np.ascontiguousarray(images[:, :, ::-1])


def nearer(images: np.ndarray) -> np.ndarray:
    """The middle, seven eighths of each side, brought back to full size."""
    half = _edge(images.shape[1]) // 2
    return _cropped(images, half, half)


def farther(images: np.ndarray) -> np.ndarray:
    """From a little farther off: an eighth wider, mirrored at the edges, so that no black frame is seen."""
    half = _edge(images.shape[1]) // 2
    wider = np.pad(images, ((0, 0), (half, half), (half, half), (0, 0)), mode="reflect")
    return _scaled(wider, images.shape[1])


def top_left(images: np.ndarray) -> np.ndarray:
    """The corner at the top left, seven eighths of each side, brought back to full size."""
    return _cropped(images, 0, 0)


def top_right(images: np.ndarray) -> np.ndarray:
    """The corner at the top right."""
    return _cropped(images, 0, _edge(images.shape[1]))


def bottom_left(images: np.ndarray) -> np.ndarray:
    """The corner at the bottom left."""
    return _cropped(images, _edge(images.shape[1]), 0)


def bottom_right(images: np.ndarray) -> np.ndarray:
    """The corner at the bottom right."""
    return _cropped(images, _edge(images.shape[1]), _edge(images.shape[1]))


# One by one. All take and give uint8 (n, size, size, 3), leave what they are given as it is, and draw no lots.
VIEWS: dict[str, View] = {
    one.__name__: one for one in (plain, mirrored, nearer, farther, top_left, top_right, bottom_left, bottom_right)
}

# What follows ``--views``: which of them belong together.
SETS: dict[str, tuple[str, ...]] = {
    "none": ("plain",),
    "flip": ("plain", "mirrored"),
    "crops": ("plain", "nearer", "top_left", "top_right", "bottom_left", "bottom_right"),
    "scales": ("plain", "nearer", "farther"),
}


def written(names: str) -> str:
    """Names of sets in their one spelling: each once, in the order of `SETS`, without a needless ``none``.

    Args:
        names: ``flip``, or several with commas: ``flip,scales``.

    Raises:
        RecipeError: There is no such set; all unknown ones are named.

    >>> written("scales, flip"), written("none,flip"), written("none")
    ('flip,scales', 'flip', 'none')
    """
    asked = [name.strip() for name in names.split(",")]
    unknown = [name for name in asked if name not in SETS]
    if unknown:
        close = [get_close_matches(name, SETS, n=1, cutoff=0.5) for name in unknown]
        raise RecipeError(
            _("There are no views named so"),
            [
                f"'{name}'" + (_(" (did you mean {close}?)").format(close=found[0]) if found else "")
                for name, found in zip(unknown, close, strict=True)
            ],
            hint=_("Choose one of {known}, or several with commas: flip,scales.").format(known=", ".join(SETS)),
        )
    return ",".join(name for name in SETS if name in asked and name != "none") or "none"


def views_of(names: str) -> tuple[str, ...]:
    """The single views that some sets amount to, each once, the picture as it is first.

    Several sets are laid side by side, not multiplied: with ``flip,scales`` nothing is both mirrored and nearer.

    Args:
        names: As `written` takes them.

    Returns:
        Names in `VIEWS`.

    Raises:
        RecipeError: There is no such set.

    >>> views_of("flip,scales")
    ('plain', 'mirrored', 'nearer', 'farther')
    """
    return tuple(dict.fromkeys(view for name in written(names).split(",") for view in SETS[name]))
