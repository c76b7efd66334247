"""`host backup`: the whole board in one file, while teams go on."""

import argparse
from pathlib import Path

from competition.messages import _, n_

SUMMARY = _("copy the whole board, files and all, into one file")
EXAMPLE = "python3 scripts/kit.py host backup my_contest --out board-backup.sqlite"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    from scripts.ledgers import add_ledger_arguments

    add_ledger_arguments(parser, solution=False)
    parser.add_argument("--out", type=Path, required=True, metavar="F", help=_("the file to write"))


def run(args: argparse.Namespace) -> int:
    """Copy, and say how much it was."""
    from scripts.ledgers import database_url
    from submit.leaderboard.backup import back_up

    n = back_up(database_url(args), args.out)
    print(_("Written: {path}").format(path=args.out) + " (" + n_("{n} file", "{n} files", n) + ")")
    print(_("It holds the hidden labels and every team's files: keep it where no team can read it."))
    return 0
