"""`host reveal`: the private board for everybody, with who rose and who fell."""

import argparse

from competition.messages import _

SUMMARY = _("close a contest and show the private board to everybody")
EXAMPLE = "python3 scripts/kit.py host reveal my_contest"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    from scripts.ledgers import add_ledger_arguments

    add_ledger_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help=_("show the private board here, and to nobody else"))


def run(args: argparse.Namespace) -> int:
    """Reveal, and print the board of the end."""
    from scripts.boards import console
    from scripts.ledgers import moment, opened_ledger
    from submit.leaderboard.ranked_text import ranked_text

    with opened_ledger(args) as ledger:
        now = moment()
        ledger.score_waiting(now)
        if not args.dry_run:
            ledger.reveal(now)
        rules = ledger.state(now).rules
        title = _("{title}: private board").format(title=ledger.contest.title or ledger.contest.name)
        console().print(ranked_text(ledger.private_rows(), rules.decimals, title))
    return 0
