"""Which runs could be the best: the first of their table, and all that cannot be told apart from it."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from competition.comparing.comparison import is_told_apart
from competition.comparing.run_marks import on_shared_pictures, run_marks
from competition.errors import KitError
from competition.messages import _
from competition.metrics import METRICS
from competition.progress import track
from competition.runs import Run


def leaders(several: Sequence[Run]) -> dict[Path, bool]:
    """Whether each cross-validated run could be the best of those on its contest and split.

    Args:
        several: Runs of any kind, finished or not.

    Returns:
        By the runs' folders; True for the best itself. Left out is what was not cross-validated, and what has
        no answers that can be read, or none to a picture the best one answered.
    """
    tables: dict[tuple[str, str], list[Run]] = {}
    for run in several:
        if run.is_finished and "cv" in run.scores:
            tables.setdefault((run.request.contest, run.request.split), []).append(run)
    found: dict[Path, bool] = {}
    for runs in tables.values():
        found |= _leaders_of(sorted(runs, key=_order))
    return found


def _order(run: Run) -> tuple[float, str]:
    metric = run.request.metric
    return METRICS[metric].key(run.scores["cv"][metric]), run.name


def _leaders_of(ranked: Sequence[Run]) -> dict[Path, bool]:
    """Of the runs of one table, the best first."""
    best, *rivals = ranked
    metric = METRICS[best.request.metric]
    found = {best.folder: True}
    if not rivals:
        return found
    # A table is no place to complain of one run's files: `compare` says what is wrong with them.
    with suppress(KitError):
        ours = run_marks(best)
        for rival in track(rivals, _("Comparing")):
            with suppress(KitError):
                better, worse = on_shared_pictures([ours, run_marks(rival)])
                found[rival.folder] = not is_told_apart(metric, better, worse, len(rivals))
    return found
