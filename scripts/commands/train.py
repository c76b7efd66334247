"""`train`: cross-validate a recipe on a contest; starting it again goes on where it stopped."""

import argparse
import time
from dataclasses import replace
from pathlib import Path

from competition.messages import _
from scripts import arguments

SUMMARY = _("cross-validate a recipe; starting it again goes on where it stopped")
EXAMPLE = "python3 scripts/kit.py train emoji20 --recipe cnn --folds 3 --epochs 5"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    arguments.add_contest(parser)
    arguments.add_recipe(parser)
    parser.add_argument(
        "--folds",
        type=arguments.at_least_one,
        metavar="K",
        help=_("folds of the cross-validation; 1: a single hold-out"),
    )
    parser.add_argument("--holdout", type=float, metavar="SHARE", help=_("held-out share, e.g. 0.3 for 7:3"))
    parser.add_argument("--minutes", type=float, metavar="M", help=_("plan the training so that all ends in M minutes"))
    parser.add_argument(
        "--seeds",
        type=arguments.at_least_one,
        metavar="N",
        help=_("train N times, with N seeds, to see how far luck alone moves the score; each in its --minutes"),
    )
    parser.add_argument(
        "--labels",
        type=Path,
        metavar="LIST",
        help=_("a reviewed list as `doubts` writes it: pictures to leave out of the training or to take otherwise"),
    )
    parser.add_argument("--name", metavar="N", help=_("the run's name (default: the recipe's)"))
    parser.add_argument(
        "--all",
        dest="parent",
        metavar="RUN",
        nargs="?",
        const="",
        help=_("train RUN's recipe once more on everything, held-out part included (default: the best run)"),
    )
    parser.add_argument(
        "--workers",
        type=arguments.at_least_one,
        default=1,
        metavar="N",
        help=_("processes that make batches (default: a thread)"),
    )
    arguments.add_runs(parser)
    arguments.add_settings(parser)


def run(args: argparse.Namespace) -> int:
    """Train, then show where the run stands."""
    began = time.monotonic()
    from baselines import refit, training
    from scripts import choosing, comparing, finished, training_steps
    from scripts.choosing import BEST, BEST_MINUTES

    if args.parent is not None:
        arguments.refuse_changes(args)
    if args.recipe == BEST and args.minutes is None:
        args.minutes = BEST_MINUTES
    recipe = arguments.recipe_from(args)
    arguments.validate_minutes(args.minutes)
    dataset, place = training_steps.opened(args.contest, args.runs)
    if args.parent is not None:
        request = refit.requested(dataset, place, args.parent)
        print(_("Learning from everything, as {parent} did.").format(parent=request.parent))
    elif args.recipe == BEST or (recipe.kind == "features" and args.minutes is not None):
        request = choosing.requested(args, recipe, dataset, place, began)
    else:
        recipe = arguments.suited(args, recipe, dataset)
        n_folds = args.folds if args.folds is not None else dataset.contest.split.n_folds
        split = training.split_for(dataset, place, n_folds, args.holdout)
        request = training.requested(dataset, place, recipe, split, n_folds, args.minutes)
    review = None
    if args.parent is None:
        review = training_steps.reviewed(args.labels, request, dataset, place)
        request = replace(request, review=review.fingerprint)
    done = training_steps.seeded(
        request, args.seeds or 1, dataset, place, args.name, began=began, workers=args.workers, review=review
    )
    if done is None:
        return 130
    finished.print_run(done[0], len(done))
    if len(done) > 1:
        print(comparing.seeds_text(done))
    return 0
