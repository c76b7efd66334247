"""What is not the picture in a file, to the byte; broken files are read to their end and no further."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from competition.auditing.containers import bytes_beside, packing
from tests.files import noise

FORMATS = ("PNG", "JPEG", "WEBP", "BMP")


def packed(format: str, **settings: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(noise(0, 20, 20)).save(file, format, **settings)  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("format", FORMATS)
def test_padding_is_counted_to_the_byte(format: str) -> None:
    data = packed(format)
    assert bytes_beside(data + bytes(123)) == bytes_beside(data) + 123


@pytest.mark.parametrize("format", ["PNG", "WEBP", "BMP"])
def test_a_bare_picture_has_nothing_beside_it(format: str) -> None:
    assert bytes_beside(packed(format)) == 0


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_notes_are_counted(format: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "a description of some length"
    assert bytes_beside(packed(format, exif=exif.tobytes())) > bytes_beside(packed(format)) + 30


def test_a_text_in_a_png_is_counted() -> None:
    note = PngInfo()
    note.add_text("Comment", "hello")
    assert bytes_beside(packed("PNG", pnginfo=note)) == len("Comment\0hello") + 12


@pytest.mark.parametrize("quality", [30, 80, 95])
def test_what_a_picture_needs_does_not_count(quality: int) -> None:
    assert bytes_beside(packed("JPEG", quality=quality)) == bytes_beside(packed("JPEG"))


def test_how_hard_a_picture_was_pressed_is_seen() -> None:
    assert packing(packed("PNG", compress_level=1)) != packing(packed("PNG", compress_level=9))
    assert packing(packed("JPEG")) != packing(packed("JPEG", optimize=True))
    assert packing(packed("BMP")) == ""


@given(st.sampled_from(FORMATS), st.integers(0, 400), st.binary(max_size=60))
def test_broken_files_are_read_to_their_end(format: str, length: int, rest: bytes) -> None:
    data = packed(format)[:length] + rest
    assert 0 <= bytes_beside(data) <= len(data)
    packing(data)


@given(st.binary(max_size=100))
def test_anything_may_come(data: bytes) -> None:
    assert 0 <= bytes_beside(data) <= len(data)
    packing(data)
