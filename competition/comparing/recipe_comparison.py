"""Is one recipe really better than another? That takes several trainings of each, with other seeds and nothing else.

Two models of one recipe differ, too, often more clearly than pictures alone could explain: that is why
`competition.comparing.comparison`, which knows only these two models, cannot answer this.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from competition.comparing.comparison import CONFIDENCE, Difference, gains
from competition.comparing.marks import Marks
from competition.metrics import Metric
from competition.runs import Request, Run


@dataclass(frozen=True)
class RecipeDifference:
    """How much better one recipe is than another, whatever the pictures and whatever the seeds.

    Args:
        difference: Of the mean scores, with its 95 % interval.
        from_seeds: Which share of what is uncertain comes from the seeds, 0 … 1; the rest comes from the pictures.
    """

    difference: Difference
    from_seeds: float

    @property
    def lacks_seeds(self) -> bool:
        """Whether it could be chance, and more seeds would help more than more pictures."""
        return not self.difference.is_clear and self.from_seeds > 0.5


def recipe_difference(metric: Metric, a: Sequence[Marks], b: Sequence[Marks]) -> RecipeDifference:
    """How much better the recipe ``a`` is than ``b``, by several trainings of each.

    Three kinds of luck add up: that of the first recipe's seeds, that of the second's, and that of the pictures, on
    which all are judged together. Each is estimated and shrinks with its own number. The interval is Student's,
    with Welch's degrees of freedom (1947): two or three seeds know little of their own spread, and it is as wide
    as that. What is chance in a single answer counts with the seeds and once more with the pictures, so the
    interval errs on the side of "could be chance".

    Args:
        metric: What to score by.
        a: The marks of one recipe's trainings, two at least.
        b: The other's, two at least, for the same pictures in the same order.
    """
    from scipy.special import stdtrit

    rows = gains(metric, a, b)
    samples = [np.array([one.rows(metric).mean() for one in several]) for several in (a, b)] + [rows]
    parts = [float(sample.var(ddof=1)) / len(sample) for sample in samples]
    value, total = float(rows.mean()), sum(parts)
    if not total:
        return RecipeDifference(Difference(metric.name, value, value, value), 0.0)
    freedom = total**2 / sum(part**2 / (len(sample) - 1) for part, sample in zip(parts, samples, strict=True))
    reach = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * math.sqrt(total)
    return RecipeDifference(Difference(metric.name, value, value - reach, value + reach), (parts[0] + parts[1]) / total)


def same_but_seed(one: Request, other: Request) -> bool:
    """Whether two requests ask for the same recipe on the same split, whatever their seeds.

    A run that was only predicted again stands for a training with those views: it answers the same.
    """
    return not _seedless(one).differences(_seedless(other))


def _seedless(request: Request) -> Request:
    settings = {name: value for name, value in request.recipe.settings.items() if name != "seed"}
    return replace(request, recipe=replace(request.recipe, settings=settings), models_from=None)


def seeds(run: Run, known: Sequence[Run]) -> dict[int, Run]:
    """The finished trainings of a run's recipe by their seeds, the run itself among them.

    Args:
        run: Finished, of a recipe that has a seed.
        known: The runs to look among.
    """
    found = {int(run.request.recipe.settings["seed"]): run}
    for other in known:
        if other.is_finished and same_but_seed(other.request, run.request):
            found.setdefault(int(other.request.recipe.settings["seed"]), other)
    return dict(sorted(found.items()))
