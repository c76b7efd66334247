"""What an audit says: findings, how bad each is, what to do about it. They are found in the modules beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from competition.audit import Picture
from competition.messages import _

OK, LOOK, STOP = "ok", "look", "stop"
LEVELS = (OK, LOOK, STOP)


@dataclass(frozen=True)
class Exhibit:
    """Pictures that belong together and what is the matter with them; a row of the list, a group on the sheet."""

    pictures: tuple[Picture, ...]
    why: str


@dataclass(frozen=True)
class Finding:
    """The answer to one question about a contest.

    Args:
        topic: What was looked at, in a word or two; also the name of its contact sheet.
        level: `OK`; `LOOK`: people should look at it before opening; `STOP`: do not open the contest like this.
        sentence: What was found.
        to_do: What to do about it; empty where it is ok.
        exhibits: The pictures concerned, the worst first.
    """

    topic: str
    level: str
    sentence: str
    to_do: str = ""
    exhibits: tuple[Exhibit, ...] = ()


def verdict(findings: Iterable[Finding]) -> str:
    """The worst level among findings; `OK` where there is none.

    >>> verdict([Finding("sizes", OK, "fine"), Finding("dates", STOP, "each class has its day")])
    'stop'
    """
    return max((finding.level for finding in findings), key=LEVELS.index, default=OK)


def level(share: float, stop_from: float) -> str:
    """How bad it is that this share of pictures is concerned.

    >>> level(0, 0.05), level(0.01, 0.05), level(0.05, 0.05)
    ('ok', 'look', 'stop')
    """
    if share <= 0:
        return OK
    return STOP if share >= stop_from else LOOK


def verdict_sentence(worst: str) -> str:
    """What a verdict means for the contest."""
    return {
        OK: _("Nothing speaks against opening this contest."),
        LOOK: _("The contest can be opened once somebody has looked at what is marked 'look'."),
        STOP: _("Do not open this contest before what is marked 'stop' is mended."),
    }[worst]
