"""The font for everything that is drawn, and text made fit for it. The drawing is `competition.drawing`."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from competition.errors import InstallError
from competition.messages import _

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_SAMPLE_PX = 15


@lru_cache
def font_path() -> Path:
    """Where IPAexGothic lies, which has Latin and Japanese letters.

    Found without importing its package, which would import Matplotlib.

    Raises:
        InstallError: The package with the font is missing.
    """
    found = find_spec("matplotlib_fontja")
    if found is None or found.origin is None:
        raise InstallError(
            _("The font for Japanese (matplotlib-fontja) is missing"),
            hint=_("Install the kit again; doctor shows what else is missing."),
        )
    return Path(found.origin).parent / "fonts" / "ipaexg.ttf"


@lru_cache
def font(size: int) -> "FreeTypeFont":
    """The font for Pillow, ``size`` pixels high."""
    from PIL import ImageFont

    return ImageFont.truetype(font_path(), size)


@lru_cache
def matplotlib_family() -> str:
    """The name by which Matplotlib knows the font, once it has been told of it."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(font_path())
    return font_manager.FontProperties(fname=font_path()).get_name()


@lru_cache(maxsize=4096)
def _is_drawable(character: str) -> bool:
    """Whether the font has the character; where it has none it draws the same empty box as for this one."""
    letters = font(_SAMPLE_PX)
    return character == " " or bytes(letters.getmask(character)) != bytes(letters.getmask("\U0010ffff"))


def drawable(text: str) -> str:
    """The text with ``?`` for every character the font lacks, such as emoji, instead of an empty box.

    >>> drawable("犬 dog 🐶")
    '犬 dog ?'
    """
    return "".join(character if _is_drawable(character) else "?" for character in text)


def plain(text: str) -> str:
    """`drawable` text for Matplotlib, which would take what stands between dollar signs for a formula."""
    return drawable(text).replace("$", r"\$")


def fitted(text: str, letters: "FreeTypeFont", most_px: int) -> str:
    """`drawable` text, cut with an ellipsis where it would be wider than ``most_px`` pixels."""
    text = drawable(text)
    if letters.getlength(text) <= most_px:
        return text
    while text and letters.getlength(text + "...") > most_px:
        text = text[:-1]
    return text.rstrip() + "..."
