"""Successive halving as plain arithmetic: how many go on, for how many epochs, and whether the time is enough.

Many candidates are tried for a few epochs, the better half of them for twice as many, and so on (Jamieson and
Talwalkar, 2016): each rung costs about the same, and most of the time goes to those that deserve it. `NONE`, the
yardstick, goes through all rungs. What is trained, and where it is kept, is told in `baselines.search.policy_search`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competition.metrics import Metric

NONE = "none"
# A process that trains one network after another grows; a few small ones are no matter.
FOLDS_A_PROCESS = 12
# With how many seeds the winner and the yardstick are trained anew where the time allows, and with how many at most.
SEEDS_WANTED = 2
MOST_SEEDS = 5


@dataclass(frozen=True)
class Cost:
    """What training takes on this machine, in seconds.

    Args:
        start_s: Starting a process and opening the data.
        fold_s: Making the model of one fold, and its first calls, in which it is compiled.
        epoch_s: For each policy: an epoch of one fold, its judgement included.
    """

    start_s: float
    fold_s: float
    epoch_s: Mapping[str, float]

    def trials_s(self, policies: Sequence[str], epochs: int, n_folds: int) -> float:
        """How long it takes to cross-validate a network under each of these policies.

        >>> Cost(5, 1, {"none": 0.5, "flip": 1}).trials_s(["none", "flip"], epochs=10, n_folds=2)
        39.0
        """
        n_folds_in_all = len(policies) * n_folds
        training_s = n_folds * epochs * sum(self.epoch_s[name] for name in policies)
        return math.ceil(n_folds_in_all / FOLDS_A_PROCESS) * self.start_s + n_folds_in_all * self.fold_s + training_s


def rung_sizes(n_candidates: int) -> list[int]:
    """How many candidates are tried in each rung, until the last leaves one.

    >>> rung_sizes(8), rung_sizes(5), rung_sizes(1)
    ([8, 4, 2], [5, 3, 2], [1])
    """
    sizes = [n_candidates]
    while sizes[-1] > 2:
        sizes.append(math.ceil(sizes[-1] / 2))
    return sizes


def kept(scores: Mapping[str, float], metric: Metric) -> list[str]:
    """The better half of a rung's candidates, best first; of equals, those named first.

    Args:
        scores: The out-of-fold score of each policy of the rung; that of `NONE` is no candidate's.
        metric: What they are scores of.

    >>> from competition.metrics import METRICS
    >>> kept({"none": 0.1, "flip": 0.3, "crop": 0.2, "erase": 0.9}, METRICS["log_loss"])
    ['crop', 'flip']
    """
    candidates = sorted((name for name in scores if name != NONE), key=lambda name: metric.key(scores[name]))
    return candidates[: math.ceil(len(candidates) / 2)]


def search_s(cost: Cost, candidates: Sequence[str], epochs: int, n_folds: int, n_seeds: int) -> float:
    """How long it takes from a rung of these candidates to the end, its confirmation included.

    Which of them go on is not known: the slowest are assumed to.

    Args:
        cost: Of this machine.
        candidates: Of the rung, without `NONE`.
        epochs: Of the rung; each later one has twice as many.
        n_folds: Of every training.
        n_seeds: With how many the winner and `NONE` are trained once more, as long as in the last rung.
    """
    slowest = sorted(candidates, key=lambda name: -cost.epoch_s[name])
    total_s = 0.0
    for number, size in enumerate(rung_sizes(len(candidates))):
        last = epochs * 2**number
        total_s += cost.trials_s([NONE, *slowest[:size]], last, n_folds)
    return total_s + n_seeds * cost.trials_s([NONE, slowest[0]], last, n_folds)


def affordable_epochs(cost: Cost, candidates: Sequence[str], n_folds: int, left_s: float) -> int:
    """The most epochs for a rung with which all ends in time; 0 when not even one does.

    With `SEEDS_WANTED` for the confirmation where that leaves an epoch, else with one. That keeps about a third of
    the time of eight candidates for it.

    >>> cost = Cost(5, 1, {"none": 1, "flip": 1})
    >>> affordable_epochs(cost, ["flip"], n_folds=1, left_s=57)
    6
    """
    for n_seeds in (SEEDS_WANTED, 1):
        fixed_s = search_s(cost, candidates, 0, n_folds, n_seeds)
        epoch_s = search_s(cost, candidates, 1, n_folds, n_seeds) - fixed_s
        epochs = math.floor((left_s - fixed_s) / epoch_s)
        if epochs >= 1:
            return epochs
    return 0


def cost_from(values: Mapping[str, Any]) -> Cost:
    """A cost as it was written to a file."""
    return Cost(float(values["start_s"]), float(values["fold_s"]), dict(values["epoch_s"]))
