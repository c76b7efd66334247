"""How many pictures a classical recipe learns from in M minutes: two small trainings, then plain arithmetic.

A forest has no epochs to shorten; what it has too many of, when time is short, is pictures. The plan is kept in
``plan.json``, so that every fold, and every start, goes by the same one. For networks: `baselines.budget`.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from baselines.budget import SAFETY
from baselines.classical_fold import described, model
from baselines.inference import asked
from baselines.parts import Part
from competition import runs
from competition.messages import _, n_
from competition.runs import PLAN, Run

# The two trainings that are measured take this share of the pictures, and twice as many.
_SMALL = 1 / 16
_FEWEST = 100


@dataclass(frozen=True)
class Growth:
    """What a fold takes, by the number of pictures it learns from.

    Args:
        n: Pictures in the larger of the two trainings that were measured.
        seconds: It took.
        power: How the time grows: 1 when twice as many pictures take twice as long.
        answer_s: Seconds for one answer.
        n_answers: Asked for at the end, those for the training pictures apart.
    """

    n: int
    seconds: float
    power: float
    answer_s: float
    n_answers: int

    def fold_s(self, n: int) -> float:
        """Seconds for a fold that learns from ``n`` pictures.

        >>> Growth(n=100, seconds=1.0, power=1.0, answer_s=0.01, n_answers=100).fold_s(200)
        5.0
        """
        return float(self.seconds * (n / self.n) ** self.power + self.answer_s * (self.n_answers + n))

    def fitting(self, most: int, left_s: float) -> int:
        """The most pictures a fold can learn from in ``left_s`` seconds, at least as many as were measured.

        >>> Growth(n=100, seconds=1.0, power=1.0, answer_s=0.0, n_answers=0).fitting(1000, 5.0)
        500
        """
        low, high = min(self.n, most), most + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.fold_s(middle) <= left_s else (low, middle)
        return low


def settled_parts(run: Run, parts: Mapping[str, Part], spent_s: float) -> dict[str, Part]:
    """A fold's parts, with as many training pictures as the minutes allow; all where no minutes were given.

    Args:
        run: What to train.
        parts: Of the fold, as `baselines.parts.parts_of` gives them.
        spent_s: Seconds gone since the command was given.
    """
    if run.request.minutes is None:
        return dict(parts)
    path = run.folder / PLAN
    if not path.exists():
        runs.write_json(path, _planned(run, parts, run.request.minutes, spent_s))
    n = math.ceil(len(parts["train"]) * float(runs.read_json(path)["share"]))
    return {**parts, "train": _some(parts["train"], n, run.request.recipe.settings["seed"])}


def _planned(run: Run, parts: Mapping[str, Part], minutes: float, spent_s: float) -> dict[str, float]:
    before = time.monotonic()
    # Every picture is described once, however few are learned from; the time for that is gone now.
    for part in parts.values():
        described(part)
    most, n_folds = len(parts["train"]), run.request.n_folds
    growth = _measured(run, parts)
    spent_s += time.monotonic() - before
    n = growth.fitting(most, (minutes * 60 * SAFETY - spent_s) / n_folds)
    predicted = (spent_s + n_folds * growth.fold_s(n)) / 60
    print(
        _(
            "Plan: {n:,} of {most:,} training pictures in each of {folds}, "
            "about {predicted:.1f} of {minutes:g} minutes."
        ).format(
            n=n,
            most=most,
            folds=n_("{n} fold", "{n} folds", n_folds),
            predicted=predicted,
            minutes=minutes,
        ),
        flush=True,
    )
    if predicted > minutes:
        print(_("Even so few take longer than that: allow more --minutes, or use fewer --folds."), flush=True)
    return {"minutes": minutes, "predicted_minutes": round(predicted, 2), "share": n / most}


def _measured(run: Run, parts: Mapping[str, Part]) -> Growth:
    """Two small trainings, and some answers."""
    train = parts["train"]
    fewer = min(len(train), max(_FEWEST, math.ceil(len(train) * _SMALL)))
    more = min(len(train), 2 * fewer)
    seed = run.request.recipe.settings["seed"]
    times = []
    for n in (fewer, more):
        some = _some(train, n, seed)
        before = time.perf_counter()
        learned = model(run.request.recipe, 0).fit(described(some), some.targets)
        times.append(time.perf_counter() - before)
    before = time.perf_counter()
    learned.predict_proba(described(some))
    answer_s = (time.perf_counter() - before) / more
    power = math.log(times[1] / times[0]) / math.log(more / fewer) if more > fewer else 1.0
    # A short measurement is a rough one; no recipe here grows faster than with the square.
    return Growth(more, times[1], min(2.0, max(0.0, power)), answer_s, sum(map(len, asked(parts).values())))


def _some(part: Part, n: int, seed: int) -> Part:
    """The first ``n`` pictures of a part in an order drawn by the seed."""
    if n >= len(part):
        return part
    assert part.targets is not None
    places = np.sort(np.random.default_rng(seed).permutation(len(part))[:n])
    return replace(
        part, ids=tuple(part.ids[place] for place in places), rows=part.rows[places], targets=part.targets[places]
    )
