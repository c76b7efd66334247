"""How much of a picture's file is not the picture, and how the picture was packed; read from the bytes themselves.

A busy picture needs more bytes than a plain one, and that is in its pixels anyway; what else a file carries (notes,
thumbnails, padding) is not, and may differ from class to class. Pillow, which reads the rest, passes over it.
"""

import struct
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PICTURE = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS")
_WEBP_PICTURE = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF")
_JPEG_SCAN = 0xDA
_TRAILING = -1
# Application notes and comments; the other marks say how the pixels are packed.
_JPEG_BESIDE = (*range(0xE0, 0xF0), 0xFE, _TRAILING)


def bytes_beside(data: bytes) -> int:
    r"""How many bytes of a file are neither the picture nor what is needed to read it.

    Known are PNG, JPEG, WebP and BMP; of any other format nothing is known, and 0 is said.

    >>> bytes_beside(_PNG + b"\0\0\0\2tEXthi" + b"crc!" + b"\0\0\0\0IENDcrc!" + b"more")
    18
    """
    if data.startswith(_PNG):
        return sum(size for kind, size, _start in _png_chunks(data) if kind not in _PNG_PICTURE)
    if data.startswith(b"\xff\xd8"):
        return sum(size for mark, size in _jpeg_segments(data) if mark in _JPEG_BESIDE)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return sum(size for kind, size in _webp_chunks(data) if kind not in _WEBP_PICTURE)
    if data.startswith(b"BM") and len(data) >= 6:
        return max(0, len(data) - int(struct.unpack_from("<I", data, 2)[0]))
    return 0


def packing(data: bytes) -> str:
    """How hard a PNG was pressed, or which tables a JPEG was packed by, in a word; empty where that leaves no trace."""
    if data.startswith(_PNG):
        first = next((start for kind, size, start in _png_chunks(data) if kind == b"IDAT" and size > 13), None)
        return f"zlib={data[first + 1] >> 6}" if first is not None else ""
    if data.startswith(b"\xff\xd8"):
        return "huffman=" + "+".join(str(size) for mark, size in _jpeg_segments(data) if mark == 0xC4)
    return ""


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's kind, its size with all that belongs to it, and where its content starts; last, what trails."""
    at = len(_PNG)
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        yield kind, min(size + 12, len(data) - at), at + 8
        at += size + 12
        if kind == b"IEND":
            break
    if at < len(data):
        yield b"", len(data) - at, at


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    """The mark and the size of each segment before the picture's own bytes; last, what trails behind these."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _JPEG_SCAN:
        (size,) = struct.unpack_from(">H", data, at + 2)
        yield data[at + 1], min(size + 2, len(data) - at)
        at += size + 2
    end = data.rfind(b"\xff\xd9", at)
    if end >= 0:
        yield _TRAILING, len(data) - (end + 2)


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Each chunk's kind and size; last, what trails."""
    at, end = 12, min(len(data), 8 + int(struct.unpack_from("<I", data, 4)[0]))
    while at + 8 <= end:
        (size,) = struct.unpack_from("<I", data, at + 4)
        size += 8 + size % 2
        yield data[at : at + 4], min(size, end - at)
        at += size
    if end < len(data):
        yield b"", len(data) - end
