"""Kaggle: what its official client answers, in plain sentences. The client itself: `submit.upload.kaggle_process`."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from competition.cache import cache_dir
from competition.errors import DiskError, UnclearError, UploadError
from competition.messages import _
from submit.upload.process import ended
from submit.upload.site import Overview, Submission, harmless

TITLE = "Kaggle"
HAS_LIST = True

ROOT = Path(__file__).resolve().parents[2]
_MODULE = "submit.upload.kaggle_process"

# A list comes in a second or two; a file of some megabytes over a school's line takes longer.
ANSWER_S = 90
SENDING_S = 600
SCORING_S = 600
# What follows the answer to the last look at the list.
_MARGIN_S = 60


def overview(competition: str) -> Overview:
    """What the team has sent so far, and how much more it may send today; see `submit.upload.site`."""
    told = _told("overview", ANSWER_S, _("Asking Kaggle"), competition=competition)
    return Overview(tuple(Submission(**one) for one in told["submissions"]), told["left"])


def sent(file: Path, competition: str, message: str) -> str:
    """Send a file; see `submit.upload.site`."""
    words = {"competition": competition, "file": str(file.resolve()), "message": message}
    told = _answer("sent", SENDING_S, _("Sending to Kaggle"), **words)
    if "fault" not in told:
        if told["reference"]:
            return str(told["reference"])
        raise UnclearError(_("Kaggle's answer names no submission"))
    error = _error(told, competition)
    # The file is uploaded first and made a submission last: after that, only a plain no is a no.
    is_no = told["fault"] == "upload" or told["fault"] == "http" and 400 <= told["status"] < 500
    if is_no or not told["began"]:
        raise error
    raise UnclearError(error.sentence, hint=error.hint)


def scored(competition: str, reference: str) -> tuple[Submission, int | None]:
    """Wait for a score; see `submit.upload.site`."""
    told = _told(
        "scored",
        SCORING_S + _MARGIN_S,
        _("Waiting for the score"),
        competition=competition,
        reference=reference,
        waits_s=SCORING_S,
    )
    one = told["submission"]
    return (Submission(**one) if one else Submission(reference, "", "pending")), told["left"]


def _told(action: str, patience_s: float, description: str, **words: Any) -> dict[str, Any]:
    told = _answer(action, patience_s, description, **words)
    if "fault" in told:
        raise _error(told, words["competition"])
    return told


def _answer(action: str, patience_s: float, description: str, **words: Any) -> dict[str, Any]:
    """What the client's process answers; a process that took too long or broke down is a fault, too."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    # -P: a student's own kaggle.py in the current folder is not the client.
    command = [sys.executable, "-P", "-m", _MODULE]
    asked = json.dumps({"action": action, "turn": str(_lock()), **words})
    end = ended(command, asked, {**os.environ, "PYTHONPATH": path}, patience_s, description)
    if end.code is None:
        return {"fault": "slow", "began": True}
    try:
        return dict(json.loads(end.printed))
    except ValueError:
        return {"fault": "client", "began": True}


def _lock() -> Path:
    """The file whose lock says that a client is sending, whichever command started it."""
    lock = cache_dir("upload") / "kaggle.turn"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.touch()
    except OSError as error:
        raise DiskError(_("{file} cannot be written: {reason}").format(file=lock, reason=error.strerror)) from error
    return lock


def _error(told: Mapping[str, Any], competition: str) -> UploadError:
    """A fault as a sentence with the next step."""
    said = harmless(told.get("said", ""))
    name = told["fault"] if told["fault"] != "http" else _kind(told["status"])
    sentence, hint = _SENTENCES[name]
    values = {"competition": competition, "said": f": {said}" if said else "", "status": told.get("status", "")}
    return UploadError(sentence.format(**values), hint=hint.format(**values))


def _kind(status: int) -> str:
    if status in (401, 403, 404, 429):
        return str(status)
    return "4xx" if 400 <= status < 500 else "5xx"


_NEW_TOKEN = _(
    "Make one at https://www.kaggle.com/settings/api (Generate New Token) and save it in the file access_token in the "
    "folder .kaggle of your home folder; the kit itself never reads it."
)
_LATER = _("Wait some minutes, then give the same command again.")
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "credentials": (_("Kaggle needs a token to know who you are, and none is on this computer"), _NEW_TOKEN),
    "token": (_("Kaggle does not accept the token on this computer"), _NEW_TOKEN),
    "401": (_("Kaggle does not accept the token on this computer ({status})"), _NEW_TOKEN),
    "403": (
        _("Kaggle does not let you into the contest {competition} ({status}){said}"),
        _("Join it and accept its rules in the browser: https://www.kaggle.com/competitions/{competition}/rules"),
    ),
    "404": (
        _("Kaggle knows no contest named {competition} ({status})"),
        _("Its name is the last part of its address, https://www.kaggle.com/competitions/NAME: --competition NAME"),
    ),
    "429": (_("Kaggle was asked too often ({status})"), _LATER),
    "4xx": (
        _("Kaggle did not take it ({status}){said}"),
        _("See https://www.kaggle.com/competitions/{competition}/submissions, where the day's limit stands, too."),
    ),
    "5xx": (_("Kaggle has trouble of its own ({status})"), _LATER),
    "network": (_("Kaggle cannot be reached"), _("See whether this computer is online, then give the command again.")),
    "slow": (_("Kaggle did not answer in time"), _LATER),
    "upload": (_("The file's upload to Kaggle broke off"), _LATER),
    "nonsense": (
        _("Kaggle's answer cannot be understood"),
        _("See in the browser whether this network asks for a login first, then give the same command again."),
    ),
    "package": (
        _("The Kaggle client is not installed{said}"),
        _("Install the kit again; `doctor` says what is missing."),
    ),
    "client": (_("The Kaggle client broke down{said}"), _("`doctor` says what is wrong with this machine.")),
}
