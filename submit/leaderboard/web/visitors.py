"""Who asks: a team, the organizer or anybody; and whether a form was really filled in on our own page.

A browser's session is the token itself in a cookie that no script reads, no other site sends and that ends with the
browser. There is nothing to store, any worker can judge it, and a renewed token ends it at once.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from competition.messages import _
from submit.leaderboard.web.refusals import Refused
from submit.leaderboard.web.site import Site, site_of

TOKEN_COOKIE = "board_token"
FORM_COOKIE = "board_form"
_MOST_LETTERS = 200


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks for a page.

    Args:
        team: Whose token came along; None for anybody and for the organizer.
        is_organizer: Whether the organizer's token came along.
        form_key: What a form of this visitor must bring back.
    """

    team: str | None = None
    is_organizer: bool = False
    form_key: str = ""


def visitor_of(request: Request) -> Visitor:
    """Who sends this request, told by its cookies; a token that is no longer right is nobody's."""
    token = request.cookies.get(TOKEN_COOKIE, "")
    secret, known = form_secret(request), Visitor()
    if token:
        try:
            known = holder_of(token, request)
            secret = token
        except Refused as refused:
            # Forgotten with the next page: shown again and again it would count as so many guesses.
            request.state.is_stale = refused.status == 401
    request.state.form_secret = secret
    request.state.visitor = replace(known, form_key=_form_key(secret))
    return request.state.visitor


def holder_of(token: str, request: Request) -> Visitor:
    """Whose token this is.

    Raises:
        Refused: Nobody's (401), or too many wrong ones came from this address (429).
    """
    site = site_of(request)
    digest = sha256(token.encode()).hexdigest()
    address, now_s = request.client.host if request.client else "", site.now().timestamp()
    if not site.throttle.knows(digest):
        wait_s = site.throttle.wait_s(address, now_s)
        if wait_s > 0:
            raise Refused(429, _("Too many wrong tokens came from this address"), _("Wait a minute."), wait_s=wait_s)
    if token.isascii() and len(token) <= _MOST_LETTERS:
        team = site.ledger.team_of(token)
        is_organizer = team is None and site.ledger.is_organizer(token)
        if team is not None or is_organizer:
            site.throttle.note_right(digest)
            return Visitor(team, is_organizer)
    site.throttle.note_wrong(address, now_s)
    raise Refused(401, _("This token is not known"), _("Copy it whole, without blanks, or ask the organizer."))


def form_secret(request: Request) -> str:
    """The secret behind the forms of somebody without a token; a new one where there is none yet."""
    known = request.cookies.get(FORM_COOKIE, "")
    return known if len(known) == 43 and known.isascii() else secrets.token_urlsafe(32)


def _form_key(secret: str) -> str:
    """What a form carries: it follows from the cookie, and the cookie does not follow from it."""
    return hmac.new(secret.encode(), b"form", sha256).hexdigest()


def is_from_here(request: Request) -> bool:
    """Whether a form was sent from one of our own pages, as far as the browser says."""
    kind = request.headers.get("sec-fetch-site")
    if kind is not None:
        return kind in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


Anybody = Annotated[Visitor, Depends(visitor_of)]


def genuine(request: Request, visitor: Anybody, form_key: Annotated[str, Form(max_length=100)] = "") -> Visitor:
    """Who filled in a form, once it is sure that the form is ours.

    Raises:
        Refused: Another site sent it (cross-site request forgery), or the page was open across a login.
    """
    if not is_from_here(request) or not hmac.compare_digest(form_key.encode(), visitor.form_key.encode()):
        raise Refused(403, _("This form is out of date"), _("Go back, load the page again and repeat."))
    return visitor


FormSender = Annotated[Visitor, Depends(genuine)]


def team_page(visitor: Anybody) -> str:
    """The team whose page is asked for."""
    return _team(visitor)


def team_form(visitor: FormSender) -> str:
    """The team that filled in a form."""
    return _team(visitor)


def organizer_page(visitor: Anybody) -> Visitor:
    """The organizer, asking for a page."""
    return _organizer(visitor)


def organizer_form(visitor: FormSender) -> Visitor:
    """The organizer, having filled in a form."""
    return _organizer(visitor)


def bearer(request: Request) -> str:
    """The team of a request with ``Authorization: Bearer TOKEN``; cookies count for nothing there."""
    kind, _blank, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Refused(401, _("A token is missing"), _("Send it as a header: Authorization: Bearer TOKEN"))
    team = holder_of(token.strip(), request).team
    if team is None:
        raise Refused(403, _("This is the organizer's token; a team's was expected"))
    return team


TeamPage = Annotated[str, Depends(team_page)]
TeamForm = Annotated[str, Depends(team_form)]
OrganizerPage = Annotated[Visitor, Depends(organizer_page)]
OrganizerForm = Annotated[Visitor, Depends(organizer_form)]
Bearer = Annotated[str, Depends(bearer)]
HereSite = Annotated[Site, Depends(site_of)]


def remember(response: Response, name: str, value: str, is_secure: bool, max_age: int | None = None) -> None:
    """Set a cookie that no script reads and no other site sends."""
    response.set_cookie(name, value, max_age=max_age, path="/", httponly=True, samesite="strict", secure=is_secure)


def _team(visitor: Visitor) -> str:
    if visitor.team is None:
        raise Refused(401, _("Log in as a team first"))
    return visitor.team


def _organizer(visitor: Visitor) -> Visitor:
    if not visitor.is_organizer:
        # Not 403: whoever guesses addresses need not learn what is there.
        raise Refused(404, _("This page is not there"))
    return visitor
