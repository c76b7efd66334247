"""What minutes are spent on where the command has to choose: this machine is measured once, the choice is said.

That is `best`, which chooses everything, and recipes on features, whose pictures are as large as time allows.
"""

import argparse
import time
from dataclasses import replace
from typing import Any

from augment.views import views_of
from baselines import training
from baselines.budget import Speed
from baselines.catalog import entry, with_settings
from baselines.crossval import exit_code
from baselines.finetuning import best, speeds
from baselines.finetuning.staging import planned
from baselines.frozen.feature_plan import FeatureWork, fitting, sizes
from baselines.settings import SETTINGS
from baselines.training import Place
from baselines.written import fingerprint
from competition import run_search
from competition.dataset import Dataset
from competition.errors import RunError
from competition.messages import _
from competition.runs import Recipe, Request
from scripts import arguments

BEST = "best"
BEST_MINUTES = 10.0


def requested(args: argparse.Namespace, recipe: Recipe, dataset: Dataset, place: Place, began: float) -> Request:
    """What is asked for by ``--recipe best``, or by a recipe on features that has minutes: as before, or chosen now.

    Args:
        args: The flags; what they settle is not chosen.
        recipe: Made from them.
        dataset: The contest's data.
        place: Where the runs are.
        began: When the command was given, as ``time.monotonic`` has it.

    Raises:
        RunError: The machine could not be measured.
    """
    given = {name: getattr(args, name) for name in SETTINGS if getattr(args, name) is not None}
    for there in run_search.all_runs(place.root, dataset.contest.name):
        if _was_asked(there.request, recipe, given, args):
            print(_("As it was chosen before:"), there.name)
            return there.request
    speed = _speed(str(recipe.settings["backbone"]))
    n_folds = args.folds
    if recipe.name == BEST:
        recipe, n_folds = _best(args, given, recipe, dataset, speed, began)
    if n_folds is None:
        n_folds = dataset.contest.split.n_folds
    if recipe.kind == "features":
        recipe = _sized(args, recipe, dataset, speed, began, n_folds)
    split = training.split_for(dataset, place, n_folds, args.holdout)
    return training.requested(dataset, place, recipe, split, n_folds, args.minutes)


def _speed(backbone: str) -> Speed:
    """How fast this machine is, measured if it was not yet."""
    speed = speeds.known(backbone)
    if speed is None:
        print(_("How fast is this machine? Measured once, in less than half a minute."), flush=True)
        code = exit_code("baselines.finetuning.speeds", [backbone])
        speed = speeds.known(backbone)
        if code or speed is None:
            raise RunError(_("How fast this machine trains {backbone} could not be measured").format(backbone=backbone))
    return speed


def _best(
    args: argparse.Namespace, given: dict[str, Any], recipe: Recipe, dataset: Dataset, speed: Speed, began: float
) -> tuple[Recipe, int]:
    """The recipe that the minutes are best spent on, and in how many folds."""
    share = args.holdout if args.holdout is not None else dataset.contest.split.holdout
    n_holdout = int(len(dataset.labels.ids) * share)
    n_test = len(dataset.test.ids) if dataset.test is not None else 0
    contest = best.Contest(len(dataset.labels.ids) - n_holdout, n_holdout + n_test, dataset.train.side)
    chosen = best.choice(args.minutes, time.monotonic() - began, speed, contest, args.folds, args.size, args.backbone)
    print(chosen.why, flush=True)
    basis = entry(BEST if chosen.finetuned else "lite0_features")
    settings = with_settings(basis, {**chosen.settings, **given})
    policy = args.policy or chosen.policy
    changed = replace(
        recipe,
        kind=basis.kind,
        build=basis.build,
        settings=settings,
        policy=policy,
        code=fingerprint(BEST, policy),
        views=args.views and recipe.views or "flip",
        stages=planned(basis.stages, settings),
    )
    return changed, chosen.n_folds


def _sized(
    args: argparse.Namespace, recipe: Recipe, dataset: Dataset, speed: Speed, began: float, n_folds: int
) -> Recipe:
    """A recipe on features, with pictures as large as there is time for, and what else suits the contest."""
    recipe = arguments.suited(args, recipe, dataset)
    n_test = len(dataset.test.ids) if dataset.test is not None else 0
    work = FeatureWork(len(dataset.labels.ids) + n_test, len(views_of(recipe.views)), n_folds)
    candidates = (args.size,) if args.size is not None else sizes(dataset.train.side)
    size = fitting(work, speed, candidates, args.minutes * 60 - (time.monotonic() - began))
    minutes = (work.seconds(size, speed) + time.monotonic() - began) / 60
    print(
        _("Plan: features of pictures of {size} px, about {predicted:.1f} of {minutes:g} minutes.").format(
            size=size, predicted=minutes, minutes=args.minutes
        ),
        flush=True,
    )
    if minutes > args.minutes:
        print(_("Even so small they take longer than that: allow more --minutes."), flush=True)
    return replace(recipe, settings={**recipe.settings, "size": size})


def _was_asked(request: Request, recipe: Recipe, given: dict[str, object], args: argparse.Namespace) -> bool:
    """Whether a run was started by the same flags, whatever was then chosen for the rest."""
    settings = request.recipe.settings
    return (
        request.recipe.name == recipe.name
        and request.parent is None
        and request.models_from is None
        and request.minutes == args.minutes
        and all(settings.get(name) == value for name, value in given.items())
        and settings["seed"] == recipe.settings["seed"]
        and (args.policy is None or request.recipe.policy == recipe.policy)
        and (args.views is None or request.recipe.views == recipe.views)
        and (args.folds is None or request.n_folds == args.folds)
        and (args.holdout is None or request.share == args.holdout)
    )
