"""Every picture is on the gallery at its size, with its words below, Japanese ones too."""

import numpy as np
import pytest
from PIL import Image

from competition.gallery import gallery

RED = np.full((8, 8, 3), (255, 0, 0), np.uint8)


def dark(sheet: Image.Image) -> int:
    return int((np.asarray(sheet).max(axis=2) < 130).sum())


@pytest.mark.parametrize("n", [0, 1, 8, 9])
def test_every_picture_is_there(n: int) -> None:
    pixels = np.asarray(gallery([(RED, ("cat", "→ dog", "a.png"))] * n, tile=20))
    assert (pixels == (255, 0, 0)).all(axis=2).sum() == n * 20 * 20
    for edge in (pixels[:12], pixels[-12:], pixels[:, :12], pixels[:, -12:]):
        assert (edge == 255).all()


def test_words_stand_below_and_are_cut_to_the_picture() -> None:
    assert dark(gallery([(RED, ("犬", "→ 猫"))], tile=64)) > dark(gallery([(RED, ("", ""))], tile=64)) + 50
    long = gallery([(RED, ("とても長い名前" * 9, "x" * 99))], tile=64)
    assert long.width == gallery([(RED, ("", ""))], tile=64).width
    assert (np.asarray(long)[:, -20:] == 255).all()
