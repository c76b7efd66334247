"""`Refused`: a request that is not done, with its sentence and its status. How it is shown lives in `app`."""

import logging
from collections.abc import Sequence

from competition.errors import (
    BusyError,
    ClosedError,
    ContestError,
    DiskError,
    KitError,
    LedgerError,
    LimitError,
    SolutionError,
    SubmissionError,
    TooLargeError,
)
from competition.messages import _

_LOG = logging.getLogger("uvicorn.error")

# The first that fits.
_STATUS: tuple[tuple[type[KitError], int], ...] = (
    (LimitError, 429),
    (ClosedError, 403),
    (TooLargeError, 413),
    (BusyError, 503),
    (DiskError, 503),
    (LedgerError, 409),
    (SolutionError, 422),
    (ContestError, 422),
)


class Refused(KitError):
    """What was asked is not done.

    Args:
        status: As HTTP counts: 403 may not, 404 is not there, 413 too large, 429 too often.
        sentence: Why, in one plain sentence.
        hint: What to do now.
        offenders: Every thing at fault.
        wait_s: After how many seconds the same may work; 0 where waiting doesn't help.
    """

    def __init__(
        self, status: int, sentence: str, hint: str = "", offenders: Sequence[str] = (), wait_s: float = 0.0
    ) -> None:
        super().__init__(sentence, offenders, hint)
        self.status = status
        self.wait_s = wait_s


def refusal(error: KitError, is_organizer: bool = False) -> Refused:
    """What the kit would not do, as a refused request.

    Args:
        error: What was raised.
        is_organizer: Whether the organizer asked. To others a fault of the database, whose sentence may name files
            and machines, is only said to be there; it is written in the log.

    >>> refusal(ContestError("n_final: 1 to 10 was expected, 0 came")).status
    422
    """
    if isinstance(error, Refused):
        return error
    is_inside = isinstance(error, (LedgerError, DiskError)) and not isinstance(error, BusyError)
    if is_inside and not is_organizer:
        _LOG.error("%s", error)
        return Refused(503, _("The board cannot be kept at the moment"), _("Tell the organizer; nothing is lost."))
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
    # A submission's own sentence is made for a terminal: the file's name, and its problems line by line.
    sentence = " ".join(error.problems) if isinstance(error, SubmissionError) else error.sentence
    return Refused(status, sentence, error.hint, error.offenders)
