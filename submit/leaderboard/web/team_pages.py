"""What a team sees and does: upload, read what is wrong, look back, choose for the end. All of it its own."""

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, File, Form, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from competition.errors import KitError
from competition.messages import _
from submit.leaderboard.records import REVEALED, Submission
from submit.leaderboard.web.refusals import Refused, refusal
from submit.leaderboard.web.showing import page
from submit.leaderboard.web.site import Site
from submit.leaderboard.web.visitors import Anybody, FormSender, HereSite, TeamForm, TeamPage

router = APIRouter(prefix="/team")


@router.get("", response_class=HTMLResponse)
def overview(request: Request, visitor: Anybody, team: TeamPage, site: HereSite, said: str = "") -> Response:
    """A team's page: the upload, what is left today, its history."""
    sentences = {"chosen": _("Your choice for the end is kept.")}
    return _overview(request, visitor, site, team, said=sentences.get(said, ""))


@router.post("/upload", response_class=HTMLResponse)
async def upload(
    request: Request, visitor: FormSender, team: TeamForm, site: HereSite, file: Annotated[UploadFile, File()]
) -> Response:
    """Take a file from the browser, then show what became of it."""
    try:
        entry = await accepted(site, team, file)
    except KitError as error:
        refused = refusal(error)
        return await run_sync(lambda: _overview(request, visitor, site, team, status=refused.status, refused=refused))
    return RedirectResponse(f"/team/entries/{entry.id}", 303)


@router.get("/entries/{id}", response_class=HTMLResponse)
def entry(request: Request, visitor: Anybody, team: TeamPage, site: HereSite, id: int) -> Response:
    """One file: its score, or everything that is wrong with it."""
    own = [one for one in site.ledger.submissions(team) if one.id == id]
    if not own:
        # Another team's is not there either: not even its number is told.
        raise Refused(404, _("This page is not there"))
    left = site.ledger.left_today(team, site.now())
    return page(request, visitor, "entry", entry=own[0], left=left)


@router.post("/final", response_class=HTMLResponse)
def choose(
    request: Request,
    visitor: FormSender,
    team: TeamForm,
    site: HereSite,
    chosen: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Choose which entries count at the end."""
    try:
        site.ledger.select_final(team, sorted(set(chosen or [])), site.now())
    except KitError as error:
        refused = refusal(error)
        return _overview(request, visitor, site, team, status=refused.status, refused=refused)
    return RedirectResponse("/team?said=chosen", 303)


async def accepted(site: Site, team: str, file: UploadFile) -> Submission:
    """What became of a file; scoring waits its turn in a thread, so that pages go on being answered."""
    name = file.filename or _("unnamed")
    # Read in its turn as well: a hundred files at once lie on the disk, not in memory.
    return await run_sync(lambda: site.ledger.accept(team, name, file.file.read(), site.now()), limiter=site.turns)


def _overview(
    request: Request,
    visitor: Anybody,
    site: Site,
    team: str,
    said: str = "",
    status: int = 200,
    refused: Refused | None = None,
) -> Response:
    now = site.now()
    is_final = site.ledger.state(now).word == REVEALED
    rows = site.ledger.private_rows() if is_final else site.ledger.public_rows(now)
    place = next((row for row in rows if row.team == team), None)
    return page(
        request,
        visitor,
        "team",
        status,
        entries=site.ledger.submissions(team),
        left=site.ledger.left_today(team, now),
        place=place,
        is_final=is_final,
        said=said,
        refused=refused,
        address=str(request.base_url),
    )
