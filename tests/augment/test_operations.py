"""The operations of the first lesson agree with libraries that were written by others."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from augment.operations import (
    OPERATIONS,
    SOBEL_ACROSS,
    channel,
    cropped,
    filtered,
    flipped,
    kernel_from,
    mean_filtered,
    operation,
    resized,
    rotated,
    shifted,
)
from competition.errors import RecipeError

IMAGE = np.random.default_rng(0).integers(0, 256, (24, 24, 3), dtype=np.uint8)


@pytest.mark.parametrize("size", [1, 2, 28, 31])
@pytest.mark.parametrize("name", OPERATIONS)
def test_each_gives_a_picture_and_leaves_its_input(name: str, size: int) -> None:
    image = np.random.default_rng(1).integers(0, 256, (size, size, 3), dtype=np.uint8)
    before = image.copy()
    for one in operation(name).values():
        changed = one(image)
        assert changed.dtype == np.uint8
        assert changed.ndim == 3 and changed.shape[2] == 3 and changed.size
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("kernel", [SOBEL_ACROSS, SOBEL_ACROSS.T, np.eye(3), np.full((5, 5), 0.04)])
def test_a_kernel_does_what_it_does_in_opencv(kernel: np.ndarray) -> None:
    theirs = cv2.filter2D(IMAGE, -1, kernel.astype(float), borderType=cv2.BORDER_REPLICATE)
    assert np.abs(filtered(IMAGE, kernel).astype(int) - theirs).max() <= 1  # a half may be rounded either way


def test_the_mean_does_what_it_does_in_opencv() -> None:
    theirs = cv2.blur(IMAGE, (5, 5), borderType=cv2.BORDER_REPLICATE)
    assert np.abs(mean_filtered(IMAGE, 5).astype(int) - theirs).max() <= 1


@pytest.mark.parametrize("quarters", [0, 1, 2, 3, 4])
def test_right_angles_lose_nothing(quarters: int) -> None:
    np.testing.assert_array_equal(rotated(IMAGE, 90 * quarters), np.rot90(IMAGE, quarters))


@given(st.floats(-45, 45))
def test_there_and_back_leaves_the_middle_nearly_alone(degrees: float) -> None:
    smooth = np.zeros((32, 32, 3), dtype=np.uint8)
    smooth[12:20, 12:20] = 255
    back = rotated(rotated(smooth, degrees), -degrees)
    assert np.mean(back != smooth) < 0.05


def test_flip_shift_resize_crop_and_channels() -> None:
    np.testing.assert_array_equal(flipped(flipped(IMAGE)), IMAGE)
    np.testing.assert_array_equal(shifted(IMAGE, 3, 2)[3:, 2:], IMAGE[:-3, :-2])
    np.testing.assert_array_equal(shifted(IMAGE, 0, 0), IMAGE)
    np.testing.assert_array_equal(resized(resized(IMAGE, 96), 24), IMAGE)
    np.testing.assert_array_equal(cropped(IMAGE, 0.5), IMAGE[6:18, 6:18])
    np.testing.assert_array_equal(sum(channel(IMAGE, number) for number in range(3)), IMAGE)


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3;4,5,6;7,8", "a,b,c;1,2,3;1,2,3", "1,2,3;1,2,3;1,2,nan", "9" * 400]
)
def test_what_is_no_kernel_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="three rows of three numbers"):
        kernel_from(text)


def test_an_unknown_operation_lists_the_known() -> None:
    with pytest.raises(RecipeError, match="sobel, or kernel"):
        operation("blurr")
