"""Blending as the commands show it: which runs are meant, what each of them weighs, whether the blend is worth it."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from baselines.training import Place, settled_run
from competition.comparing.comparison import difference
from competition.comparing.marks import Marks, marked
from competition.contest import Contest
from competition.errors import RunError, listed
from competition.messages import _, n_
from competition.metrics import METRICS
from competition.run_search import run_of
from competition.runs import BLEND, Run
from scripts import arguments
from scripts.boards import console, cv_key, plain_table
from scripts.command_line import typed
from scripts.comparing import verdict
from submit.blend import ARITHMETIC, GEOMETRIC
from submit.blended_run import Blend, blend_of, save_blend
from submit.parts import common_split, comparable_runs, side_by_side

_MEANS = dict(zip(arguments.MEANS, ((ARITHMETIC, GEOMETRIC), (ARITHMETIC,), (GEOMETRIC,)), strict=True))
_BAR_WIDTH = 24


def named_runs(root: Path, contest: Contest, names: Sequence[str]) -> list[Run]:
    """The runs of a contest that words on the command line mean, each once.

    Raises:
        RunError: There is no such run, or it belongs to another contest.
    """
    found: dict[Path, Run] = {}
    for name in names:
        run = run_of(root, name, contest.name)
        found[run.folder.resolve()] = run
    return list(found.values())


def all_comparable(root: Path, contest: Contest) -> list[Run]:
    """Every run that can be blended with the contest's others.

    Raises:
        RunError: There is none.
    """
    found = comparable_runs(root, contest)
    if not found:
        raise RunError(
            _("No finished run of {contest} to blend").format(contest=contest.name),
            hint=_("Cross-validate some first: `train {contest} --recipe cnn`").format(contest=contest.name),
        )
    return found


def blended_run(several: Sequence[Run], contest: Contest, place: Place, mean: str, name: str | None = None) -> Run:
    """Blend runs, say what came of it, and keep it as a run; a blend that is equal to one that is there is that one.

    Args:
        several: What to blend.
        contest: Theirs.
        place: Where the runs are.
        mean: One of `scripts.arguments.MEANS`.
        name: The blend's, or None for the usual one.

    Raises:
        RunError: The runs cannot be blended, or the name is another run's.
    """
    # By name, so that the order in which they were given decides nothing.
    several = sorted(several, key=lambda run: run.name)
    together = side_by_side(several, common_split(several), contest.classes)
    blend = blend_of(several, together, _MEANS[mean], contest.classes)
    run = settled_run(replace(blend.request, where=place.where), place, name, typed(sys.argv[1:]))
    _print(blend, run)
    if run.is_finished:
        print(_("The run {name} is this blend already.").format(name=run.name))
    else:
        save_blend(blend, run)
        print(_("Kept as the run {name}, in {folder}").format(name=run.name, folder=run.folder))
    return run


def _print(blend: Blend, run: Run) -> None:
    """Print what each part weighs and what the blend gains over the best of them."""
    metric = METRICS[blend.request.metric]
    y_true = blend.together.y_true
    marks = {part.name: marked(y_true, part.probabilities) for part in blend.together.parts}

    def score(one: Marks) -> float:
        return float(one.rows(metric).mean())

    mean = _("arithmetic mean") if blend.choice.mean == ARITHMETIC else _("geometric mean")
    print(
        _("{contest}: the {mean} of {runs}, chosen on {pictures} out of fold.").format(
            contest=blend.request.contest,
            runs=n_("{n} run", "{n} runs", len(marks)),
            pictures=n_("{n} picture", "{n} pictures", len(y_true)),
            mean=mean,
        )
    )
    table = plain_table()
    table.add_column(_("run"), overflow="fold")
    for title in (_("CV {metric}").format(metric=metric.name), _("temperature"), _("weight")):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column()
    parts = zip(blend.together.parts, blend.choice.weights, strict=True)
    for part, weight in sorted(parts, key=lambda pair: (-pair[1], metric.key(score(marks[pair[0].name])))):
        warmth = f"{np.median(part.temperatures):.2f}"
        table.add_row(part.name, metric.text(score(marks[part.name])), warmth, f"{100 * weight:.1f} %", _bar(weight))
    console().print(table)
    _print_coverage(blend)
    _print_unequal_folds(blend)
    print(
        _(
            "temperature: above 1, a run was too sure of its answers; below 1, not sure enough. Each fold has its own; "
            "this is the middle one."
        )
    )
    honest = marked(y_true, blend.out_of_fold.probabilities)
    print(
        _(
            "Cross-validated {metric} of the blend: {score}. That is honest: each fold was answered with weights and "
            "temperatures that the other folds chose. The weights above are chosen by all folds."
        ).format(metric=metric.name, score=metric.text(score(honest)))
    )
    best = min(marks, key=lambda name: metric.key(score(marks[name])))
    found = difference(metric, [honest], [marks[best]])
    print(verdict(found, run.name, best, len(y_true)))
    if found.value <= 0:
        print(_("This blend does not help: {best} alone is as good.").format(best=best))


def _bar(share: float) -> str:
    """A bar as long as a weight.

    >>> _bar(0.5)
    '████████████'
    """
    return "█" * round(_BAR_WIDTH * share)


def _print_coverage(blend: Blend) -> None:
    """Say so where some runs answered more pictures than the blend could be chosen on."""
    n_common, n_most = len(blend.together.ids), max(blend.together.n_answered)
    if n_common == n_most:
        return
    answered = zip(blend.several, blend.together.n_answered, strict=True)
    print(
        _("Only {n:,} pictures were answered by every run; it would be up to {most:,} without {runs}.").format(
            n=n_common, most=n_most, runs=listed([run.name for run, n in answered if n < n_most])
        )
    )


def _print_unequal_folds(blend: Blend) -> None:
    """Say so where runs of many folds and of few are blended: out of fold it is not seen what folds gain together."""
    if len({run.request.n_folds for run in blend.several if run.request.recipe.kind != BLEND}) > 1:
        print(
            _(
                "These runs have different numbers of folds. The folds of a run answer new pictures together, so a run "
                "with more of them is better than it looks here: blend runs with equal folds where you can."
            )
        )


def is_leader(blend: Run, several: Sequence[Run]) -> bool:
    """Whether a blend scored better than each of its parts; else there is no reason to hand it in."""
    return all(cv_key(blend) < cv_key(run) for run in several)


def next_steps(run: Run, root: Path) -> str:
    """What to type after a blend."""
    return typed(["submit", run.request.where, run.name, *arguments.runs_words(root)])
