"""A picture file's bytes → an array, upright and in RGB, and that array in another size.

Pillow decides what a picture looks like. Files come from anywhere, so size is checked before pixels are
unpacked and only formats that run no other program are opened. Where pictures lie is `competition.pictures`;
decoded ones are kept by `competition.store`.
"""

import hashlib
import io
import threading
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

import numpy as np

from competition.errors import DataError
from competition.messages import _
from competition.pictures import Pictures, open_pictures

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Pictures", "decode", "digest", "open_pictures", "resized"]

MAX_PIXELS = 200_000_000
# EPS is left out above all: Pillow hands it to another program.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF", "MPO")
_ORIENTATION = 0x0112
# Converted strip by strip, so that a huge picture is not held three times over.
_STRIP_PIXELS = 4_000_000
# Two huge pictures in two threads would need twice the memory; small ones never wait.
_HUGE_PIXELS = 25_000_000
_one_huge_picture = threading.Lock()


def decode(data: bytes, name: str, at_least: int | None = None) -> np.ndarray:
    """Turn a picture file's bytes into an array of RGB values, the right way up.

    Phones store a turned picture and a note (Exif) that says so; a network sees only pixels, so the note is
    obeyed here. Transparent parts become white, 16-bit values keep their upper 8 bits, of a film the first
    picture is taken.

    Args:
        data: The file's content.
        name: What to call it if it cannot be read.
        at_least: A shorter side in pixels that is enough; a big JPEG is then decoded at a fraction of its
            size, which is several times faster.

    Returns:
        uint8 (height, width, 3), 0–255.

    Raises:
        DataError: Not a picture, damaged or cut short, or more than 200 million pixels.
    """
    from PIL import Image

    # Our own limit stands in its place: Pillow's would warn about a picture we read or refuse one we take.
    Image.MAX_IMAGE_PIXELS = None
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Exception as error:  # Pillow's parsers fail in many ways on broken input; each means the same here
        raise DataError(_("The file is not a picture the kit can read"), [name]) from error
    with closing(image):  # frees its memory too, which leaving `with image` would not
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise DataError(
                _("The picture has {width:,} × {height:,} pixels, more than {most:,} in all").format(
                    width=width, height=height, most=MAX_PIXELS
                ),
                [name],
            )
        try:
            if at_least:
                # Twice the size asked for, so that the last step down still averages.
                scale = min(1.0, 2 * at_least / min(width, height))
                image.draft(image.mode, (round(width * scale), round(height * scale)))
            with _one_huge_picture if image.width * image.height > _HUGE_PIXELS else nullcontext():
                pixels, orientation = _rgb_pixels(image), _orientation(image)
        except Exception as error:  # as above
            raise DataError(_("The picture is damaged or cut short ({error})").format(error=error), [name]) from error
    return _upright(pixels, orientation)


def resized(image: np.ndarray, size: int) -> np.ndarray:
    """Make a picture square and of one size: the middle is cut out, then shrunk or enlarged.

    Nothing is squeezed: a face stays a face. Shrinking averages over areas (fine detail does not turn into
    false patterns), enlarging is smooth (bicubic).

    Args:
        image: uint8 (height, width, 3).
        size: The new side in pixels.

    Returns:
        uint8 (size, size, 3).

    >>> resized(np.full((10, 30, 3), 7, np.uint8), 5).shape
    (5, 5, 3)
    """
    import cv2

    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    middle = image[top : top + side, left : left + side]
    if side == size:
        return middle.copy()
    how = cv2.INTER_AREA if size < side else cv2.INTER_CUBIC
    return cv2.resize(middle, (size, size), interpolation=how)


def digest(image: np.ndarray) -> str:
    """A fingerprint of the pixels: equal exactly when two pictures are the same in shape and every pixel.

    Two files may differ (another program, another note in them) and still show the same picture; such twins
    on both sides of a split would make a score too good.

    Args:
        image: uint8 (height, width, 3).

    Returns:
        32 hexadecimal characters.
    """
    seal = hashlib.blake2b(repr(image.shape).encode(), digest_size=16)
    seal.update(np.ascontiguousarray(image).data)
    return seal.hexdigest()


def _rgb_pixels(image: "Image.Image") -> np.ndarray:
    """The pixels in RGB as they lie in the file, uint8 (height, width, 3)."""
    width, height = image.size
    rows = max(1, _STRIP_PIXELS // width)
    if rows >= height:
        return _rgb(image)
    pixels = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        pixels[top:bottom] = _rgb(image.crop((0, top, width, bottom)))
    return pixels


def _rgb(image: "Image.Image") -> np.ndarray:
    from PIL import Image

    if image.mode == "F":
        raise ValueError(_("its pixels are fractions without a known range"))
    if image.mode.startswith("I"):  # 16 bits a pixel; "I" holds them in 32
        grey = (np.clip(np.asarray(image), 0, 65535) >> 8).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    return np.array(image if image.mode == "RGB" else image.convert("RGB"))


def _orientation(image: "Image.Image") -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # a broken note says nothing about a picture whose pixels are whole
        return 1


def _upright(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """Undo what Exif's orientation (1 to 8) says the camera did; an unknown number changes nothing."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)
