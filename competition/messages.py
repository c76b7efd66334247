"""The catalogue every sentence to a user goes through (gettext). No sentence lives here, only the way to it.

Write ``_("{n} pictures could not be read").format(n=n)``: the English sentence is the key, and the
placeholders are named so that a translation may put them in another order. ``KIT_LANGUAGE=ja`` (or the
system's locale) chooses a language; where there is no translation, the English sentence is shown.
"""

import gettext
import os
from pathlib import Path

LOCALES = Path(__file__).parent / "locale"


def catalogue(language: str | None = None) -> gettext.NullTranslations:
    """The translations for one language, or the English sentences themselves where there are none."""
    wanted = language or os.environ.get("KIT_LANGUAGE")
    return gettext.translation("kit", LOCALES, languages=[wanted] if wanted else None, fallback=True)


_catalogue = catalogue()


def _(sentence: str) -> str:
    """The sentence in the user's language."""
    return _catalogue.gettext(sentence)


def n_(singular: str, plural: str, n: int, **values: object) -> str:
    """The sentence for ``n`` things in the user's language, with ``{n}`` and the other values filled in.

    >>> n_("{n} picture", "{n} pictures", 1), n_("{n} picture", "{n} pictures", 10_000)
    ('1 picture', '10,000 pictures')
    """
    return _catalogue.ngettext(singular, plural, n).format(n=f"{n:,}", **values)
