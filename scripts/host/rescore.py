"""`host rescore`: everything scored anew after the hidden labels were corrected, and who moved."""

import argparse

from competition.messages import _

SUMMARY = _("score everything anew after the hidden labels were corrected")
EXAMPLE = "python3 scripts/kit.py host rescore my_contest --solution my_contest/private/corrected.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    from scripts.ledgers import add_ledger_arguments

    add_ledger_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Rescore, and print who moved on which board."""
    from scripts.boards import console
    from scripts.ledgers import moment, opened_ledger
    from scripts.solutions import hosted, solution_of
    from submit.leaderboard.ranked_text import moves_text

    contest, folder, beside = hosted(args.contest)
    _path, solution = solution_of(contest, folder, args.solution or beside)
    with opened_ledger(args) as ledger:
        if ledger.knows(solution):
            print(_("These are the hidden labels that everything is scored against already: nothing to do."))
            return 0
        moves = ledger.rescore(solution, moment())
        decimals = ledger.state(moment()).rules.decimals
    if moves:
        console().print(moves_text(moves, decimals))
    else:
        print(_("Everything was scored anew: no team's score or rank is another one."))
    return 0
