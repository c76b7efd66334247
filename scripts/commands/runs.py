"""`runs`: every run so far, best cross-validated score first."""

import argparse
import json
import sys

from competition.messages import _
from scripts import arguments
from scripts.command_line import typed

SUMMARY = _("all runs so far, best cross-validated score first")
EXAMPLE = "python3 scripts/kit.py runs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    parser.add_argument("contest", nargs="?", metavar="CONTEST", help=_("only this contest's (its name)"))
    parser.add_argument("--json", action="store_true", help=_("as a list of objects, for programs"))
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Print the runs."""
    from competition.run_search import all_runs, damaged_runs
    from scripts import boards

    found = all_runs(args.runs, args.contest)
    for damage in damaged_runs(args.runs, args.contest):
        print("! " + _("Left out: {damage}").format(damage=damage), file=sys.stderr)
    if args.json:
        print(json.dumps(boards.ranked(found), indent=2, ensure_ascii=False))
    elif found:
        boards.print_table(found)
    else:
        print(_("No runs in {folder} yet.").format(folder=args.runs / (args.contest or "")))
        print("→ " + _("Train one: {command}").format(command=typed(["train", "emoji20", "--recipe", "cnn"])))
    return 0
