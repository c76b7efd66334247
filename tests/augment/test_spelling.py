"""The right names are right: each is one that the installed library has."""

import inspect

import pytest

from augment.spelling import (
    RETIRED_ARGUMENTS,
    RETIRED_TRANSFORMS,
    TRANSFORMS,
    explained,
    unknown_argument,
    unknown_transform,
)


def test_every_suggested_name_exists_and_no_retired_one_does() -> None:
    taken = {name for one in TRANSFORMS.values() for name in inspect.signature(one).parameters}
    assert set(RETIRED_ARGUMENTS.values()) <= taken
    assert set(RETIRED_TRANSFORMS.values()) <= set(TRANSFORMS)
    assert not set(RETIRED_TRANSFORMS) & set(TRANSFORMS)


@pytest.mark.parametrize(
    ("transform", "argument", "right"),
    [
        ("CoarseDropout", "max_holes", "num_holes_range"),
        ("CoarseDropout", "fill_value", "fill"),
        ("GaussNoise", "var_limit", "std_range"),
        ("Affine", "translate_percnt", "translate_percent"),
        ("Affine", "cval", "fill"),
        ("Pad", "mode", "border_mode"),
        ("ImageCompression", "quality_lower", "quality_range"),
        ("RandomCrop", "hieght", "height"),
    ],
)
def test_the_right_name_is_suggested(transform: str, argument: str, right: str) -> None:
    assert f"did you mean '{right}'?" in unknown_argument(transform, argument)


def test_nothing_is_made_up() -> None:
    assert unknown_argument("Speckle", "amount") == "Speckle has no argument 'amount'"
    assert unknown_transform("Qqqqq") == "There is no transform 'Qqqqq'"
    assert explained(KeyError("size")) == "KeyError: 'size'"
    assert explained(ValueError("too dark")) == "too dark"
