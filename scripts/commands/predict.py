"""`predict`: a finished run's models answer again, to several views of each picture; nothing is trained."""

import argparse
import time

from competition.messages import _
from scripts import arguments

SUMMARY = _("let a run's models answer again, to several views of each picture; trains nothing")
EXAMPLE = "python3 scripts/kit.py predict cnn --views flip"

DEFAULT_VIEWS = "flip"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    parser.add_argument(
        "run_name", metavar="RUN", help=_("a finished run of a network, its name or folder; `runs` lists them")
    )
    arguments.add_views(parser, DEFAULT_VIEWS)
    parser.add_argument("--name", metavar="N", help=_("the new run's name (default: RUN-VIEWS)"))
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Predict, then show where the new run stands and whether the views helped."""
    began = time.monotonic()
    from baselines import predicting
    from competition.run_search import found_run
    from scripts import finished, training_steps

    asked = found_run(args.runs, args.run_name)
    request = predicting.requested(asked, args.views or DEFAULT_VIEWS)
    dataset, place = training_steps.opened(request.where, asked.folder.parent.parent)
    predicting.validate_data(asked, dataset)
    done = training_steps.finished(request, dataset, place, args.name, began=began)
    if done is None:
        return 130
    finished.print_run(done)
    return 0
