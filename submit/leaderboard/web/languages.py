"""Which language a visitor of the board reads. Its sentences are the kit's catalogue, as everywhere."""

import gettext
from functools import cache

from competition.languages import catalogue

# As the page shows them, each in its own words.
NAMES = {"en": "English", "ja": "日本語"}
LANGUAGE_COOKIE = "board_language"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The sentences of one language, read once."""
    return catalogue(language)


def language_of(chosen: str, accepted: str) -> str:
    """Which language a visitor reads.

    Args:
        chosen: What the switch on the page was set to; empty where it never was.
        accepted: The browser's ``Accept-Language``.

    >>> language_of("", "fr;q=0.9, ja;q=0.8, en;q=0.7"), language_of("en", "ja"), language_of("xx", "")
    ('ja', 'en', 'en')
    """
    if chosen in NAMES:
        return chosen
    wishes = []
    for place, wish in enumerate(accepted.split(",")[:20]):
        name, _sign, weight = wish.partition(";q=")
        try:
            wishes.append((-float(weight or 1), place, name.strip().lower()[:2]))
        except ValueError:
            continue
    known = [name for _weight, _place, name in sorted(wishes) if name in NAMES]
    return known[0] if known else "en"
