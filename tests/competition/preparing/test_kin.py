"""Photos that belong together are found: the same, alike, of one burst, of one group."""

import numpy as np

from competition.images import resized
from competition.near_twins import SIDE
from competition.preparing.kin import Kin, kin_of
from tests.photos import scene, shaken


def squares(*pictures: np.ndarray) -> np.ndarray:
    return np.stack([resized(picture, SIDE) for picture in pictures])


def together(kin: Kin) -> list[list[int]]:
    return [np.flatnonzero(kin.bound == number).tolist() for number in np.unique(kin.bound)]


def test_exact_and_near_twins_and_groups_make_chains() -> None:
    one, other = scene(1), scene(2)
    pictures = squares(one, other, shaken(one, 5), other, scene(3), scene(4))
    kin = kin_of(
        ["a", "b", "c", "b", "d", ""], pictures, [None] * 6, ["cat"] * 6, ["", "", "tama", "", "tama", ""], 3.0
    )
    assert together(kin) == [[0, 2, 4], [1, 3], [5]]
    assert kin.exact.tolist() == [[1, 3]]
    assert [0, 2] in kin.near.tolist()


def test_a_burst_is_alike_and_close_in_time_and_of_one_class() -> None:
    first = scene(1)
    moved = np.roll(first, 6, axis=1)  # the hand moved: no near twin, still the same thing
    pictures = squares(first, moved, moved, moved, scene(9))
    digests = list("abcde")
    times = [100.0, 102.0, 200.0, 101.0, 101.0]
    labels = ["cat", "cat", "cat", "dog", "cat"]
    kin = kin_of(digests, pictures, times, labels, [""] * 5, 3.0)
    assert [0, 1] not in kin.near.tolist()
    assert kin.bursts.tolist() == [[0, 1]]
    assert kin_of(digests, pictures, times, labels, [""] * 5, 0.0).bursts.tolist() == []
    unknown = [None, None, None, None, None]
    assert kin_of(digests, pictures, unknown, labels, [""] * 5, 3.0).bursts.tolist() == []
