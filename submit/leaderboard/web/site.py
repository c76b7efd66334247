"""`Site`: what every page needs at hand. Made once for a process, in `app`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from anyio import CapacityLimiter
from starlette.requests import Request

from competition.contest import Contest
from submit.leaderboard.ledger import Ledger
from submit.leaderboard.web.throttle import Throttle

# Files scored at the same time by one process: more would only wait for one another, and pages with them.
_N_SCORED_AT_ONCE = 2


@dataclass
class Site:
    """A running board.

    Args:
        ledger: Where everything is kept.
        now: The clock; aware.
        throttle: Wrong tokens so far.
        turns: Lets only a few files be scored at a time.
    """

    ledger: Ledger
    now: Callable[[], datetime]
    throttle: Throttle = field(default_factory=Throttle)
    turns: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_N_SCORED_AT_ONCE))

    @property
    def contest(self) -> Contest:
        """The contest's page."""
        return self.ledger.contest


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    site: Site = request.app.state.site
    return site
