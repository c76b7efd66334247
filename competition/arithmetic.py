"""One window of a convolution, drawn as the sum it is: numbers, weights, products. Other drawing: `drawing`."""

from typing import TYPE_CHECKING

import numpy as np

from competition.lettering import font
from competition.messages import _
from competition.seen import Convolution

if TYPE_CHECKING:
    from PIL import Image

_INK, _FAINT, _BOX = "#222222", "#666666", "#F1F3F7"
_PLUS, _MINUS = "#BB3A12", "#0B62A8"
_WIDE, _HIGH, _GAP, _MARGIN = 108, 46, 4, 24
_LINE_PX = 22


def window_sheet(one: Convolution, row: int, column: int, number: int) -> "Image.Image":
    """A convolution at one place by one filter, step by step.

    Args:
        one: The convolution.
        row: Which window, counted from the top.
        column: The same from the left.
        number: Which filter, counted from 0.

    Returns:
        A picture for `competition.drawing.save_picture`: a block for red, green and blue, the sum below.
    """
    from PIL import Image, ImageDraw

    size = one.kernel.shape[0]
    top, left = row * one.stride, column * one.stride
    numbers = one.inputs[top : top + size, left : left + size]
    weights = one.kernel[..., number]
    block = size * (_WIDE + _GAP)
    whole = (2 * _MARGIN + 3 * block + 2 * _MARGIN, 2 * _MARGIN + 2 * _LINE_PX + size * (_HIGH + _GAP) + 2 * _LINE_PX)
    sheet = Image.new("RGB", whole, "white")
    pen = ImageDraw.Draw(sheet)
    title = _("One window of {layer}, filter {number}: number × weight").format(layer=one.name, number=number + 1)
    pen.text((_MARGIN, _MARGIN), title, fill=_INK, font=font(16), anchor="lm")
    for channel, name in enumerate((_("red"), _("green"), _("blue"))):
        start = _MARGIN + channel * (block + _MARGIN)
        pen.text((start, _MARGIN + _LINE_PX + 8), name, fill=_FAINT, font=font(13), anchor="lm")
        for y, x in np.ndindex(size, size):
            number_there, weight = float(numbers[y, x, channel]), float(weights[y, x, channel])
            x0, y0 = start + x * (_WIDE + _GAP), _MARGIN + 2 * _LINE_PX + y * (_HIGH + _GAP)
            pen.rounded_rectangle((x0, y0, x0 + _WIDE, y0 + _HIGH), 4, fill=_BOX)
            product, middle = number_there * weight, x0 + _WIDE / 2
            text = f"{number_there:.2f} × {_signed(weight, 2)}"
            pen.text((middle, y0 + 14), text, fill=_FAINT, font=font(12), anchor="mm")
            color = _MINUS if product < 0 else _PLUS
            pen.text((middle, y0 + 32), _signed(product, 3), fill=color, font=font(14), anchor="mm")
    pen.text(
        (_MARGIN, whole[1] - _MARGIN), _summed(one, numbers, weights, number), fill=_INK, font=font(16), anchor="lm"
    )
    return sheet


def _summed(one: Convolution, numbers: np.ndarray, weights: np.ndarray, number: int) -> str:
    """The last line: the products' sum, the bias, and what the two make."""
    total, bias = float((numbers * weights).sum()), float(one.bias[number])
    line = _("sum of the products {sum} + bias {bias} = {result}").format(
        sum=_signed(total, 3), bias=_signed(bias, 3), result=_signed(total + bias, 3)
    )
    if one.activation == "relu":
        line += _(", after relu {result}").format(result=_signed(max(0.0, total + bias), 3))
    return line


def _signed(value: float, digits: int) -> str:
    """A number with a minus as long as a plus.

    >>> _signed(-0.5, 2)
    '−0.50'
    """
    return f"{value:.{digits}f}".replace("-", "−")
