"""The catalogue every sentence to a user goes through (gettext). No sentence lives here, only the way to it.

Write ``_("{n} pictures could not be read").format(n=n)``: the English sentence is the key, and the
placeholders are named so that a translation may put them in another order. Where there is no translation, the
English sentence is shown. The language is the user's (`languages`), unless the command line asks for one (`speak`).
A server that answers people of several languages chooses one for each request: `speaking`.
"""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from competition.languages import LOCALES, catalogue, preferred

_usual = catalogue()
# Only what `speaking` says: a new thread knows nothing of it and speaks the usual language.
_spoken: ContextVar[gettext.NullTranslations | None] = ContextVar("spoken", default=None)


def speak(language: str | None = None) -> None:
    """Speak one language from now on, here and in every process started from here.

    Sentences that modules looked up while they were imported stay as they are: this comes first.

    Args:
        language: Such as ``ja``; by default the user's.
    """
    global _usual
    chosen = language or preferred()
    # LANGUAGE is gettext's own: argparse's words come through it, from the kit's catalogue.
    os.environ["KIT_LANGUAGE"] = os.environ["LANGUAGE"] = chosen
    gettext.bindtextdomain("kit", LOCALES)
    gettext.textdomain("kit")
    _usual = catalogue(chosen)


@contextmanager
def speaking(translations: gettext.NullTranslations) -> Iterator[None]:
    """Within it, in this thread or task, sentences come from these translations.

    >>> class Loud(gettext.NullTranslations):
    ...     def gettext(self, message):
    ...         return message.upper()
    >>> with speaking(Loud()):
    ...     _("no pictures")
    'NO PICTURES'
    """
    before = _spoken.set(translations)
    try:
        yield
    finally:
        _spoken.reset(before)


def _(sentence: str) -> str:
    """The sentence in the user's language."""
    return (_spoken.get() or _usual).gettext(sentence)


def n_(singular: str, plural: str, n: int, **values: object) -> str:
    """The sentence for ``n`` things in the user's language, with ``{n}`` and the other values filled in.

    >>> n_("{n} picture", "{n} pictures", 1), n_("{n} picture", "{n} pictures", 10_000)
    ('1 picture', '10,000 pictures')
    """
    return (_spoken.get() or _usual).ngettext(singular, plural, n).format(n=f"{n:,}", **values)
