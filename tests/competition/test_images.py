"""Bytes to pixels: what every kind of picture becomes, and what happens to files that are none."""

import io
import struct
import subprocess
import sys
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image, ImageOps

from competition.errors import DataError
from competition.images import decode, digest, resized

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def encoded(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """The file's bytes that Pillow writes."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def noise(height: int, width: int) -> np.ndarray:
    """A picture without any symmetry."""
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


pictures = arrays.arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12), st.just(3)))


@given(pictures)
def test_a_png_gives_back_its_pixels(pixels: np.ndarray) -> None:
    assert np.array_equal(decode(encoded(Image.fromarray(pixels)), "a.png"), pixels)


@given(pictures, pictures)
def test_digests_are_equal_exactly_when_the_pixels_are(one: np.ndarray, other: np.ndarray) -> None:
    assert digest(one) == digest(one.copy())
    assert (digest(one) == digest(other)) == np.array_equal(one, other)


def test_the_shape_is_part_of_the_digest() -> None:
    flat = np.zeros((2, 8, 3), np.uint8)
    assert digest(flat) != digest(flat.reshape(4, 4, 3))


def test_two_files_of_one_picture_have_one_digest() -> None:
    image = Image.fromarray(noise(9, 7))
    assert digest(decode(encoded(image, "PNG"), "a")) == digest(decode(encoded(image, "BMP"), "b"))


@given(pictures, st.integers(1, 20))
def test_resized_pictures_are_square(pixels: np.ndarray, size: int) -> None:
    square = resized(pixels, size)
    assert square.shape == (size, size, 3)
    assert square.dtype == np.uint8


def test_resizing_cuts_out_the_middle() -> None:
    wide = np.zeros((4, 12, 3), np.uint8)
    wide[:, 4:8] = 200
    assert (resized(wide, 4) == 200).all()
    assert (resized(wide, 2) == 200).all()
    assert (resized(wide, 16) == 200).all()


def test_shrinking_averages() -> None:
    checkered = np.indices((8, 8)).sum(axis=0)[:, :, None].repeat(3, axis=2) % 2 * 200
    assert (resized(checkered.astype(np.uint8), 4) == 100).all()


def palette(transparent: bool) -> bytes:
    image = Image.new("P", (2, 1))
    image.putpalette([*RED, *BLUE])
    image.putpixel((1, 0), 1)
    return encoded(image, transparency=1) if transparent else encoded(image)


KINDS: dict[str, tuple[Callable[[], bytes], list[tuple[int, int, int]]]] = {
    "grey": (lambda: encoded(Image.new("L", (1, 1), 90)), [(90, 90, 90)]),
    "black and white": (lambda: encoded(Image.new("1", (1, 1), 1)), [WHITE]),
    "transparent becomes white": (lambda: encoded(Image.new("RGBA", (1, 1), (9, 9, 9, 0))), [WHITE]),
    "half transparent": (lambda: encoded(Image.new("RGBA", (1, 1), (0, 0, 0, 128))), [(127, 127, 127)]),
    "grey and transparent": (lambda: encoded(Image.new("LA", (1, 1), (0, 0))), [WHITE]),
    "one colour is transparent": (lambda: encoded(Image.new("RGB", (1, 1), RED), transparency=RED), [WHITE]),
    "16 bits": (lambda: encoded(Image.fromarray(np.array([[0x80FF]], np.uint16))), [(128, 128, 128)]),
    "palette": (lambda: palette(transparent=False), [RED, BLUE]),
    "palette with a transparent entry": (lambda: palette(transparent=True), [RED, WHITE]),
    "CMYK": (lambda: encoded(Image.new("CMYK", (1, 1), (0, 255, 255, 0)), "TIFF"), [RED]),
    "1 × 1": (lambda: encoded(Image.new("RGB", (1, 1), GREEN)), [GREEN]),
    "a film's first picture": (
        lambda: encoded(
            Image.new("RGB", (1, 1), GREEN),
            "GIF",
            save_all=True,
            append_images=[Image.new("RGB", (1, 1), RED)],
        ),
        [GREEN],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_becomes_rgb(kind: str) -> None:
    make, expected = KINDS[kind]
    pixels = decode(make(), kind)
    assert pixels.dtype == np.uint8
    assert pixels.tolist() == [[list(color) for color in expected]]


def test_a_cmyk_jpeg_has_the_colours_people_see() -> None:
    pixels = decode(encoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG"), "a.jpg")
    assert np.abs(pixels.astype(int) - RED).max() < 8


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_turns_the_picture_upright(orientation: int) -> None:
    image = Image.fromarray(noise(5, 3))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(image, exif=exif)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    assert np.array_equal(decode(data, "a.png"), expected)


@pytest.mark.parametrize("exif", [b"Exif\0\0MM\0*\0\0\0\x08", b"Exif\0\0rubbish", b"\xff" * 40])
def test_a_broken_exif_note_does_not_lose_the_picture(exif: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert decode(encoded(Image.new("RGB", (2, 2), RED), exif=exif), "a.png").shape == (2, 2, 3)


def test_a_big_jpeg_may_be_decoded_smaller() -> None:
    smooth = Image.linear_gradient("L").resize((1600, 1200)).convert("RGB")
    data = encoded(smooth, "JPEG")
    small = decode(data, "a.jpg", at_least=64)
    assert 128 <= small.shape[0] < 1200
    near = resized(small, 64).astype(int) - resized(decode(data, "a.jpg"), 64)
    assert np.abs(near).max() <= 3


def broken_files() -> dict[str, bytes]:
    png = encoded(Image.fromarray(noise(32, 32)))
    jpeg = encoded(Image.fromarray(noise(64, 64)), "JPEG")
    return {
        "empty": b"",
        "text": "これは写真ではありません".encode(),
        "truncated png": png[: len(png) // 2],
        "truncated jpeg": jpeg[: len(jpeg) // 2],
        "only a header": png[:24],
        "flipped bits": png[:60] + bytes(255 - b for b in png[60:90]) + png[90:],
        "eps runs a program elsewhere": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        "fractions": encoded(Image.new("F", (2, 2), 0.5), "TIFF"),
    }


@pytest.mark.parametrize("kind", broken_files())
def test_what_is_no_picture_is_named(kind: str) -> None:
    with pytest.raises(DataError) as caught:
        decode(broken_files()[kind], "猫.png")
    assert caught.value.offenders == ["猫.png"]


@given(st.data())
def test_damaged_files_never_raise_anything_else(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"]))
    whole = bytearray(encoded(Image.fromarray(noise(8, 8)), form))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[place] = data.draw(st.integers(0, 255))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            pixels = decode(bytes(whole), "a")
        except DataError:
            return
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims this size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (20_000, 10_001)])
def test_too_many_pixels_are_refused_before_any_is_unpacked(size: tuple[int, int]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DataError, match="pixels, more than 200,000,000"):
            decode(claiming(*size), "bomb.png")


# Not getrusage: what a child counts there begins with its parent's peak, and this test's parent may hold a lot.
_PEAK = """
import re, sys
from pathlib import Path
from competition.images import decode
shape = decode(Path(sys.argv[1]).read_bytes(), "huge").shape
print(*shape, re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is counted in other units elsewhere")
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_picture_of_12000_by_9000_is_read_in_one_gigabyte(tmp_path: Path, mode: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = tmp_path / "huge.png"
    file.write_bytes(encoded(Image.new(mode, (12_000, 9_000)), compress_level=1, exif=exif))
    printed = subprocess.run(
        [sys.executable, "-c", _PEAK, str(file)],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    *shape, peak_kib = map(int, printed.split())
    assert sorted(shape) == [3, 9_000, 12_000]
    assert peak_kib < 1024**2
