"""`compare`: are two models, or two recipes, really different, or was it luck?"""

import argparse
from typing import TYPE_CHECKING

from competition.messages import _, n_
from scripts import arguments
from scripts.command_line import typed

if TYPE_CHECKING:
    from competition.runs import Run

SUMMARY = _("is one run really better than another, or was it luck")
EXAMPLE = "python3 scripts/kit.py compare forest cnn"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    parser.usage = f"{parser.prog} A B [--recipes] [--runs R]"
    parser.add_argument(
        "run_names",
        metavar="RUN",
        nargs="*",
        help=_("two finished runs to hold against each other, their names or folders; `runs` lists them"),
    )
    parser.add_argument(
        "--recipes",
        action="store_true",
        help=_("compare how the two were made, over all their seeds; `train --seeds 3` trains several"),
    )
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Print which is better, how sure that is, and where they differ."""
    from competition.comparing.run_marks import validate_pair
    from competition.errors import RunError
    from competition.run_search import found_run

    names = args.run_names
    if len(names) != 2:
        raise RunError(
            n_("compare takes two runs, {n} came", "compare takes two runs, {n} came", len(names)),
            names,
            hint=_("Name two, without their contest: {command}").format(command=typed(["compare", "forest", "cnn"])),
        )
    a, b = (found_run(args.runs, name) for name in names)
    validate_pair(a, b)
    if args.recipes:
        _compare_recipes(a, b)
    else:
        _compare_models(a, b, args)
    return 0


def _compare_models(a: "Run", b: "Run", args: argparse.Namespace) -> None:
    from competition.comparing.class_comparison import class_differences
    from competition.comparing.comparison import difference, mcnemar
    from competition.comparing.recipe_comparison import same_but_seed
    from competition.comparing.run_marks import on_shared_pictures, run_marks
    from competition.metrics import METRICS
    from scripts import comparing

    metric = METRICS[a.request.metric]
    both = [run_marks(one) for one in (a, b)]
    ours, theirs = on_shared_pictures(both)
    print(comparing.pictures_text([a, b], [len(one.ids) for one in both], len(ours)))
    print(comparing.verdict(difference(metric, [ours], [theirs]), a.name, b.name, len(ours)))
    print(comparing.right_alone(mcnemar(ours, theirs), a.name, b.name))
    comparing.print_classes(class_differences(metric, ours, theirs), both[0].classes, metric.name, a.name, b.name)
    if same_but_seed(a.request, b.request):
        print(_("Both come from one recipe and differ in their seed alone: so much is the luck of a training."))
        return
    print(_("That is said of these two models. Trained again with another seed, each would be another one."))
    words = ["compare", "--recipes", *args.run_names, *arguments.runs_words(args.runs)]
    print(_("Next: {command}").format(command=typed(words)))


def _compare_recipes(a: "Run", b: "Run") -> None:
    from competition.comparing.recipe_comparison import recipe_difference, same_but_seed, seeds
    from competition.comparing.run_marks import on_shared_pictures, run_marks
    from competition.errors import RunError
    from competition.metrics import METRICS
    from competition.run_search import all_runs
    from scripts import comparing

    untrained = [one.name for one in (a, b) if "seed" not in one.request.recipe.settings]
    if untrained:
        raise RunError(
            _("--recipes compares trainings with several seeds; these runs were not trained"),
            untrained,
            hint=_("Leave --recipes out to compare the runs themselves."),
        )
    if same_but_seed(a.request, b.request):
        raise RunError(
            _("{a} and {b} come from one recipe and differ in their seed alone").format(a=a.name, b=b.name),
            hint=_("Leave --recipes out to see how far a seed alone moves it."),
        )
    metric = METRICS[a.request.metric]
    families = [seeds(one, all_runs(one.folder.parent.parent, one.folder.parent.name)) for one in (a, b)]
    kept = [run_marks(one) for family in families for one in family.values()]
    shared = on_shared_pictures(kept)
    ours, theirs = shared[: len(families[0])], shared[len(families[0]) :]
    print(comparing.pictures_text([a, b], [len(kept[0].ids), len(kept[-1].ids)], len(shared[0])))
    comparing.print_seeds([a, b], families)
    lacking = [one for one, family in zip((a, b), families, strict=True) if len(family) < 2]
    if lacking:
        print(comparing.unknown_seeds(lacking))
    else:
        found = recipe_difference(metric, ours, theirs)
        print(comparing.recipe_verdict(found, a.name, b.name, len(shared[0])))
        lacking = [a, b] if found.lacks_seeds else []
    for one, family in zip((a, b), families, strict=True):
        if one in lacking:
            print(_("Next: {command}").format(command=comparing.more_seeds(one, len(family))))
