"""One window as a drawing: as large as it has numbers."""

import numpy as np

from competition.arithmetic import window_sheet
from competition.seen import Convolution


def test_every_product_has_its_box() -> None:
    kernel = np.ones((3, 3, 3, 2), dtype=np.float32)
    inputs = np.random.default_rng(0).random((9, 9, 3), dtype=np.float32)
    one = Convolution("conv_1", inputs, kernel, np.zeros(2), 1, 0, "relu", np.zeros((7, 7, 2)))
    sheet = window_sheet(one, 6, 6, 1)
    assert sheet.width > 9 * 100
    assert len(sheet.getcolors(1 << 20)) > 3
    small = Convolution("conv_1", inputs, kernel[:2, :2], np.zeros(2), 2, 0, "linear", np.zeros((4, 4, 2)))
    assert window_sheet(small, 3, 3, 0).width < sheet.width
