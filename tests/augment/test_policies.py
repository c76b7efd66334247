"""One contract for every policy, the ones students add among them."""

import inspect

import numpy as np
import pytest

from augment.pipeline import Pipeline, pipeline
from augment.policies import POLICIES
from augment.spelling import TRANSFORMS
from scripts.cli import parser_of

CHANGING = [name for name in POLICIES if name != "none"]


def noise(size: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (size, size, 3), dtype=np.uint8)


@pytest.mark.parametrize("size", [16, 32, 33, 72, 224])
@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_keeps_shape_and_dtype_and_its_input(name: str, size: int) -> None:
    image = noise(size)
    before = image.copy()
    made = Pipeline(POLICIES[name](size), seed=1)
    for index in range(20):
        changed = made(image, epoch=0, index=index)
        assert changed.shape == image.shape
        assert changed.dtype == np.uint8
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("size", [32, 72, 224])
@pytest.mark.parametrize("name", CHANGING)
def test_every_policy_is_made_without_a_warning_and_changes_something(name: str, size: int) -> None:
    made = pipeline(name, size, seed=1)
    assert made is not None
    # The mirror has but two answers; all else has many.
    assert len({made(noise(size), 0, index).tobytes() for index in range(20)}) >= (2 if name == "flip" else 5)


@pytest.mark.parametrize("name", CHANGING)
def test_a_picture_can_still_be_told(name: str) -> None:
    """However strong, a policy leaves most pictures nearer to their own original than to another's."""
    rng = np.random.default_rng(0)
    # Smooth pictures: what a shift or a tilt moves is like what was there.
    originals = [np.kron(rng.integers(40, 216, (2, 2, 3)), np.ones((16, 16, 1))).astype(np.uint8) for _n in range(8)]
    made = Pipeline(POLICIES[name](32), seed=0)

    def nearest(changed: np.ndarray) -> int:
        """By the colours it holds, wherever they are."""
        colours = changed.mean(axis=(0, 1))
        return int(np.argmin([np.abs(colours - one.mean(axis=(0, 1))).sum() for one in originals]))

    told = [nearest(made(image, epoch, n)) == n for n, image in enumerate(originals) for epoch in range(20)]
    assert np.mean(told) > 0.5  # chance is an eighth


@pytest.mark.parametrize("name", CHANGING)
def test_each_transform_has_a_line_and_the_claim_above_it(name: str) -> None:
    assert POLICIES[name].__doc__
    lines = [line.strip() for line in inspect.getsource(POLICIES[name]).splitlines()]
    first = lines.index("return [")
    transforms = [line for line in lines[first:] if line.startswith("A.")]
    assert len(transforms) == len(POLICIES[name](32))
    assert all(line.endswith("),") and "p=" in line for line in transforms)
    assert lines[first + 1].startswith("#")


def test_help_names_every_policy() -> None:
    for command in ("preview", "train"):
        said = parser_of(command).format_help()
        assert [name for name in POLICIES if name not in said] == []


def test_only_transforms_of_the_library_are_known_by_name() -> None:
    assert {"HorizontalFlip", "OneOf", "Compose"} <= set(TRANSFORMS)
