"""What the organizer sees and does. To everybody else none of these pages is there."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from competition.errors import KitError
from competition.messages import _
from submit.leaderboard.web.refusals import Refused
from submit.leaderboard.web.showing import page
from submit.leaderboard.web.site import Site
from submit.leaderboard.web.visitors import HereSite, OrganizerForm, OrganizerPage, Visitor

router = APIRouter(prefix="/organizer")
# Files on one page.
_A_PAGE = 100


@router.get("", response_class=HTMLResponse)
def overview(request: Request, visitor: OrganizerPage, site: HereSite, said: str = "") -> Response:
    """The private board, and what moves the contest on: close, reopen, reveal."""
    sentences = {
        "close": _("The contest is closed: no files and no choices are taken any more."),
        "reopen": _("The contest is open again."),
        "reveal": _("Everybody sees the final board now."),
    }
    return page(request, visitor, "organizer", rows=site.ledger.private_rows(), said=sentences.get(said, ""))


@router.post("/close", response_class=HTMLResponse)
def close(visitor: OrganizerForm, site: HereSite) -> Response:
    """Take no more files."""
    site.ledger.close(site.now())
    return RedirectResponse("/organizer?said=close", 303)


@router.post("/reopen", response_class=HTMLResponse)
def reopen(visitor: OrganizerForm, site: HereSite) -> Response:
    """Take files again."""
    site.ledger.reopen(site.now())
    return RedirectResponse("/organizer?said=reopen", 303)


@router.post("/reveal", response_class=HTMLResponse)
def reveal(visitor: OrganizerForm, site: HereSite) -> Response:
    """Show the private board to everybody."""
    # What was taken and not yet judged counts as well.
    site.ledger.score_waiting(site.now())
    site.ledger.reveal(site.now())
    return RedirectResponse("/organizer?said=reveal", 303)


@router.get("/teams", response_class=HTMLResponse)
def teams(request: Request, visitor: OrganizerPage, site: HereSite) -> Response:
    """Every team."""
    return _teams(request, visitor, site)


@router.post("/teams", response_class=HTMLResponse)
def add_teams(
    request: Request, visitor: OrganizerForm, site: HereSite, names: Annotated[str, Form(max_length=20_000)] = ""
) -> Response:
    """Enter teams, a name a line, and show their tokens: this once."""
    made, faults = {}, []
    for name in dict.fromkeys(line.strip() for line in names.splitlines() if line.strip()):
        try:
            made[name] = site.ledger.add_team(name, site.now())
        except KitError as error:
            faults.append(error.sentence)
    refused = Refused(422, _("These teams were not entered"), offenders=faults) if faults else None
    return _teams(request, visitor, site, made, refused)


@router.post("/teams/renew", response_class=HTMLResponse)
def renew(
    request: Request, visitor: OrganizerForm, site: HereSite, team: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Give a team a new token; the one before is worth nothing from now on."""
    return _teams(request, visitor, site, {team: site.ledger.renew(team, site.now())})


@router.get("/entries", response_class=HTMLResponse)
def entries(request: Request, visitor: OrganizerPage, site: HereSite, before: int | None = None) -> Response:
    """The files that were handed in, the newest first, with all their scores: as many as a page holds."""
    older = [entry for entry in site.ledger.submissions() if before is None or entry.id < before]
    return page(request, visitor, "entries", entries=older[:_A_PAGE], n_more=len(older[_A_PAGE:]), before=before)


@router.get("/entries/{id}/file")
def file_of(visitor: OrganizerPage, site: HereSite, id: int) -> Response:
    """A file as it came; never shown as a page, whatever it holds."""
    if id not in {entry.id for entry in site.ledger.submissions()}:
        raise Refused(404, _("This page is not there"))
    headers = {"content-disposition": f'attachment; filename="entry-{id}.csv"', "cache-control": "no-store"}
    return Response(site.ledger.file_of(id), media_type="application/octet-stream", headers=headers)


@router.post("/entries/{id}/hide", response_class=HTMLResponse)
def hide(visitor: OrganizerForm, site: HereSite, id: int, is_hidden: Annotated[bool, Form()] = True) -> Response:
    """Take an entry off all boards, or put it back."""
    site.ledger.hide(id, is_hidden, site.now())
    return RedirectResponse(f"/organizer/entries?before={id + 1}#entry-{id}", 303)


@router.get("/flags", response_class=HTMLResponse)
def flags(request: Request, visitor: OrganizerPage, site: HereSite) -> Response:
    """Teams whose files are too much alike."""
    by_id = {entry.id: entry for entry in site.ledger.submissions()}
    return page(request, visitor, "flags", flags=site.ledger.flags(), by_id=by_id)


def _teams(
    request: Request,
    visitor: Visitor,
    site: Site,
    tokens: dict[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    status = refused.status if refused else 200
    address = str(request.base_url)
    there = site.ledger.teams()
    return page(request, visitor, "teams", status, teams=there, tokens=tokens or {}, refused=refused, address=address)
