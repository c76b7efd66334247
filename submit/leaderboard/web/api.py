"""The board for programs: upload by ``curl``, history and board as JSON. Tokens come as ``Authorization: Bearer``."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from pydantic import BaseModel

from submit.leaderboard.records import REVEALED, RankedRow, Submission
from submit.leaderboard.web.team_pages import accepted
from submit.leaderboard.web.visitors import Bearer, HereSite

router = APIRouter(prefix="/api", tags=["api"])


class EntryOut(BaseModel):
    """One file a team handed in. ``scores`` by usage, empty for an invalid file, whose ``problems`` say why."""

    id: int
    file: str
    received: datetime
    sha256: str
    state: str
    scores: dict[str, float]
    problems: list[str]
    notes: list[str]
    is_final: bool
    left_today: int | None


class RowOut(BaseModel):
    """One place on the board; ``could_be`` is the range of ranks that chance allows."""

    rank: int
    could_be: tuple[int, int]
    team: str
    score: float
    low: float
    high: float
    n_entries: int
    last: datetime
    change: int | None


class Fault(BaseModel):
    """Why something was not done."""

    error: str
    hint: str


REFUSALS: dict[int | str, dict[str, object]] = {
    status: {"model": Fault} for status in (400, 401, 403, 404, 405, 413, 415, 422, 429, 503)
}


@router.post("/submissions", responses=REFUSALS)
async def upload(team: Bearer, site: HereSite, file: Annotated[UploadFile, File()]) -> EntryOut:
    """Hand in a file: ``curl -H "Authorization: Bearer TOKEN" -F file=@submission.csv …/api/submissions``."""
    entry = await accepted(site, team, file)
    return _out(entry, site.contest.leaderboard.decimals, site.ledger.left_today(team, site.now()))


@router.get("/submissions", responses=REFUSALS)
def history(team: Bearer, site: HereSite) -> list[EntryOut]:
    """Everything the team handed in, the newest first."""
    decimals = site.contest.leaderboard.decimals
    left = site.ledger.left_today(team, site.now())
    return [_out(entry, decimals, left) for entry in site.ledger.submissions(team)]


@router.get("/board")
def board(site: HereSite) -> list[RowOut]:
    """The board that everybody sees, the best first."""
    now = site.now()
    state = site.ledger.state(now)
    rows = site.ledger.private_rows() if state.word == REVEALED else site.ledger.public_rows(now)
    return [_row(row, state.rules.decimals) for row in rows]


def _out(entry: Submission, decimals: int, left: int | None) -> EntryOut:
    return EntryOut(
        id=entry.id,
        file=entry.file,
        received=entry.received,
        sha256=entry.sha256,
        state=entry.state,
        scores={usage: round(score.value, decimals) for usage, score in entry.scores.items()},
        problems=list(entry.problems),
        notes=list(entry.notes),
        is_final=entry.is_final,
        left_today=left,
    )


def _row(row: RankedRow, decimals: int) -> RowOut:
    value, low, high = (round(number, decimals) for number in (row.score.value, row.score.low, row.score.high))
    return RowOut(
        rank=row.rank,
        could_be=row.could_be,
        team=row.team,
        score=value,
        low=low,
        high=high,
        n_entries=row.n_entries,
        last=row.last,
        change=row.change,
    )
