"""Which language the user reads, and where its sentences are. How a sentence gets there is told in `messages`.

Standard library only, in the grammar and typing of Python 3.6: the launcher speaks before anything is installed.
"""

import gettext
import os
import sys
from pathlib import Path
from typing import Optional

LOCALES = Path(__file__).parent / "locale"
# English is what stands in the sources; each other one has a folder in `LOCALES`.
LANGUAGES = ("en", "ja")
# The first that says anything is believed: our own, then those of gettext, in its order.
VARIABLES = ("KIT_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def preferred() -> str:
    """The user's language, from KIT_LANGUAGE or from the system's settings; English where we don't speak it."""
    for said in (os.environ.get(name) for name in VARIABLES):
        if said:
            # `LANGUAGE` may be a list, `fr:ja`; a locale has more behind its language, `ja_JP.UTF-8`.
            known = [one[:2].lower() for one in said.split(":") if one[:2].lower() in LANGUAGES]
            return known[0] if known else "en"
    return _of_windows()


def _of_windows() -> str:
    """The language of Windows' own menus, which no variable tells."""
    if sys.platform == "win32":
        import ctypes

        japanese, of_any_country = 0x11, 0x3FF
        if ctypes.windll.kernel32.GetUserDefaultUILanguage() & of_any_country == japanese:
            return "ja"
    return "en"


def catalogue(language: Optional[str] = None) -> gettext.NullTranslations:
    """The translations for one language, or the English sentences themselves where there are none.

    >>> catalogue("en").gettext("no pictures")
    'no pictures'
    """
    return gettext.translation("kit", str(LOCALES), languages=[language or preferred()], fallback=True)
