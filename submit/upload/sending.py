"""From a file to its score on a contest's site: never twice by accident, never called sent when it was not.

The journal is written before the site is asked, so that whoever was killed, or lost the line, finds out next time what
became of the file. What sites are like is told in `submit.upload.site`.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from competition.errors import UnclearError, UploadError
from competition.messages import _, n_
from competition.metrics import METRICS
from competition.turns import Busy, turn
from submit import journal
from submit.journal import Entry
from submit.upload.site import Overview, Site, Submission, Tell, harmless

_MARK_CHARACTERS = 8
# A file that was sent shows up in the site's list within seconds; this long is waited before it counts as lost.
SETTLED_S = 30
LOOK_S = 3


def uploaded(folder: Path, file: Entry, place: Path, site: Site, again: bool, tell: Tell) -> Entry:
    """Send a file, unless it was sent already, and wait for its score.

    Args:
        folder: Where the contest's runs and their journal are.
        file: What the journal knows of the file, with ``to``, ``competition`` and ``message`` as they shall be sent.
        place: The file itself.
        site: Where to send it.
        again: Send it although it was sent before.
        tell: Is called with each sentence for the user.

    Returns:
        The last line of the journal about it: ``scored``, or ``sent`` where no score came.

    Raises:
        UploadError: It was not sent, for sure; or it was sent before; or the site cannot score it.
        UnclearError: It may have been sent; the same command looks again.
    """
    try:
        with turn(journal.ready(folder) / ".upload.turn", waits=False):
            settled, pending = way(journal.entries(folder), file)
            if pending is not None or settled is None or again:
                settled = _arrived(folder, file, place, (settled, pending), site, again, tell)
            else:
                _refuse_second(settled, site)
            return _judged(folder, settled, site, tell)
    except Busy:
        raise UploadError(
            _("Another upload of this contest is under way"), hint=_("Wait until it has ended.")
        ) from None


def way(entries: Sequence[Entry], file: Entry) -> tuple[Entry | None, Entry | None]:
    """How far a file has come on its way to a site.

    Args:
        entries: The journal.
        file: Which file, where to.

    Returns:
        The last line that says it is there (sent, scored or failed), and the line of a later attempt of which nobody
        knows what became; None each where there is none.
    """
    settled = pending = None
    for one in entries:
        if (one.sha256, one.to, one.competition) != (file.sha256, file.to, file.competition):
            continue
        if one.event in ("sent", "scored", "failed"):
            settled, pending = one, None
        elif one.event in ("sending", "refused"):
            pending = one if one.event == "sending" else None
    return settled, pending


def mark(file: Entry) -> str:
    """What a file's message begins with on a site, so that it is found in a list by what is in it."""
    return file.sha256[:_MARK_CHARACTERS]


def _arrived(
    folder: Path,
    file: Entry,
    place: Path,
    known: tuple[Entry | None, Entry | None],
    site: Site,
    again: bool,
    tell: Tell,
) -> Entry:
    """The file on the site: found there, or sent now."""
    settled, pending = known
    if pending is not None and not site.HAS_LIST and not again:
        raise _unclear(pending, site, _("It is not known whether the file arrived"))
    try:
        overview = site.overview(file.competition)
    except UploadError as error:
        raise _nothing_sent(error) from error
    found = _new(overview, folder, file)
    if found is None and pending is not None and site.HAS_LIST:
        found = _looked_for(folder, pending, site, datetime.fromisoformat(pending.when).timestamp())
    if found is not None:
        sentence = _("{site} has this very file already, as submission {reference}.")
        tell(sentence.format(site=site.TITLE, reference=found.reference))
        settled = journal.note_sent(folder, pending or file, found.reference)
    if settled is not None and not again:
        _refuse_second(settled, site)
        return settled
    if overview.left == 0:
        sentence = _("Nothing was sent: today's submissions to {competition} are used up")
        raise UploadError(
            sentence.format(competition=file.competition),
            hint=_("{site} counts days by UTC; give the same command again tomorrow.").format(site=site.TITLE),
        )
    sent = _sent(folder, file, place, site)
    about = ", ".join(word for word in (sent.competition, sent.reference) if word)
    tell(_("Sent to {site} ({about}).").format(site=site.TITLE, about=about))
    return sent


