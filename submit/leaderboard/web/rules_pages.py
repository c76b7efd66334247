"""Where the organizer changes what counts: the rules in force, and the solution itself."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from competition.contest import LeaderboardRules
from competition.errors import KitError
from competition.messages import _
from competition.solution import read_solution
from submit.leaderboard.web.refusals import Refused, refusal
from submit.leaderboard.web.showing import page
from submit.leaderboard.web.visitors import HereSite, OrganizerForm, OrganizerPage, Visitor

router = APIRouter(prefix="/organizer")


@router.get("/rules", response_class=HTMLResponse)
def rules_page(request: Request, visitor: OrganizerPage, site: HereSite, said: str = "") -> Response:
    """The rules in force, to be changed."""
    return _rules(request, visitor, said=_("These rules are in force now.") if said == "changed" else "")


@router.post("/rules", response_class=HTMLResponse)
def change_rules(
    request: Request,
    visitor: OrganizerForm,
    site: HereSite,
    deadline: Annotated[str, Form(max_length=40)] = "",
    daily_limit: Annotated[int, Form()] = 5,
    size_limit_mb: Annotated[int, Form()] = 20,
    n_final: Annotated[int, Form()] = 2,
    decimals: Annotated[int, Form()] = 5,
    late_entries: Annotated[bool, Form()] = False,
    ladder: Annotated[bool, Form()] = False,
) -> Response:
    """Put other rules in force."""
    rules: LeaderboardRules = replace(
        site.ledger.state(site.now()).rules,
        # As a browser writes it: 2026-12-01T17:00.
        deadline=deadline.replace("T", " "),
        daily_limit=daily_limit,
        size_limit_mb=size_limit_mb,
        n_final=n_final,
        decimals=decimals,
        late_entries=late_entries,
        ladder=ladder,
    )
    try:
        site.ledger.change_rules(rules, site.now())
    except KitError as error:
        return _rules(request, visitor, refused=refusal(error, is_organizer=True))
    return RedirectResponse("/organizer/rules?said=changed", 303)


@router.post("/rescore", response_class=HTMLResponse)
def rescore(
    request: Request, visitor: OrganizerForm, site: HereSite, solution: Annotated[UploadFile, File()]
) -> Response:
    """Score everything against a corrected solution, and show who moved."""
    with tempfile.TemporaryDirectory() as folder:
        # Under a name of ours: the one it was sent with may be a path.
        path = Path(folder, "solution.csv")
        path.write_bytes(solution.file.read())
        try:
            moves = site.ledger.rescore(read_solution(path, site.contest), site.now())
        except KitError as error:
            refused = refusal(error, is_organizer=True)
            refused.sentence = refused.sentence.replace(str(path), _("This file"))
            return _rules(request, visitor, refused=refused)
    return page(request, visitor, "rescored", moves=moves)


def _rules(request: Request, visitor: Visitor, said: str = "", refused: Refused | None = None) -> Response:
    return page(request, visitor, "rules", refused.status if refused else 200, said=said, refused=refused)
