"""The recipe `best` as `train` gives it: this machine is measured once, what it can do is chosen and said."""

import argparse
import time
from dataclasses import replace

import numpy as np

from baselines import best, speeds, training
from baselines.catalog import entry, with_settings
from baselines.crossval import exit_code
from baselines.settings import SETTINGS
from baselines.staging import planned
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
    """What is asked for by ``--recipe best``: as it was chosen when this was asked before, or chosen now.

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
    backbone = str(recipe.settings["backbone"])
    speed = speeds.known(backbone)
    if speed is None:
        print(_("How fast is this machine? Measured once, in less than half a minute."), flush=True)
        code = exit_code("baselines.speeds", [backbone])
        speed = speeds.known(backbone)
        if code or speed is None:
            raise RunError(_("How fast this machine trains {backbone} could not be measured").format(backbone=backbone))
    share = args.holdout if args.holdout is not None else dataset.contest.split.holdout
    n_holdout = int(len(dataset.labels.ids) * share)
    n_test = len(dataset.test.ids) if dataset.test is not None else 0
    side = int(np.median(dataset.train.shapes.min(axis=1)))
    contest = best.Contest(len(dataset.labels.ids) - n_holdout, n_holdout + n_test, side)
    chosen = best.choice(args.minutes, time.monotonic() - began, speed, contest, args.folds, args.size)
    print(chosen.why, flush=True)
    basis = entry(BEST if chosen.finetuned else "lite0_features")
    settings = with_settings(basis, {**chosen.settings, **given})
    policy = args.policy or chosen.policy
    recipe = replace(
        recipe,
        kind=basis.kind,
        build=basis.build,
        settings=settings,
        policy=policy,
        code=fingerprint(BEST, policy),
        views=args.views and recipe.views or "flip",
        stages=planned(basis.stages, settings),
    )
    if not chosen.finetuned:
        recipe = arguments.suited(args, recipe, dataset)
    split = training.split_for(dataset, place, chosen.n_folds, args.holdout)
    return training.requested(dataset, place, recipe, split, chosen.n_folds, args.minutes)


def _was_asked(request: Request, recipe: Recipe, given: dict[str, object], args: argparse.Namespace) -> bool:
    """Whether a run was started by the same flags, whatever was then chosen for the rest."""
    settings = request.recipe.settings
    return (
        request.recipe.name == BEST
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
