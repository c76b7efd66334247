"""A photo loses everything but its pixels, and keeps those the right way up."""

import io

import numpy as np
import pytest
from PIL import Image

from competition.preparing.photo import Form, Look, reworked, taken_s
from tests.files import png
from tests.photos import COMMENT, MAKER, photo, scene

FORM = Form(size=64, format="jpeg", least_side=8)


def made(raw: bytes, form: Form = FORM) -> tuple[Image.Image, bytes, Look]:
    data, look = reworked(lambda _name: raw, "a.jpg", form)
    assert look.reason == ""
    return Image.open(io.BytesIO(data)), data, look


def test_nothing_is_left_of_its_origin() -> None:
    raw = photo(scene(1), "2026:11:20 10:00:00")
    assert MAKER.encode() in raw
    image, data, _look = made(raw)
    for trace in (MAKER.encode(), COMMENT, b"Exif", b"2026", b"profile", b"ICC", b"http"):
        assert trace not in data
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert set(Image.open(io.BytesIO(made(raw, FORM._replace(format="png"))[1])).info) == set()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_turned_upright(orientation: int) -> None:
    upright = np.zeros((48, 96, 3), np.uint8)
    upright[:24, :48] = (255, 0, 0)  # red in the upper left
    turn = {1: (), 2: (0,), 3: (3,), 4: (1,), 5: (5,), 6: (2,), 7: (6,), 8: (4,)}[orientation]
    image = Image.fromarray(upright)
    for how in turn:
        image = image.transpose(Image.Transpose(how))
    pixels = np.asarray(made(photo(np.asarray(image), orientation=orientation))[0])
    assert pixels.shape == (32, 64, 3)
    assert pixels[:12, :24, 0].mean() > 200
    assert pixels[20:].mean() < 20


@pytest.mark.parametrize(
    ("side", "expected"), [((4000, 300), (64, 5)), ((300, 4000), (5, 64)), ((40, 30), (40, 30)), ((900, 900), (64, 64))]
)
def test_the_longest_side_is_what_was_asked_and_nothing_is_enlarged(
    side: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert made(photo(scene(2, *side)))[0].size == expected


def test_png_keeps_every_pixel_of_a_small_picture() -> None:
    pixels = scene(3, 40, 30)
    assert np.array_equal(np.asarray(made(png(pixels), FORM._replace(format="png"))[0]), pixels)


def test_what_cannot_be_used_says_why() -> None:
    for raw, reason in (
        (b"hello", "The file is not a picture the kit can read"),
        (photo(scene(4))[:-900], "damaged or cut short"),
        (png(scene(5, 7, 90)), "7 × 90 pixels are too few"),
    ):
        data, look = reworked(lambda _name, raw=raw: raw, "a.jpg", FORM)
        assert data == b""
        assert look.digest == ""
        assert reason in look.reason


def test_twins_have_one_digest_whatever_their_files() -> None:
    pixels = scene(6, 300, 200)
    one, other = made(png(pixels))[2], made(photo(pixels, "2026:11:20 10:00:00", quality=100))[2]
    assert made(png(pixels))[2].digest == one.digest != other.digest
    assert one.n_bytes == len(png(pixels))


@pytest.mark.parametrize(
    ("taken", "expected"),
    [("1970:01:01 00:01:00", 60.0), ("", None), ("0000:00:00 00:00:00", None), ("yesterday", None), ("    :  :", None)],
)
def test_when_it_was_taken(taken: str, expected: float | None) -> None:
    assert taken_s(photo(scene(7), taken)) == expected


def test_a_broken_note_is_no_time() -> None:
    raw = photo(scene(8), "1970:01:01 00:01:00")
    place = raw.index(b"Exif")
    for at in range(place, place + 60):
        taken_s(raw[:at] + b"\xff\x00" + raw[at + 2 :])
    assert taken_s(b"") is None
