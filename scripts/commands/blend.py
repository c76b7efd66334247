"""`blend`: several runs as one, each with the weight that suits what it answered out of fold."""

import argparse

from competition.messages import _
from scripts import arguments

SUMMARY = _("the weighted mean of several runs, as a run of its own")
EXAMPLE = "python3 scripts/kit.py blend emoji20 cnn forest"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    arguments.add_contest(parser)
    parser.add_argument(
        "run_names",
        metavar="RUN",
        nargs="*",
        help=_("the runs to blend (default: every finished run that stands in one table with the contest's others)"),
    )
    parser.add_argument(
        "--mean",
        choices=arguments.MEANS,
        default=arguments.MEANS[0],
        help=_("the kind of mean (default: the better one of the two, by the pictures that choose the weights)"),
    )
    parser.add_argument("--name", metavar="N", help=_("the blend's name (default: blend)"))
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Blend, and say what it is worth."""
    from competition.dataset import open_contest
    from scripts import blending

    contest, _folder = open_contest(args.contest)
    several = (
        blending.named_runs(args.runs, contest, args.run_names)
        if args.run_names
        else blending.all_comparable(args.runs, contest)
    )
    place = arguments.place_from(args.contest, args.runs)
    made = blending.blended_run(several, contest, place, args.mean, args.name)
    if blending.is_leader(made, several):
        print(_("Next: {command}").format(command=blending.next_steps(made, args.runs)))
    return 0
