"""SIGNATE: its own client, where the user has it, and what its printed lines mean.

That client ends well after errors, too, and lists neither submissions nor scores: only its line of success is trusted.
"""

import os
import re
import shutil
from pathlib import Path

from competition.errors import UnclearError, UploadError
from competition.messages import _
from submit.upload.process import ended
from submit.upload.site import Overview, Submission, harmless

TITLE = "SIGNATE"
HAS_LIST = False

SENDING_S = 600

_SUCCESS = "Submission completed successfully."
# The client says so when its first question was answered and the file begins to travel.
_UNDER_WAY = "Uploading"
_USAGE = 2
_STATUS = re.compile(r"HTTP Error occurred: (\d{3})")
_CONTENT = re.compile(r"Response content: (.*)", re.DOTALL)

_SIGN_IN = _("Sign in once with SIGNATE's client: signate token -e YOUR-ADDRESS (or: signate google-login).")
_LATER = _("Wait some minutes, then give the same command again.")


def overview(_competition: str) -> Overview:
    """Nothing: SIGNATE's client cannot list submissions."""
    return Overview(())


def sent(file: Path, competition: str, message: str) -> str:
    """Send a file to a task; SIGNATE gives it no number. See `submit.upload.site`."""
    client = shutil.which("signate")
    if client is None:
        raise UploadError(
            _("SIGNATE's own client is not installed"),
            hint=_("Install it apart from the kit (pipx install signate), then sign in: signate token -e YOUR-ADDRESS"),
        )
    command = [client, "submit", f"--task_key={competition}", f"--path={file.resolve()}", f"--memo={message}"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
    # It runs in its own installation, to which our folders mean nothing.
    environment.pop("PYTHONPATH", None)
    end = ended(command, "", environment, SENDING_S, _("Sending to SIGNATE"))
    if end.code is None:
        raise UnclearError(_("SIGNATE did not answer in time"))
    if _SUCCESS not in [line.strip() for line in end.printed.splitlines()]:
        raise _error(end.code, end.printed, competition)
    return ""


def scored(_competition: str, reference: str) -> tuple[Submission, int | None]:
    """Never: SIGNATE's client tells no scores."""
    return Submission(reference, "", "pending"), None


def _error(code: int, printed: str, competition: str) -> UploadError:
    """What the client's words mean; without a word that tells, nobody knows."""
    if "Please sign in" in printed:
        return UploadError(_("SIGNATE needs to know who you are, and nobody is signed in here"), hint=_SIGN_IN)
    if "session has expired" in printed:
        return UploadError(_("SIGNATE's client is no longer signed in (401)"), hint=_SIGN_IN)
    if "authentication error" in printed:
        return UploadError(_("SIGNATE does not let you in (403)"), hint=_SIGN_IN)
    if "joined the competition" in printed:
        return UploadError(
            _("SIGNATE knows no task {task} that you take part in (404)").format(task=competition),
            hint=_(
                "Join the contest in the browser; `signate competition-list` and `signate task-list` tell the task's "
                "key: --competition KEY"
            ),
        )
    if code == _USAGE:
        return UploadError(
            _("SIGNATE's client does not understand the kit's words"),
            hint=_("Bring it up to date: pipx upgrade signate (0.12 or later is needed)."),
        )
    found, content = _STATUS.search(printed), _CONTENT.search(printed)
    status = found.group(1) if found else ""
    if status.startswith("4"):
        said = harmless(content.group(1)) if content else ""
        hint = _LATER if status == "429" else _("See in the browser what the contest allows, such as so many a day.")
        return UploadError(_("SIGNATE did not take it ({status}): {said}").format(status=status, said=said), hint=hint)
    if _UNDER_WAY not in printed or "An error occurred:" in printed:
        # The report that makes a file a submission comes last, and what goes wrong with it is named otherwise.
        return _before_sending(status, printed)
    return UnclearError(_("SIGNATE's client did not say that the file arrived"))


def _before_sending(status: str, printed: str) -> UploadError:
    if "Failed to connect" in printed:
        return UploadError(
            _("SIGNATE cannot be reached"), hint=_("See whether this computer is online, then give the command again.")
        )
    if status:
        return UploadError(_("SIGNATE has trouble of its own ({status})").format(status=status), hint=_LATER)
    said = harmless(printed)
    sentence = _("SIGNATE's client broke off{said}").format(said=f": {said}" if said else "")
    return UploadError(sentence, hint=_SIGN_IN)
