"""What a contest's site looks like from here: what it lists, what it takes, what it says.

The sites themselves are `submit.upload.kaggle` and `submit.upload.signate`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from submit.problems import printable

_SHOWN_CHARACTERS = 200
# What may be a key or a token: long, without blanks, letters and digits mixed.
_SECRET = re.compile(r"(?=[\w+=-]*\d)(?=[\w+=-]*[A-Za-z])[\w+=-]{20,}")


@dataclass(frozen=True)
class Submission:
    """A file as the site lists it.

    Args:
        reference: The site's own number for it.
        message: What was sent with it.
        state: ``pending``, ``complete``, or ``failed``: the site could not score it.
        public, private: Its scores, None where they are not (yet) told.
        said: Why it failed.
    """

    reference: str
    message: str
    state: str
    public: float | None = None
    private: float | None = None
    said: str = ""


@dataclass(frozen=True)
class Overview:
    """What a site knows of a team.

    Args:
        submissions: What the team has sent, the newest first.
        left: How many more it may send today; None where the site does not tell.
    """

    submissions: tuple[Submission, ...]
    left: int | None = None


class Site(Protocol):
    """A contest's site."""

    TITLE: str
    """Its name in sentences."""

    HAS_LIST: bool
    """Whether it tells what it was sent, so that scores come by themselves and doubts can be cleared up."""

    def overview(self, competition: str) -> Overview:
        """What it knows of the team.

        Raises:
            UploadError: It does not say.
        """

    def sent(self, file: Path, competition: str, message: str) -> str:
        """Send a file; returns the site's number for it.

        Raises:
            UploadError: It did not arrive, for sure.
            UnclearError: Nobody knows whether it arrived.
        """

    def scored(self, competition: str, reference: str) -> tuple[Submission, int | None]:
        """Wait until the site has judged a file; returns it, and how many more may be sent today.

        Raises:
            UploadError: It does not say.
        """


Tell = Callable[[str], object]


def harmless(text: str) -> str:
    r"""What a site said, fit to be shown: short, one line, without anything that may be a token.

    >>> harmless("Token KGAT_0123456789abcdef0123 is\nrevoked")
    'Token … is revoked'
    """
    line = printable(" ".join(text.split()))
    line = _SECRET.sub("…", line)
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"
