"""From a policy to a function that changes one picture, the same way every time it is asked.

What the changes are stands in `augment.policies`, how a policy is found by name in `augment.lookup`.
"""

import copy
import random
import warnings
from collections.abc import Sequence
from typing import Any

import albumentations as A
import cv2
import numpy as np

from augment.lookup import policy
from augment.saved import SavedPolicy
from augment.spelling import explained, place
from competition import own_code
from competition.errors import RecipeError
from competition.messages import _

# The workers are the parallel part; threads of OpenCV's own inside them only get in each other's way.
cv2.setNumThreads(0)

_TRIALS = 10


class Pipeline:
    """Changes pictures at random, but always in the same way for the same seed, epoch and index.

    So it does not matter how many workers share the pictures, in which order they come, or whether training
    was stopped and started again. A pipeline can be sent to another process; each worker must use its own
    copy, because it is reseeded in place for every picture.

    Args:
        transforms: What `augment.policies.light` and its like return.
        seed: A number of the run.
        made_by: What `pipeline` was called with, where another process has to make it again because the
            transforms come from a student's file, which only that file can make.

    Raises:
        ValueError: A transform has a misspelt or retired argument (albumentations alone would only warn).

    >>> picture = np.zeros((8, 8, 3), dtype=np.uint8)
    >>> Pipeline([A.HorizontalFlip(p=0.5)], seed=0)(picture, epoch=0, index=7).shape
    (8, 8, 3)
    """

    def __init__(
        self, transforms: Sequence[A.BasicTransform], seed: int, made_by: tuple[str, int, int] | None = None
    ) -> None:
        self.seed = seed
        self.made_by = made_by
        self.compose = A.Compose(list(transforms), strict=True)
        # Philox numbers every draw there will ever be (Salmon and others, 2011), so that it can be put anywhere at
        # once. To seed a new generator for each picture takes longer than to mirror the picture.
        bits = np.random.Philox(np.random.SeedSequence(seed))
        self._numbers, self._random = np.random.Generator(bits), random.Random()  # noqa: S311
        self._start = bits.state
        # One stream for all transforms. `Compose.set_random_seed` would start each transform's own stream
        # at the same number, and all changes of the same probability would come together or not at all.
        self.compose.set_random_state(self._numbers, self._random)

    def __call__(self, image: np.ndarray, epoch: int, index: int) -> np.ndarray:
        """The picture after this epoch's changes.

        Args:
            image: uint8 (height, width, 3), values 0 … 255; it is left as it is.
            epoch: Which time the picture is seen, counted from 0.
            index: Its number in the data set.

        Returns:
            uint8 of the same shape.

        Raises:
            RecipeError: The transforms gave another shape or type.
        """
        self._reseed(epoch, index)
        changed: np.ndarray = self.compose(image=image)["image"]
        if changed.shape != image.shape or changed.dtype != image.dtype:
            raise RecipeError(
                _("Pictures went into the policy as {dtype} {shape} and came out as {new_dtype} {new_shape}").format(
                    dtype=image.dtype, shape=image.shape, new_dtype=changed.dtype, new_shape=changed.shape
                ),
                hint=_("Leave out Normalize and ToFloat (networks scale inside); end with A.Resize(size, size)."),
            )
        return changed

    def _reseed(self, epoch: int, index: int) -> None:
        """Start the random numbers of one picture: a stretch of 2**128 draws that is nobody else's."""
        self._start["state"]["counter"] = np.array([0, 0, epoch, index], dtype=np.uint64)
        bits = self._numbers.bit_generator
        bits.state = self._start
        self._random.seed(bits.random_raw())

    def __reduce_ex__(self, protocol: Any) -> Any:
        return super().__reduce_ex__(protocol) if self.made_by is None else (pipeline, self.made_by)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Pipeline":
        # In the same process nothing has to be made again: the student's file may have changed since.
        copied = object.__new__(Pipeline)
        copied.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return copied


def pipeline(name: str, size: int, seed: int) -> Pipeline | None:
    """The pipeline of a policy, or ``None`` for a policy that changes nothing, so that it costs nothing.

    Args:
        name: A policy's name, as `augment.lookup.policy` takes it.
        size: Side of the pictures in pixels.
        seed: A number of the run; the seed in a saved policy's file comes before it.

    Raises:
        RecipeError: There is no such policy; one of its transforms is written wrongly (a misspelt or retired
            argument, a number out of range); or it changes a picture's size or type.
    """
    found = policy(name)
    if isinstance(found, SavedPolicy) and found.seed is not None:
        seed = found.seed
    made_by = (name, size, seed) if own_code.is_path(name) else None
    with warnings.catch_warnings():
        # albumentations warns of what it then leaves out; a policy must do what is written in it.
        warnings.simplefilter("error", UserWarning)
        try:
            transforms = found(size)
            if not isinstance(transforms, list):
                raise TypeError(_("it has to return a list of transforms: return [ … ]"))
            if not transforms:
                return None
            made = Pipeline(transforms, seed, made_by)
            for index in range(_TRIALS):
                made(_noise(size), 0, index)
        except RecipeError:
            raise
        except Exception as error:  # whatever a student's function or transforms may raise
            where = place(error)
            raise RecipeError(
                _("The policy '{name}' cannot be made: {error}").format(name=name, error=explained(error)),
                hint=_("See {place}").format(place=where) if where else _("Look at its transforms one by one."),
            ) from error
    return made


def _noise(size: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (size, size, 3), dtype=np.uint8)
