"""What is drawn has the right size, no empty boxes, and is written whole or not at all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from competition.drawing import bars, contact_sheet, curves, save_picture
from competition.errors import InstallError
from competition.lettering import drawable, fitted, font

RED = np.full((8, 8, 3), (255, 0, 0), np.uint8)


def red_pixels(sheet: Image.Image) -> int:
    return int((np.asarray(sheet) == (255, 0, 0)).all(axis=2).sum())


def is_margin_white(picture: Image.Image, px: int) -> bool:
    pixels = np.asarray(picture)
    edges = (pixels[:px], pixels[-px:], pixels[:, :px], pixels[:, -px:])
    return all((edge == 255).all() for edge in edges)


def test_every_tile_is_on_the_sheet_at_its_size() -> None:
    sheet = contact_sheet([("cat\n3 pictures", [RED] * 3), ("犬", [RED])], tile=20)
    assert red_pixels(sheet) == 4 * 20 * 20
    assert is_margin_white(sheet, 12)


@pytest.mark.parametrize("rows", [[], [("empty class", [])], [("", [RED])]])
def test_sheets_may_be_nearly_empty(rows: list[tuple[str, list[np.ndarray]]]) -> None:
    assert contact_sheet(rows).width > 0


def test_a_long_title_is_cut_and_does_not_reach_the_tiles() -> None:
    sheet = contact_sheet([("とても長い名前" * 20, [RED])], tile=64)
    assert sheet.width < 450
    assert red_pixels(sheet) == 64 * 64


def test_characters_without_a_shape_become_question_marks() -> None:
    assert drawable("花 flower 🌸\n") == "花 flower ??"
    assert fitted("abc", font(15), 500) == "abc"
    assert fitted("abc" * 99, font(15), 100).endswith("...")


@pytest.mark.parametrize(
    ("xs", "log_x"), [([1, 2, 3], False), ([1e-4, 1e-3, 1e-2], True), (["sgd", "adam", "犬🐶"], False)]
)
def test_curves_of_numbers_ratios_and_words(xs: list, log_x: bool) -> None:
    picture = curves(
        {"訓練 $a$": (xs, [3.0, 2.0, 1.0], "o-"), "検証": (xs, [3.1, 2.5, 2.4], "o--")},
        "過学習 🐶",
        "epoch",
        "log loss",
        log_x=log_x,
    )
    assert picture.mode == "RGB"
    assert is_margin_white(picture, 10)
    assert np.asarray(picture).min() < 128


def ink(**more: Any) -> int:
    """How many pixels of a curve's picture are not white."""
    picture = curves({"validation": ([1, 2, 3], [3.0, 1.0, 2.0], "-")}, "t", "x", "y", **more)
    return int((np.asarray(picture) < 255).any(axis=2).sum())


def test_the_marked_point_is_ringed_and_thin_lines_stand_behind() -> None:
    assert ink(marked=(2, 1.0, "最良: 2")) > ink() + 300
    assert ink(thin={"validation": [([1, 2, 3], [3.0, 1.5, 2.5])]}) > ink() + 300


def test_one_value_alone_has_a_tick_of_its_own() -> None:
    assert curves({"a": ([1], [2.0], "o-")}, "t", "epoch", "y").mode == "RGB"


def test_bars_grow_with_their_number() -> None:
    few, many = bars({"a": 1.0}, "t", "x"), bars({f"犬{n}": n for n in range(20)}, "t", "x")
    assert many.height > 3 * few.height
    assert is_margin_white(many, 10)


def test_a_picture_is_written_whole(tmp_path: Path) -> None:
    path = save_picture(contact_sheet([("a", [RED])]), tmp_path / "図" / "a.png")
    with Image.open(path) as image:
        assert image.width > 64
    assert [file.name for file in path.parent.iterdir()] == ["a.png"]


@pytest.mark.parametrize("name", ["a.nothing", "a"])
def test_an_unknown_format_is_said_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(InstallError, match="could not be written"):
        save_picture(contact_sheet([("a", [RED])]), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(InstallError, match="cannot be written"):
        save_picture(contact_sheet([("a", [RED])]), tmp_path / "file" / "a.png")
