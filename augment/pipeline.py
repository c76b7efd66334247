"""From a policy to a function that changes one picture, the same way every time it is asked.

What the changes are stands in `augment.policies`.
"""

import random
import warnings
from collections.abc import Sequence

import albumentations as A
import cv2
import numpy as np

from augment.policies import policy
from competition.errors import RecipeError
from competition.messages import _

# The workers are the parallel part; threads of OpenCV's own inside them only get in each other's way.
cv2.setNumThreads(0)


class Pipeline:
    """Changes pictures at random, but always in the same way for the same seed, epoch and index.

    So it does not matter how many workers share the pictures, in which order they come, or whether training
    was stopped and started again. A pipeline can be sent to another process; each worker must use its own
    copy, because it is reseeded in place for every picture.

    Args:
        transforms: What `augment.policies.light` and its like return.
        seed: A number of the run.

    Raises:
        ValueError: A transform has a misspelt or retired argument (albumentations alone would only warn).

    >>> picture = np.zeros((8, 8, 3), dtype=np.uint8)
    >>> Pipeline([A.HorizontalFlip(p=0.5)], seed=0)(picture, epoch=0, index=7).shape
    (8, 8, 3)
    """

    def __init__(self, transforms: Sequence[A.BasicTransform], seed: int) -> None:
        self.seed = seed
        self._compose = A.Compose(list(transforms), strict=True)

    def __call__(self, image: np.ndarray, epoch: int, index: int) -> np.ndarray:
        """The picture after this epoch's changes.

        Args:
            image: uint8 (height, width, 3), values 0 … 255; it is left as it is.
            epoch: Which time the picture is seen, counted from 0.
            index: Its number in the data set.

        Returns:
            uint8 of the same shape.
        """
        numbers = np.random.default_rng((self.seed, epoch, index))
        # One stream for all transforms. `Compose.set_random_seed` would start each transform's own stream
        # at the same number, and all changes of the same probability would come together or not at all.
        self._compose.set_random_state(numbers, random.Random(int(numbers.integers(2**63))))  # noqa: S311
        changed: np.ndarray = self._compose(image=image)["image"]
        return changed


def pipeline(name: str, size: int, seed: int) -> Pipeline | None:
    """The pipeline of a policy, or ``None`` for a policy that changes nothing, so that it costs nothing.

    Args:
        name: A policy's name in `augment.policies.POLICIES`.
        size: Side of the pictures in pixels.
        seed: A number of the run.

    Raises:
        RecipeError: There is no such policy, or one of its transforms is written wrongly: a misspelt or
            retired argument, a number out of range.
    """
    with warnings.catch_warnings():
        # albumentations warns of what it then leaves out; a policy must do what is written in it.
        warnings.simplefilter("error", UserWarning)
        try:
            transforms = policy(name)(size)
            return Pipeline(transforms, seed) if transforms else None
        except (UserWarning, ValueError, TypeError) as error:
            raise RecipeError(
                _("The policy '{name}' cannot be made: {error}").format(name=name, error=error),
                hint=_("Look it up in augment/policies.py."),
            ) from error