def _sent(folder: Path, file: Entry, place: Path, site: Site) -> Entry:
    """Send the file now."""
    sending = journal.note_sending(folder, file)
    try:
        reference = site.sent(place, file.competition, f"{mark(file)} {file.message}".strip())
    except UnclearError as error:
        found = _looked_for(folder, sending, site, time.time()) if site.HAS_LIST else None
        if found is None:
            raise _unclear(sending, site, error.sentence) from error
        reference = found.reference
    except UploadError as error:
        journal.note_refused(folder, sending, error.sentence)
        raise _nothing_sent(error) from error
    return journal.note_sent(folder, sending, reference)


def _looked_for(folder: Path, sending: Entry, site: Site, since: float) -> Submission | None:
    """The file in the site's list, which may lag behind; None where it has not turned up when all must have settled."""
    while True:
        # A clock that was set back must not make anybody wait for hours.
        is_settled = not 0 <= time.time() - since < SETTLED_S
        try:
            found = _new(site.overview(sending.competition), folder, sending)
        except UploadError as error:
            if is_settled:
                raise _unclear(sending, site, error.sentence) from error
            found = None
        if found is not None or is_settled:
            return found
        time.sleep(LOOK_S)


def _new(overview: Overview, folder: Path, file: Entry) -> Submission | None:
    """The listed submission of this file that the journal does not know yet."""
    known = {one.reference for one in journal.entries(folder) if one.to == file.to}
    mine = [one for one in overview.submissions if one.message.startswith(mark(file)) and one.reference not in known]
    return mine[0] if mine else None


def _judged(folder: Path, sent: Entry, site: Site, tell: Tell) -> Entry:
    """The file with its score, as far as the site tells one.

    Raises:
        UploadError: The site took the file and cannot score it.
    """
    if not site.HAS_LIST:
        return sent
    try:
        found, left = site.scored(sent.competition, sent.reference)
    except UploadError as error:
        tell(_("Its score could not be asked for: {why}. The same command asks again.").format(why=error.sentence))
        return sent
    if left is not None:
        tell(n_("{n} more submission is allowed today.", "{n} more submissions are allowed today.", left))
    if found.state == "failed":
        why = harmless(found.said) or _("it does not say why")
        journal.note_failed(folder, sent, why)
        raise UploadError(
            _("{site} could not score the file: {why}").format(site=site.TITLE, why=why),
            hint=_("Compare the file with the contest's page and its sample; mend the kit's contest.toml to match."),
        )
    if found.state == "pending":
        tell(_("It has no score yet. The same command asks again."))
        return sent
    return journal.note_scored(folder, sent, found.public, found.private)


def _refuse_second(known: Entry, site: Site) -> None:
    """Refuse a file about which nothing more can be asked: all that is left would be to send it twice."""
    if site.HAS_LIST and known.event != "failed" and known.remote_public is None:
        return
    sentence = _("This very file was sent to {site} before, on {when}").format(site=site.TITLE, when=known.when[:10])
    if known.remote_public is not None:
        score = METRICS[known.metric].text(known.remote_public) if known.metric in METRICS else str(known.remote_public)
        sentence += _(", and scored {score}").format(score=score)
    raise UploadError(sentence, hint=_("To spend another submission on it: --again"))


def _unclear(sending: Entry, site: Site, why: str) -> UnclearError:
    if site.HAS_LIST:
        hint = _("Give the same command again: it looks whether the file arrived before it sends anything.")
    else:
        hint = _(
            "{site} does not tell programs what it got: look at your submissions in the browser. If it is there, write "
            "its score down with --score; if it is not, send it with --again."
        ).format(site=site.TITLE)
    sentence = _("{why}; the file of {when} may have arrived or not").format(
        why=why, when=sending.when[:16].replace("T", " ")
    )
    return UnclearError(sentence, hint=hint)


def _nothing_sent(error: UploadError) -> UploadError:
    return UploadError(_("Nothing was sent: {why}").format(why=error.sentence), hint=error.hint)


def with_score(folder: Path, file: Entry, public: float) -> Entry:
    """Write down a score that somebody read on the contest's page; nothing is sent."""
    settled, pending = way(journal.entries(folder), file)
    return journal.note_scored(folder, replace(settled or pending or file, message=file.message), public)
