"""Pictures, folders and zips for tests to write, as other people's programs would have made them."""

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image


def noise(seed: int, height: int = 8, width: int = 8) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def zipped(path: Path, members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def renamed(path: Path, old: bytes, new: bytes, flags: int | None = None) -> Path:
    """The zip with a member's raw name replaced, as another program would have written it."""
    assert len(old) == len(new)
    data = bytearray(path.read_bytes().replace(old, new))
    if flags is not None:
        for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = data.find(mark)
            while at >= 0:
                struct.pack_into("<H", data, at + place, flags)
                at = data.find(mark, at + 4)
    path.write_bytes(bytes(data))
    return path


def foldered(path: Path, members: Mapping[str, bytes]) -> Path:
    for name, data in members.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return path


FOUR = {f"{name}.png": png(noise(n)) for n, name in enumerate(["a", "b", "犬", "が"])}
