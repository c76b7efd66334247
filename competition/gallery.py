"""A gallery: pictures side by side, each with words of its own below. Everything else that is drawn: `drawing`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from competition.images import resized
from competition.lettering import fitted, font

if TYPE_CHECKING:
    from PIL import Image

_INK, _FAINT = "#222222", "#767676"
_GAP, _MARGIN = 12, 24
_FIRST_PX, _REST_PX, _LINE_PX = 14, 12, 18


def gallery(pictures: Sequence[tuple[np.ndarray, Sequence[str]]], tile: int = 128, n_columns: int = 8) -> "Image.Image":
    """Lay pictures out in rows, so that each can be held against its words.

    Args:
        pictures: A picture, uint8 (height, width, 3), and its lines; the first is set larger and darker. Lines
            that are too long are cut.
        tile: The side of each picture, in pixels.
        n_columns: How many stand side by side, at most.

    Returns:
        A picture for `competition.drawing.save_picture`.
    """
    from PIL import Image, ImageDraw

    n_columns = max(1, min(n_columns, len(pictures)))
    n_rows = -(-len(pictures) // n_columns)
    wide = tile + _GAP
    high = tile + _LINE_PX * max((len(lines) for _picture, lines in pictures), default=0) + _GAP
    sheet = Image.new(
        "RGB", (2 * _MARGIN + n_columns * wide - _GAP, 2 * _MARGIN + max(n_rows * high - _GAP, 0)), "white"
    )
    pen = ImageDraw.Draw(sheet)
    for place, (picture, lines) in enumerate(pictures):
        left, top = _MARGIN + place % n_columns * wide, _MARGIN + place // n_columns * high
        sheet.paste(Image.fromarray(resized(picture, tile)), (left, top))
        for n, line in enumerate(lines):
            letters = font(_REST_PX if n else _FIRST_PX)
            middle = top + tile + _LINE_PX * (n + 0.5)
            words = fitted(line, letters, tile)
            pen.text((left, middle), words, fill=_FAINT if n else _INK, font=letters, anchor="lm")
    return sheet
