"""What a policy, each of its transforms, or a plain operation does to pictures: rows for a contact sheet.

How a sheet is drawn lives in `competition.drawing`, which pictures are shown is the command's business.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import albumentations as A
import numpy as np

from augment.lookup import policy
from augment.operations import Operation
from augment.pipeline import Pipeline, pipeline
from competition.errors import RecipeError
from competition.messages import _

Row = tuple[str, list[np.ndarray]]


def policy_rows(pictures: Sequence[tuple[str, np.ndarray]], name: str, seed: int, draws: int) -> list[Row]:
    """Each picture as it is, then as training may see it, epoch by epoch.

    Args:
        pictures: A title and the picture, uint8 (size, size, 3), all of one size.
        name: A policy's name, as `augment.lookup.policy` takes it.
        seed: From which the draws come; the seed in a saved policy comes before it.
        draws: How many a picture.

    Raises:
        RecipeError: There is no such policy, or it cannot be made.
    """
    made = pipeline(name, len(pictures[0][1]), seed)
    return [_row(title, image, made, index, draws) for index, (title, image) in enumerate(pictures)]


def transform_rows(pictures: Sequence[tuple[str, np.ndarray]], name: str, seed: int, draws: int) -> list[Row]:
    """Each transform of a policy alone, always applied, however seldom it is its turn in training.

    Transforms that only together keep the picture's size (a margin, then a crop) share a row.

    Args:
        pictures: As in `policy_rows`; each transform has a row for each of them.
        name: A policy's name.
        seed: From which the draws come.
        draws: How many a row.

    Raises:
        RecipeError: There is no such policy, it cannot be made, or it does nothing.
    """
    size = len(pictures[0][1])
    made = pipeline(name, size, seed)
    if made is None:
        raise RecipeError(_("The policy '{name}' has no transforms: pictures stay as they are").format(name=name))
    transforms = policy(name)(size)
    chances = [one.p for one in transforms]
    for one in transforms:
        one.p = 1.0
    rows = []
    for step in _steps(transforms, size):
        title = " + ".join(type(transforms[number]).__name__ for number in step)
        title += "\n" + ", ".join(dict.fromkeys(f"p = {chances[number]:g}" for number in step))
        alone = Pipeline([transforms[number] for number in step], made.seed)
        rows += [_row(title, image, alone, index, draws) for index, (_title, image) in enumerate(pictures)]
    return rows


def operation_rows(pictures: Sequence[tuple[str, np.ndarray]], operations: Mapping[str, Operation]) -> list[Row]:
    """Each picture as it is, then after each operation.

    Args:
        pictures: As in `policy_rows`.
        operations: What to do, by caption, from `augment.operations`.
    """
    return [(title, [image, *(one(image) for one in operations.values())]) for title, image in pictures]


def _row(title: str, image: np.ndarray, made: Pipeline | None, index: int, draws: int) -> Row:
    return title, [image, *(image if made is None else made(image, epoch, index) for epoch in range(draws))]


def _steps(transforms: Sequence[Any], size: int) -> list[list[int]]:
    """Which transforms belong together because the picture has its own size again only after the last of them."""
    blank = np.zeros((size, size, 3), dtype=np.uint8)
    steps: list[list[int]] = [[]]
    for number in range(len(transforms)):
        steps[-1].append(number)
        changed = A.Compose([transforms[member] for member in steps[-1]])(image=blank)["image"]
        if changed.shape == blank.shape:
            steps.append([])
    return [step for step in steps if step]
