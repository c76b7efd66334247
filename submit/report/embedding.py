"""Pictures and fonts as text inside the page, so that the file needs nothing else and asks no other host.

A picture is written anew from its pixels: where and when a photograph was taken stays behind.
"""

import base64
import io
from collections.abc import Collection

import numpy as np

from competition.lettering import font_path

# Pictures with fewer pixels a side are shown as the squares they are made of.
SMALL = 48
_QUALITY = 86
# What the fonts of any computer have: Latin, Greek and Cyrillic letters, signs, arrows.
_USUAL = 0x2E80


def data_uri(pixels: np.ndarray) -> str:
    """A picture as a page can hold it: PNG where that is smaller, as for drawings, else JPEG.

    Args:
        pixels: uint8 (height, width, 3).
    """
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(pixels))
    png, jpeg = io.BytesIO(), io.BytesIO()
    image.save(png, "PNG", optimize=True)
    image.save(jpeg, "JPEG", quality=_QUALITY, optimize=True)
    kind, file = ("png", png) if len(png.getvalue()) <= len(jpeg.getvalue()) else ("jpeg", jpeg)
    return f"data:image/{kind};base64,{base64.b64encode(file.getvalue()).decode('ascii')}"


def enlarged(pixels: np.ndarray, side: int) -> np.ndarray:
    """A small picture made at least so large, so that what is laid over it has room; small squares stay squares."""
    from PIL import Image

    if len(pixels) >= side:
        return pixels
    way = Image.Resampling.NEAREST if len(pixels) < SMALL else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(pixels).resize((side, side), way))


def font_uri(letters: Collection[str]) -> str:
    """The Japanese font with just these letters; empty where none of them is one that a computer may lack.

    Args:
        letters: Every letter on the page.
    """
    rare = [ord(letter) for letter in letters if ord(letter) >= _USUAL]
    if not rare:
        return ""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.notdef_outline = False
    options.layout_features = []
    options.hinting = False
    options.drop_tables += ["vmtx", "vhea", "VORG", "GSUB", "GPOS"]
    with TTFont(font_path(), lazy=True) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=rare)
        subsetter.subset(font)
        font.flavor = "woff"
        file = io.BytesIO()
        font.save(file)
    return f"data:font/woff;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
