"""`sweep`: turn one setting, train a run for each value, and draw training against validation."""

import argparse
from pathlib import Path

from competition.messages import _
from scripts import arguments

SUMMARY = _("turn one setting and draw training against validation: the over-fitting picture")
EXAMPLE = "python3 scripts/kit.py sweep emoji20 --recipe tree --over max_depth=2,4,8,16"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    arguments.add_contest(parser)
    arguments.add_recipe(parser)
    parser.add_argument("--over", required=True, metavar="X=…", help=_("a setting and its values, x=1,2,3"))
    parser.add_argument("--folds", type=arguments.at_least_one, metavar="K", default=3, help=_("folds (default: 3)"))
    parser.add_argument("--out", type=Path, metavar="F", help=_("the picture (default: sweep-RECIPE-X.png)"))
    arguments.add_runs(parser)
    arguments.add_settings(parser)


def run(args: argparse.Namespace) -> int:
    """Train a run for each value, name the best, draw the curves."""
    from baselines import own_model
    from baselines.sweeping import drawn, points, swept_settings
    from competition.drawing import save_picture
    from competition.errors import RunError
    from scripts import boards, training_steps

    recipe = arguments.recipe_from(args)
    swept_settings(recipe, args.over)  # what is wrong with it is said before the data are opened
    dataset, place = training_steps.opened(args.contest, args.runs)
    setting, recipes = swept_settings(arguments.suited(args, recipe, dataset), args.over)
    done = []
    for each in recipes:
        print(f"\n{setting} = {each.settings[setting]}", flush=True)
        try:
            one = training_steps.cross_validated(each, dataset, place, args.folds)
        except RunError as error:
            # A learning rate that is far too high is a result, too; the other values are still worth seeing.
            print(error)
            continue
        if one is None:
            return 130
        done.append(one)
    if not done:
        raise RunError(_("Not one value of {setting} could be trained").format(setting=setting))
    found = points(setting, done)
    boards.print_sweep(setting, found, dataset.contest.metric)
    name = own_model.file_and_function(recipe.name)[0].stem if own_model.is_path(recipe.name) else recipe.name
    out = args.out or Path(f"sweep-{name}-{setting}.png")
    save_picture(drawn(setting, found, dataset.contest.metric, recipe.name), out)
    print(_("Drawn in {file}").format(file=out))
    return 0
