"""`quickstart`: the whole path on the built-in contest, in a few minutes."""

import argparse
import time

from competition.messages import _
from scripts import arguments
from scripts.command_line import typed

SUMMARY = _("the whole path on a built-in contest: train, submit, score, board")
EXAMPLE = "python3 scripts/kit.py quickstart"

CONTEST = "emoji20"
N_FOLDS = 5
RECIPES = ("cnn", "forest", "lite0_features")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Train three recipes, submit the best one, score all on the hidden test part."""
    began = time.monotonic()
    from baselines.catalog import entry, with_settings
    from baselines.frozen import feature_choice
    from competition.runs import Recipe
    from scripts import boards, submitting, training_steps

    dataset, place = training_steps.opened(CONTEST, args.runs)
    trained = []
    for number, name in enumerate(RECIPES, start=1):
        print(f"\n[{number}/{len(RECIPES)}] " + entry(name).summary)
        chosen = entry(name)
        recipe = Recipe(name, chosen.kind, chosen.build, with_settings(chosen, {}), chosen.policy)
        recipe = feature_choice.suited(recipe, dataset, given=())
        one = training_steps.cross_validated(recipe, dataset, place, N_FOLDS)
        if one is None:
            return 130
        trained.append(one)
    print()
    boards.print_table(trained)
    best = min(trained, key=boards.cv_key)
    out = best.folder / "submission.csv"
    submitting.write_checked(best, dataset.contest, dataset.folder, out)
    print(_("{run} is the best one by cross-validation; its submission is {file}").format(run=best.name, file=out))
    submitting.print_judgement(best)
    print()
    submitting.print_hidden_board(trained, dataset.contest, dataset.folder)
    print(_("All in {minutes:.1f} minutes.").format(minutes=(time.monotonic() - began) / 60))
    following = typed(["train", CONTEST, "--recipe", "best", "--minutes", "10"])
    print(_("Next: {command}, then `runs` shows whether it helped.").format(command=following))
    return 0
