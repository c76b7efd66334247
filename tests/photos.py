"""Photos as phones take them, made here: a subject, the camera's notes about it, and where it was."""

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

MAKER = "SecretPhone 12"
COMMENT = b"taken by Aki"
_ORIENTATION, _MAKE, _EXIF_IFD, _GPS_IFD, _TAKEN = 0x0112, 0x010F, 0x8769, 0x8825, 36867


def scene(seed: int, width: int = 96, height: int = 72) -> np.ndarray:
    """Soft coloured patches, other ones for every seed: no two scenes look alike."""
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


def shaken(pixels: np.ndarray, seed: int, by: int = 12) -> np.ndarray:
    """The next shot of the same scene: a little noise everywhere."""
    noise = np.random.default_rng(seed).integers(-by, by + 1, pixels.shape)
    return np.clip(pixels.astype(int) + noise, 0, 255).astype(np.uint8)


def photo(pixels: np.ndarray, taken: str = "", orientation: int = 1, quality: int = 92) -> bytes:
    """A JPEG with all that a phone notes: its maker, the place, the time, a comment, a colour profile."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[_MAKE] = MAKER
    exif.get_ifd(_GPS_IFD)[1] = "N"
    exif.get_ifd(_GPS_IFD)[2] = (35.0, 41.0, 22.0)
    if taken:
        exif.get_ifd(_EXIF_IFD)[_TAKEN] = taken
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality, exif=exif, comment=COMMENT, icc_profile=b"profile")
    return file.getvalue()


def class_photos(counts: Mapping[str, int], first_seed: int = 0) -> dict[str, bytes]:
    """Name → photo, in a folder per class; every one of another scene."""
    wanted = [f"{name}/IMG_{number:04d}.JPG" for name, n in counts.items() for number in range(n)]
    return {name: photo(scene(first_seed + seed)) for seed, name in enumerate(wanted)}


def everything_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
