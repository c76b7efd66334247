"""What everybody may see: the board, the login, the switch of languages."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from competition.messages import _
from submit.leaderboard.records import REVEALED
from submit.leaderboard.web.languages import LANGUAGE_COOKIE, NAMES
from submit.leaderboard.web.refusals import Refused
from submit.leaderboard.web.showing import page
from submit.leaderboard.web.visitors import (
    FORM_COOKIE,
    TOKEN_COOKIE,
    Anybody,
    FormSender,
    HereSite,
    holder_of,
    remember,
)

router = APIRouter()
_YEAR_S = 365 * 24 * 3600


@router.get("/", response_class=HTMLResponse)
def board(request: Request, visitor: Anybody, site: HereSite) -> Response:
    """The board that everybody sees: the public one, and after the reveal the private one with the shake-up."""
    now = site.now()
    is_final = site.ledger.state(now).word == REVEALED
    rows = site.ledger.private_rows() if is_final else site.ledger.public_rows(now)
    return page(request, visitor, "board", rows=rows, is_final=is_final)


@router.get("/login", response_class=HTMLResponse)
def login_page(request: Request, visitor: Anybody) -> Response:
    """Where a token is typed in."""
    return _login(request, visitor)


@router.post("/login", response_class=HTMLResponse)
def login(request: Request, visitor: FormSender, token: Annotated[str, Form(max_length=500)] = "") -> Response:
    """Show a token, once: a cookie holds it until the browser is closed."""
    try:
        known = holder_of(token.strip(), request)
    except Refused as refused:
        response = _login(request, visitor, refused)
        if refused.wait_s:
            response.headers["retry-after"] = str(int(refused.wait_s) + 1)
        return response
    response = RedirectResponse("/organizer" if known.is_organizer else "/team", 303)
    remember(response, TOKEN_COOKIE, token.strip(), request.url.scheme == "https")
    response.delete_cookie(FORM_COOKIE)
    return response


@router.post("/logout", response_class=HTMLResponse)
def logout(visitor: FormSender) -> Response:
    """Forget the token."""
    response = RedirectResponse("/", 303)
    response.delete_cookie(TOKEN_COOKIE)
    return response


@router.get("/language/{language}", response_class=HTMLResponse)
def speak(request: Request, language: str, back: Annotated[str, Query(max_length=500)] = "/") -> Response:
    """Switch the language, and go back to the page it was switched on."""
    if language not in NAMES:
        raise Refused(404, _("This page is not there"))
    # Only ever a page of ours: "//elsewhere.org" would be another host's.
    place = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    response = RedirectResponse(quote(place, safe="/?=&"), 303)
    remember(response, LANGUAGE_COOKIE, language, request.url.scheme == "https", _YEAR_S)
    return response


def _login(request: Request, visitor: Anybody, refused: Refused | None = None) -> Response:
    response = page(request, visitor, "login", refused.status if refused else 200, refused=refused)
    # What the form's key is made of; the login ends it.
    remember(response, FORM_COOKIE, request.state.form_secret, request.url.scheme == "https")
    return response
