"""`host close`: no more files from now on; or open again."""

import argparse

from competition.messages import _

SUMMARY = _("close a contest by hand, or open it again")
EXAMPLE = "python3 scripts/kit.py host close my_contest"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    from scripts.ledgers import add_ledger_arguments

    add_ledger_arguments(parser)
    parser.add_argument("--reopen", action="store_true", help=_("open it again, and hide the private board again"))


def run(args: argparse.Namespace) -> int:
    """Close or reopen, and say where the contest stands."""
    from scripts.ledgers import moment, opened_ledger

    with opened_ledger(args) as ledger:
        now = moment()
        if args.reopen:
            ledger.reopen(now)
            print(_("The contest takes files again."))
        else:
            ledger.close(now)
            print(_("The contest is closed: no team can hand in or choose any more."))
        waiting = ledger.score_waiting(now)
        if waiting:
            print(_("Files that were still to be scored: {n}.").format(n=waiting))
    if not args.reopen:
        print(_("Next: {command}").format(command=f"host reveal {args.contest}"))
    return 0
