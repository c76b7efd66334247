"""One contract for every policy, the ones students add among them."""

import numpy as np
import pytest

from augment.pipeline import Pipeline
from augment.policies import POLICIES, policy
from competition.errors import RecipeError


@pytest.mark.parametrize("size", [16, 32, 33, 72])
@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_keeps_shape_and_dtype_and_its_input(name: str, size: int) -> None:
    image = np.random.default_rng(0).integers(0, 256, (size, size, 3), dtype=np.uint8)
    before = image.copy()
    pipeline = Pipeline(POLICIES[name](size), seed=1)
    for index in range(20):
        changed = pipeline(image, epoch=0, index=index)
        assert changed.shape == image.shape
        assert changed.dtype == np.uint8
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("name", [name for name in POLICIES if name != "none"])
def test_every_policy_but_none_changes_something(name: str) -> None:
    image = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    pipeline = Pipeline(POLICIES[name](32), seed=1)
    assert len({pipeline(image, 0, index).tobytes() for index in range(20)}) > 5


@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_says_what_it_claims(name: str) -> None:
    assert POLICIES[name].__doc__


def test_unknown_policy_names_a_close_one() -> None:
    with pytest.raises(RecipeError, match="did you mean 'light'"):
        policy("ligth")
