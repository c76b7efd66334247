"""Labels are found by name."""

import numpy as np
import pytest

from competition.errors import DataError
from competition.labels import Labels


def test_targets_come_in_the_order_asked_for() -> None:
    labels = Labels(("a", "b", "犬"), np.array([2, 0, 1]))
    targets = labels.targets_of(["犬", "a", "a"])
    assert targets.tolist() == [1, 2, 2]
    assert targets.dtype == np.int64
    assert labels.targets_of([]).shape == (0,)


def test_pictures_without_a_label_are_all_named() -> None:
    with pytest.raises(DataError) as raised:
        Labels(("a",), np.array([0])).targets_of(["x", "a", "y"])
    assert raised.value.offenders == ["x", "y"]
