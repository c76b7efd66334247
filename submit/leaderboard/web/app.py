"""`board_app`: the pages put together, and how a refusal is shown: as a page to people, as JSON to programs."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from anyio import create_task_group, sleep
from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from competition.errors import KitError
from competition.messages import _
from submit.leaderboard.ledger import Ledger
from submit.leaderboard.web import api, organizer_pages, public_pages, rules_pages, static_files, team_pages
from submit.leaderboard.web.refusals import Refused, refusal
from submit.leaderboard.web.shield import Shield
from submit.leaderboard.web.showing import bare_page
from submit.leaderboard.web.site import Site
from submit.leaderboard.web.visitors import visitor_of

_LOG = logging.getLogger("uvicorn.error")
LEFT_OVER_S = 60.0
_FILE_PATHS = frozenset({"/team/upload", "/api/submissions", "/organizer/rescore"})


def _clock() -> datetime:
    return datetime.now(UTC)


def board_app(ledger: Ledger, now: Callable[[], datetime] = _clock) -> FastAPI:
    """The live board of one contest as a web application.

    Args:
        ledger: Where everything is kept.
        now: The clock; aware.
    """
    # The usual pages of documentation load scripts from elsewhere; the description itself is there as openapi.json.
    title = ledger.contest.title or ledger.contest.name
    made = FastAPI(title=title, docs_url=None, redoc_url=None, lifespan=_lifetime)
    made.state.site = site = Site(ledger, now)
    for pages in (public_pages, team_pages, organizer_pages, rules_pages, api, static_files):
        made.include_router(pages.router)
    made.add_exception_handler(KitError, _shown)
    made.add_exception_handler(HTTPException, _shown)
    made.add_exception_handler(RequestValidationError, _shown)

    async def file_limit() -> int:
        return await run_sync(lambda: site.ledger.state(site.now()).rules.size_limit_mb * 1_000_000)

    made.add_middleware(Shield, file_limit=file_limit, file_paths=_FILE_PATHS, refuse=_refuse)
    return made


@asynccontextmanager
async def _lifetime(app: FastAPI) -> AsyncIterator[None]:
    async with create_task_group() as tasks:
        tasks.start_soon(_score_left_over, app.state.site)
        yield
        tasks.cancel_scope.cancel()


async def _score_left_over(site: Site) -> None:
    """Now and then score what was received and could not be scored at once: the database was busy, a worker died."""
    while True:
        await sleep(LEFT_OVER_S)
        try:
            await run_sync(lambda: site.ledger.score_waiting(site.now()), limiter=site.turns)
        except Exception as error:
            # Whatever it was: the next round tries again, and pages go on being answered.
            _LOG.error("%s", error, exc_info=not isinstance(error, KitError))


def _shown(request: Request, error: Exception) -> Response:
    """What went wrong, for the one who asked."""
    if isinstance(error, KitError):
        return _refuse(request, refusal(error, request.state.visitor.is_organizer))
    if isinstance(error, HTTPException):
        # No page asked who it is; the head of this one says it all the same.
        with suppress(KitError):
            visitor_of(request)
        sentences = {404: _("This page is not there"), 405: _("This page cannot be asked for in this way")}
        sentence = sentences.get(error.status_code, str(error.detail))
        return _refuse(request, Refused(error.status_code, sentence))
    assert isinstance(error, RequestValidationError)
    places = [" ".join(str(part) for part in one["loc"][1:]) + f": {one['msg']}" for one in error.errors()]
    return _refuse(request, Refused(422, _("A value was not understood"), offenders=places))


def _refuse(request: Request, refused: Refused) -> Response:
    """A refusal as a page, or for programs as JSON."""
    headers = {"retry-after": str(int(refused.wait_s) + 1)} if refused.wait_s else {}
    if refused.status == 401:
        headers["www-authenticate"] = "Bearer"
    if refused.status == 413:
        # Whoever goes on sending all the same is cut off.
        headers["connection"] = "close"
    if request.url.path.startswith("/api/"):
        sentence = str(Refused(refused.status, refused.sentence, offenders=refused.offenders))
        response: Response = JSONResponse({"error": sentence, "hint": refused.hint}, refused.status)
    else:
        response = bare_page(request, request.state.visitor, "refused", refused.status, refused=refused)
    response.headers.update(headers)
    return response
