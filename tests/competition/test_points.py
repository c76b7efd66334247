"""Points with names: all are drawn, whatever they are called and however they lie."""

import numpy as np
import pytest

from competition.points import named_points


@pytest.mark.parametrize("reach", [None, 0.02])
@pytest.mark.parametrize(
    "points",
    [{"a": (0.7, 0.75), "犬 $x$": (0.8, 0.78)}, {"a": (0.5, 0.5)}, {"a": (0.5, 0.5), "b": (0.5, 0.5)}],
    ids=len,
)
def test_points_are_drawn(points: dict[str, tuple[float, float]], reach: float | None) -> None:
    picture = named_points(points, {"a": "1. selection"}, "Title", "x", "y", "alike", "chance", reach)
    pixels = np.asarray(picture)
    assert (pixels == np.array([0x00, 0x72, 0xB2])).all(axis=-1).sum() > 100  # the picked one, in its colour
    assert picture.width > picture.height > 500
