"""Rows of a sheet: the original first, then what was asked, the same for the same seed."""

import numpy as np
import pytest

from augment.operations import operation
from augment.policies import POLICIES
from augment.preview import operation_rows, policy_rows, transform_rows
from competition.errors import RecipeError

PICTURES = [
    (name, np.random.default_rng(n).integers(0, 256, (32, 32, 3), dtype=np.uint8)) for n, name in enumerate("猫犬")
]


def test_a_row_is_the_original_and_its_draws() -> None:
    rows = policy_rows(PICTURES, "medium", seed=0, draws=4)
    assert [title for title, _images in rows] == ["猫", "犬"]
    assert [len(images) for _title, images in rows] == [5, 5]
    np.testing.assert_array_equal(rows[1][1][0], PICTURES[1][1])
    again, other = (policy_rows(PICTURES, "medium", seed, 4) for seed in (0, 1))
    np.testing.assert_array_equal(again[0][1], rows[0][1])
    assert not np.array_equal(other[0][1], rows[0][1])


def test_none_shows_what_it_does() -> None:
    ((_title, images),) = policy_rows(PICTURES[:1], "none", seed=0, draws=2)
    np.testing.assert_array_equal(images, [PICTURES[0][1]] * 3)


@pytest.mark.parametrize("name", [name for name in POLICIES if name != "none"])
def test_each_transform_alone_is_always_applied(name: str) -> None:
    rows = transform_rows(PICTURES[:1], name, seed=0, draws=6)
    for title, images in rows:
        assert "p = " in title
        assert all(image.shape == (32, 32, 3) for image in images)
        assert sum(not np.array_equal(image, images[0]) for image in images[1:]) >= 5, title


def test_a_margin_and_the_crop_after_it_share_a_row() -> None:
    titles = [title for title, _images in transform_rows(PICTURES, "light", seed=0, draws=1)]
    assert titles == ["HorizontalFlip\np = 0.5"] * 2 + ["Pad + RandomCrop\np = 1"] * 2


def test_no_transforms_no_rows() -> None:
    with pytest.raises(RecipeError, match="has no transforms"):
        transform_rows(PICTURES, "none", seed=0, draws=1)


def test_operations_stand_beside_the_original() -> None:
    ((title, images), _other) = operation_rows(PICTURES, operation("crop"))
    assert title == "猫"
    assert [image.shape for image in images] == [(32, 32, 3), (24, 24, 3), (16, 16, 3)]
