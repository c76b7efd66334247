"""The files that pages load. They all come from here; there is no other host."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from competition.messages import _
from submit.leaderboard.page import STYLE
from submit.leaderboard.web.refusals import Refused

router = APIRouter()
_FOLDER = Path(__file__).with_name("static")
_DAY_S = 24 * 3600


@router.get("/static/{name}", include_in_schema=False)
def static_file(name: str) -> Response:
    """One of the files, by a name from a list: never by a path."""
    if name not in _files():
        raise Refused(404, _("This page is not there"))
    data, kind = _files()[name]
    return Response(data, media_type=kind, headers={"cache-control": f"public, max-age={_DAY_S}"})


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    style = STYLE + (_FOLDER / "board.css").read_text(encoding="utf-8")
    return {
        "board.css": (style.encode(), "text/css; charset=utf-8"),
        "icon.svg": ((_FOLDER / "icon.svg").read_bytes(), "image/svg+xml"),
    }


@cache
def fingerprint() -> str:
    """Changes with the style, so that no browser shows a new page in an old one."""
    return sha256(_files()["board.css"][0]).hexdigest()[:8]
