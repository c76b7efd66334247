"""`check`: everything wrong with a submission file, before it is handed in."""

import argparse
from pathlib import Path

from competition.messages import _
from scripts import arguments

SUMMARY = _("check a submission file before you hand it in")
EXAMPLE = "python3 scripts/kit.py check emoji20 submission.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    arguments.add_contest(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the submission file"))


def run(args: argparse.Namespace) -> int:
    """Print the notes, and that all is well or everything that is not."""
    from competition import dataset
    from scripts.submissions import checked_predictions

    contest, folder = dataset.open_contest(args.contest)
    checked_predictions(args.file, contest, dataset.submission_ids(contest, folder))
    print(_("No problems: {file} can be handed in.").format(file=args.file))
    return 0
