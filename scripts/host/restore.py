"""`host restore`: a board from its backup, on this or another machine, in SQLite or PostgreSQL."""

import argparse
from pathlib import Path

from competition.messages import _, n_

SUMMARY = _("make a board from its backup")
EXAMPLE = "python3 scripts/kit.py host restore my_contest --backup board-backup.sqlite"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    from scripts.ledgers import add_ledger_arguments

    add_ledger_arguments(parser, solution=False)
    parser.add_argument("--backup", type=Path, required=True, metavar="F", help=_("what `host backup` wrote"))


def run(args: argparse.Namespace) -> int:
    """Restore into a database that holds no board yet, and say how much it was."""
    from scripts.ledgers import database_url
    from submit.leaderboard.backup import restore
    from submit.leaderboard.database import without_password

    url = database_url(args)
    n = restore(args.backup, url)
    print(_("Restored into {url}").format(url=without_password(url)) + " (" + n_("{n} file", "{n} files", n) + ")")
    return 0
