"""`augment-search`: which policy helps, found in small trainings and confirmed on fresh ones before it is said."""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _
from scripts import arguments
from scripts.command_line import typed

if TYPE_CHECKING:
    from baselines.search.search_folder import Search
    from competition.dataset import Dataset
    from competition.runs import Recipe
    from competition.splits import Split

SUMMARY = _("find the policy that helps, within minutes, and confirm it")
EXAMPLE = "python3 scripts/kit.py augment-search emoji20 --minutes 10"

ALL = "all"
_FOLDS = 3
CAUTION = _(
    "A few epochs tell little about many: the longer a training, the more a strong policy helps it, and what only "
    "slowed these down may win there."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    from baselines.settings import SETTINGS

    arguments.add_contest(parser)
    # What else a recipe has stays as the catalogue has it; the epochs follow from the minutes.
    parser.set_defaults(**dict.fromkeys(SETTINGS), policy="none", views=None)
    parser.add_argument(
        "--minutes", type=float, required=True, metavar="M", help=_("for everything, a third of it to confirm")
    )
    parser.add_argument("--recipe", metavar="R", help=_("a network's recipe, the quicker the better (default: cnn)"))
    parser.add_argument(
        "--policies",
        default=ALL,
        metavar="P,…",
        help=_(
            "which to try beside none, such as medium,flip or all,my_policy.py:mine (default: all, the nine of "
            "augment/policies.py)"
        ),
    )
    parser.add_argument(
        "--folds", type=arguments.at_least_one, metavar="K", default=_FOLDS, help=_("folds, from 2 up (default: 3)")
    )
    parser.add_argument("--seed", type=int, metavar="N", help=_("number the random choices start from (default: 0)"))
    parser.add_argument(
        "--out",
        type=Path,
        metavar="F",
        default="augment-search.png",
        help=_("the picture (default: augment-search.png)"),
    )
    arguments.add_runs(parser)
    parser.description = f"{SUMMARY}\n\n{CAUTION}"


def run(args: argparse.Namespace) -> int:
    """Search, confirm, and say what is known now."""
    began = time.monotonic()
    from baselines import training
    from baselines.crossval import Stopped
    from baselines.search import search_folder
    from competition.errors import RunError
    from competition.turns import Busy, turn
    from scripts import training_steps

    recipe, codes = _asked(args)
    dataset, place = training_steps.opened(args.contest, args.runs)
    split = training.split_for(dataset, place, args.folds)
    request = training.requested(dataset, place, recipe, split, args.folds, args.minutes)
    command = typed(sys.argv[1:])
    dataset.train.images(recipe.settings["size"])  # brought to size here, with a bar of its own
    search = search_folder.settled_search(request, codes, split, place, command)
    try:
        with turn(search.folder / ".lock", waits=False):
            return _searched(search, dataset, split, args.out, began)
    except Busy:
        raise RunError(
            _("This search is being made by another process right now"), hint=_("Wait for it, or give another --seed.")
        ) from None
    except Stopped:
        print(_("Stopped; everything is saved. The same command goes on:"))
        print("  " + command)
        return 130


def _asked(args: argparse.Namespace) -> "tuple[Recipe, dict[str, str]]":
    """The recipe, and each policy with the fingerprint of what a student wrote; `none` first.

    Raises:
        RecipeError: What is asked for cannot be searched.
    """
    from augment.pipeline import pipeline
    from augment.policies import POLICIES
    from baselines.catalog import entry
    from baselines.search.halving import NONE
    from baselines.written import fingerprint
    from competition.errors import RecipeError

    name = args.recipe or arguments.DEFAULT_RECIPE
    if entry(name).kind != "network":
        raise RecipeError(
            _("{recipe} learns from the pictures as they are; policies are for networks").format(recipe=name),
            hint=_("Search with a quick network such as --recipe cnn."),
        )
    recipe = arguments.recipe_from(args)
    if recipe.stages:
        raise RecipeError(
            _("{recipe} learns in stages of their own lengths, but a search sets the epochs").format(recipe=name),
            hint=_("Search with a quick network such as --recipe cnn."),
        )
    arguments.validate_minutes(args.minutes)
    if args.folds < 2:
        raise RecipeError(
            _("A search compares answers to every picture, and so needs 2 folds or more; {n} came").format(n=args.folds)
        )
    words = [word.strip() for word in args.policies.split(",") if word.strip()]
    named = [one for word in words for one in (POLICIES if word == ALL else [word])]
    policies = list(dict.fromkeys([NONE, *named]))
    if len(policies) == 1:
        raise RecipeError(
            _("A search needs a policy beside none"), hint=_("Name some: --policies medium,flip; or leave it out.")
        )
    for one in policies:
        pipeline(one, int(recipe.settings["size"]), seed=0)  # says what is wrong with it
    return recipe, {one: fingerprint(recipe.name, one) for one in policies}


def _searched(search: "Search", dataset: "Dataset", split: "Split", out: Path, began: float) -> int:
    """The search itself, with everything that is said meanwhile."""
    from baselines.search import policy_search
    from competition.drawing import save_picture
    from scripts import search_board

    print(search_board.intention(search), flush=True)
    cost = policy_search.measured_cost(search, began)
    climbed = []
    for rung in policy_search.rungs(search, dataset, cost):
        climbed.append(rung)
        print(search_board.rung_line(search, rung), flush=True)
    winner = climbed[-1].kept[0]
    if len(climbed[-1].kept) > 1:
        print(
            _("The machine is slower than was measured: no time for another rung; {winner} leads.").format(
                winner=winner
            )
        )
    verdict = policy_search.confirmed(search, dataset, split, cost, winner, climbed[-1].epochs)
    search_board.print_search(search, climbed)
    print(search_board.verdict_text(winner, verdict))
    print(CAUTION)
    save_picture(search_board.drawn(search, climbed, winner, verdict), out)
    print(_("Drawn in {file}").format(file=out))
    if verdict.is_better:
        request = search.request
        words = ["train", request.where, "--recipe", request.recipe.name, "--policy", winner]
        print(_("Next: {command}").format(command=typed(words)))
    return 0
