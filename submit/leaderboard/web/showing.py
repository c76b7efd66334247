"""From values to a page: the templates, and how moments and numbers are written in them."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from competition.messages import _, n_
from competition.metrics import METRICS
from competition.solution import PRIVATE, PUBLIC
from submit.leaderboard.page import drawn_interval, interval_axis
from submit.leaderboard.records import RankedRow, Submission
from submit.leaderboard.web.languages import NAMES
from submit.leaderboard.web.site import site_of
from submit.leaderboard.web.static_files import fingerprint
from submit.leaderboard.web.visitors import TOKEN_COOKIE, Visitor
from submit.score import Score


def page(request: Request, visitor: Visitor, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the visitor's language.

    Args:
        request: What was asked.
        visitor: Who asks; decides what stands in the head of the page.
        name: Of the template, without its ending.
        status: As HTTP counts.
        **values: What the template fills in; every text among them is escaped.
    """
    site = site_of(request)
    state = site.ledger.state(site.now())
    zone = ZoneInfo(state.rules.time_zone)
    return bare_page(request, visitor, name, status, state=state, rules=state.rules, zone=zone, **values)


def bare_page(request: Request, visitor: Visitor, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page that asks the ledger nothing, so that it can be shown when the ledger is what went wrong."""
    contest = site_of(request).contest
    text = (
        templates()
        .get_template(f"{name}.html")
        .render(
            contest=contest,
            metric=METRICS[contest.metric],
            visitor=visitor,
            language=request.state.language,
            languages=NAMES,
            here=request.url.path,
            style=fingerprint(),
            **values,
        )
    )
    response = HTMLResponse(text, status, headers={"cache-control": "no-store"})
    if request.state.is_stale:
        response.delete_cookie(TOKEN_COOKIE)
    return response


@cache
def templates() -> Environment:
    """The templates; whatever is filled in is escaped."""
    folder = Path(__file__).with_name("templates")
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"_": _, "n_": n_, "axis_of": _axis, "interval": _interval, "now_score": shown_score}
    made.filters |= {"moment": moment, "clock": clock, "megabytes": megabytes}
    return made


def moment(when: datetime, zone: tzinfo) -> str:
    """A moment as people write it, in the contest's time zone.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 27, 9, 5, tzinfo=UTC), ZoneInfo("Asia/Tokyo"))
    '27 Nov 2026, 18:05'
    """
    there = when.astimezone(zone)
    return _("{day} {month} {year}, {time}").format(
        day=there.day, month=_month(there.month), year=there.year, time=f"{there:%H:%M}"
    )


def clock(when: datetime, zone: tzinfo) -> str:
    """A moment for narrow columns: day, month and time.

    >>> from datetime import UTC
    >>> clock(datetime(2026, 11, 27, 9, 5, tzinfo=UTC), ZoneInfo("Asia/Tokyo"))
    '27 Nov, 18:05'
    """
    there = when.astimezone(zone)
    return _("{day} {month}, {time}").format(day=there.day, month=_month(there.month), time=f"{there:%H:%M}")


def _month(number: int) -> str:
    half = (_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"))
    other = (_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"))
    return (half + other)[number - 1]


def megabytes(n_bytes: int) -> str:
    """A file's size.

    >>> megabytes(1_840_000), megabytes(120)
    ('1.8 MB', '0.1 kB')
    """
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1_000_000 else f"{n_bytes / 1e3:.1f} kB"


def shown_score(submission: Submission, usage: str = PUBLIC) -> Score | None:
    """The public score of an entry, or the private one; the only one where the solution has no usages."""
    return submission.scores.get(usage, submission.scores.get("") if usage in (PUBLIC, PRIVATE) else None)


def _axis(rows: Sequence[RankedRow]) -> tuple[float, float]:
    return interval_axis([row.score for row in rows])


def _interval(score: Score, axis: tuple[float, float]) -> Markup:
    """Numbers alone: nothing in it comes from a visitor."""
    return Markup(drawn_interval(score, axis))
