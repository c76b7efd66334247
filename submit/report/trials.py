"""What was tried on the same pictures, in which order, and what helped."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from competition.comparing.comparison import gains
from competition.comparing.run_marks import on_shared_pictures, run_marks
from competition.errors import KitError
from competition.messages import _
from competition.metrics import METRICS, Metric
from competition.runs import Recipe, Run

# Half of a 95 % interval, in standard errors.
_REACH = 1.96
_MOST_CHANGES = 3


@dataclass(frozen=True)
class Trial:
    """One run among those on the same pictures.

    Args:
        run: The run.
        cv: Its cross-validated score.
        before: The best run so far when it was made; None for the first.
        changes: What it does otherwise than that one, each as people read it.
        gain: How much better it is than that one, on the pictures both answered; above 0 for better. None where they
            have none in common.
        reach: Half the width of the gain's 95 % interval.
    """

    run: Run
    cv: float
    before: Run | None = None
    changes: tuple[str, ...] = ()
    gain: float | None = None
    reach: float = 0.0

    @property
    def helped(self) -> bool | None:
        """Whether it is better than what there was; None where that could be chance, or nothing was there."""
        if self.gain is None or abs(self.gain) <= self.reach:
            return None
        return self.gain > 0


def trials(run: Run, known: Sequence[Run]) -> list[Trial]:
    """The finished, cross-validated runs of a run's table, in the order in which they were made.

    Args:
        run: Whose table it is.
        known: The runs there are.
    """
    metric = METRICS[run.request.metric]
    table = (run.request.contest, run.request.split)
    mine = {run.folder.resolve(): run}
    mine |= {other.folder.resolve(): other for other in known if (other.request.contest, other.request.split) == table}
    ordered = sorted(mine.values(), key=lambda one: str(one.made_with.get("started", "")))
    found: list[Trial] = []
    best: Run | None = None
    for one in ordered:
        if not one.is_finished or "cv" not in one.scores:
            continue
        trial = Trial(one, one.scores["cv"][metric.name])
        if best is not None:
            # One run whose answers cannot be read must not keep a report of another from being written.
            with suppress(KitError):
                gain, reach = _gain(metric, one, best)
                trial = Trial(one, trial.cv, best, changes(best.request.recipe, one.request.recipe), gain, reach)
        found.append(trial)
        if best is None or metric.key(trial.cv) < metric.key(best.scores["cv"][metric.name]):
            best = one
    return found


def _gain(metric: Metric, one: Run, other: Run) -> tuple[float, float]:
    """How much better one run is than another, and half the width of that gain's interval."""
    ours, theirs = on_shared_pictures([run_marks(one), run_marks(other)])
    rows = gains(metric, [ours], [theirs])
    error = float(rows.std(ddof=1) / np.sqrt(len(rows))) if len(rows) > 1 else float("inf")
    return float(rows.mean()), _REACH * error


def changes(before: Recipe, after: Recipe) -> tuple[str, ...]:
    """What one recipe does otherwise than another, a few words each.

    >>> a = Recipe("cnn", "network", "", {"epochs": 5, "size": 32})
    >>> changes(a, Recipe("cnn", "network", "", {"epochs": 9, "size": 32}, policy="light"))
    ('policy: none → light', 'epochs: 5 → 9')
    >>> changes(a, Recipe("forest", "classical", "", {"n_trees": 200}))
    ('cnn → forest',)
    """
    found = [f"{before.name} → {after.name}"] if before.name != after.name else []
    words = {_("policy"): (before.policy, after.policy), _("views"): (before.views, after.views)}
    found += [f"{name}: {old} → {new}" for name, (old, new) in words.items() if old != new]
    if before.name == after.name:
        found += [
            f"{name}: {_short(before.settings.get(name))} → {_short(value)}"
            for name, value in after.settings.items()
            if before.settings.get(name) != value
        ]
        if before.stages != after.stages:
            found.append(_("other stages"))
        if before.code != after.code:
            found.append(_("its own code was edited"))
    if len(found) > _MOST_CHANGES + 1:
        found = [*found[:_MOST_CHANGES], _("and {n} more").format(n=len(found) - _MOST_CHANGES)]
    return tuple(found)


def _short(value: object) -> str:
    """A setting as people read it."""
    if isinstance(value, Mapping):
        return ", ".join(str(name) for name in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
