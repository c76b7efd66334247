"""A heat laid over a picture: colour stays where it is, the rest turns pale and grey."""

import numpy as np

from competition.heat import overlaid


def test_where_nothing_is_the_picture_turns_grey() -> None:
    picture = np.full((4, 4, 3), (200, 20, 20), dtype=np.uint8)
    cold = overlaid(picture, np.zeros((4, 4)))
    assert np.ptp(cold, axis=2).max() == 0
    hot = overlaid(picture, np.ones((4, 4)))
    assert hot[0, 0, 0] > hot[0, 0, 1]


def test_a_coarse_heat_is_drawn_out() -> None:
    heat = np.zeros((2, 2))
    heat[0, 0] = 1
    drawn = overlaid(np.full((20, 10, 3), 128, dtype=np.uint8), heat)
    assert drawn.shape == (20, 10, 3)
    assert np.ptp(drawn[0, 0].astype(int)) > 50
    assert np.ptp(drawn[-1, -1].astype(int)) <= 2
