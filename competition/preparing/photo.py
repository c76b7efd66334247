"""One raw photo → what teams get of it, and what is noted for the organizer's eyes. Bytes in, bytes out."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from competition.errors import DataError
from competition.images import decode, resized
from competition.messages import _
from competition.near_twins import SIDE

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = {"jpeg": ".jpg", "png": ".png"}
# At 90 nobody sees the difference; at 95 the files are half as large again.
_QUALITY = 90
_EXIF_IFD, _TAKEN, _TAKEN_FRACTION = 0x8769, 36867, 37521


class Form(NamedTuple):
    """What teams get.

    Args:
        size: The longest side in pixels; smaller photos are not enlarged.
        format: ``jpeg`` or ``png``.
        least_side: Photos with a shorter side under this are refused.
    """

    size: int
    format: str
    least_side: int


@dataclass(frozen=True)
class Look:
    """What is noted of a photo.

    Args:
        digest: Equal exactly when what teams get is the same in every pixel; empty if unreadable.
        square: Its middle at `competition.near_twins.SIDE` pixels, uint8 (SIDE, SIDE, 3), to find near twins by.
        taken_s: When the camera says it was taken, in seconds of its own clock; None where it does not say.
        n_bytes: How large the raw file was.
        reason: Why it cannot be used; empty where it can.
    """

    digest: str
    square: np.ndarray
    taken_s: float | None
    n_bytes: int
    reason: str = ""


def reworked(read: Callable[[str], bytes], name: str, form: Form) -> tuple[bytes, Look]:
    """A photo upright, at most ``form.size`` pixels long, in one format for all, without a word about its origin.

    Only pixels are taken over: place, time, camera, comments, thumbnails and colour profiles stay behind. A large JPEG
    is decoded at the fraction of its size that is needed, which is several times faster.

    Args:
        read: Gives the raw file's bytes.
        name: Which one.
        form: What teams get.

    Returns:
        The new file's bytes, and what was noted; a photo that cannot be used has no bytes and a reason.
    """
    from PIL import Image

    n_bytes = 0
    try:
        raw = read(name)
        n_bytes = len(raw)
        # Twice as many pixels on the shorter side as half the size: enough on the longer one, whatever the shape.
        pixels = decode(raw, name, at_least=-(-form.size // 2))
    except DataError as error:
        return b"", Look("", _blank(), None, n_bytes, error.sentence)
    height, width = pixels.shape[:2]
    if min(height, width) < form.least_side:
        reason = _("{width} × {height} pixels are too few").format(width=width, height=height)
        return b"", Look("", _blank(), None, n_bytes, reason)
    image = Image.fromarray(pixels)
    scale = form.size / max(height, width)
    if scale < 1:
        # Pillow shrinks with whole numbers, so the same photo gives the same bytes on every processor.
        image = image.resize((max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BICUBIC)
    data = _saved(image, form.format)
    # Of the new file: what an audit sees of it decides who is whose twin, not what it was made from.
    square = resized(decode(data, name, at_least=SIDE), SIDE)
    return data, Look(hashlib.blake2b(data, digest_size=16).hexdigest(), square, taken_s(raw), n_bytes)


def _blank() -> np.ndarray:
    return np.zeros((SIDE, SIDE, 3), np.uint8)


def _saved(image: "Image", form: str) -> bytes:
    file = io.BytesIO()
    if form == "jpeg":
        image.save(file, "JPEG", quality=_QUALITY, subsampling="4:2:0", optimize=False, progressive=False)
    else:
        image.save(file, "PNG", compress_level=6)
    return file.getvalue()


def taken_s(raw: bytes) -> float | None:
    """When a photo was taken, in seconds of the camera's own clock, from any file; None where it does not say."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(raw)) as image:
            noted = image.getexif().get_ifd(_EXIF_IFD)
        moment = datetime.strptime(str(noted[_TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
        fraction = str(noted.get(_TAKEN_FRACTION, "0")).strip("\0 ")
        return moment.timestamp() + float(f"0.{fraction if fraction.isdecimal() else 0}")
    except Exception:  # notes come from any program, broken in any way; without a time it is a photo like others
        return None
