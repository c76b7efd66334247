"""Names of pictures and classes: which id means which picture, and how names are put in order.

Everything is joined by name, never by position; tables may leave the extension out ("train_00001"). Names of
pictures are in Unicode's composed form (`competition.pictures`), so ids are brought to it too.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

PICTURE_EXTENSIONS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif")


def plain(name: str) -> str:
    r"""A cell as names are compared: without blanks around it, accents composed (a Mac splits them).

    >>> plain(" cafe\u0301 ") == "café"
    True
    """
    return unicodedata.normalize("NFC", name.strip())


def stem(name: str) -> str:
    """The name without its last extension; folders stay.

    >>> stem("cat/001.v2.png"), stem("cat.d/001"), stem("犬.jpg")
    ('cat/001.v2', 'cat.d/001', '犬')
    """
    head, dot, extension = name.rpartition(".")
    return head if dot and "/" not in extension else name


def is_picture(name: str) -> bool:
    """Whether a file of this name should hold a picture: by its extension, which pictures need not have.

    >>> is_picture("cat/01.JPG"), is_picture("cat/01"), is_picture("cat/notes.txt")
    (True, True, False)
    """
    extension = name.removeprefix(stem(name)).lower()
    return extension in ("", *PICTURE_EXTENSIONS)


def matches(ids: Sequence[str], names: Sequence[str]) -> list[str | None]:
    """The picture each id means: the one of that very name, else the only one with that stem.

    An id may have folders before it ("train/a.png") that the pictures' place stands for already.

    >>> matches(["a.png", "b", "c", "train/a.png"], ["a.png", "b.jpg", "c.jpg", "c.png"])
    ['a.png', 'b.jpg', None, 'a.png']
    """
    ids = [one if one.isascii() else unicodedata.normalize("NFC", one) for one in ids]
    # By far the most contests name every picture in full; 60,000 stems would be cut for nothing.
    if set(names).issuperset(ids):
        return list(ids)
    stems = [stem(name) for name in names]
    n_of = Counter(stems)
    found: dict[str, str] = {s: name for s, name in zip(stems, names, strict=True) if n_of[s] == 1}
    found.update(zip(names, names, strict=True))
    return [found.get(one) or found.get(one.rpartition("/")[2]) for one in ids]


def natural(name: str) -> list[tuple[bool, int, str]]:
    """A key that sorts numbers by their size and before words, also inside a name.

    >>> sorted(["10", "dog", "9", "cat", "10円", "5円"], key=natural)
    ['5円', '9', '10', '10円', 'cat', 'dog']
    """
    parts = (part for part in re.split(r"(\d+)", name) if part)
    return [(False, int(part), part) if part.isdecimal() else (True, 0, part) for part in parts]


def without_zeros(name: str) -> str:
    """What Excel makes of a name of digits: its number, without extension.

    >>> without_zeros("00012.png"), without_zeros("12"), without_zeros("12.0"), without_zeros("000")
    ('12', '12', '12', '0')
    """
    return stem(name).lstrip("0") or "0"
