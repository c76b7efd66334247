"""`host export`: the board as a table and as a page to publish."""

import argparse
from pathlib import Path

from competition.messages import _

SUMMARY = _("write the board as a table and as a page to publish")
EXAMPLE = "python3 scripts/kit.py host export my_contest --out board/"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    from scripts.ledgers import add_ledger_arguments

    add_ledger_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("the folder to write into"))
    parser.add_argument("--private", action="store_true", help=_("the private board, even before everybody may see it"))


def run(args: argparse.Namespace) -> int:
    """Write the board that everybody may see now, or the private one where asked."""
    from competition import atomic
    from competition.tables import write_table
    from scripts.ledgers import moment, opened_ledger
    from submit.leaderboard.entries import usage_words
    from submit.leaderboard.exporting import exported_board
    from submit.leaderboard.page import board_page
    from submit.leaderboard.records import REVEALED
    from submit.leaderboard.tables import board_table

    with opened_ledger(args) as ledger:
        now = moment()
        state = ledger.state(now)
        is_private = args.private or state.word == REVEALED
        board, usages, contest = exported_board(ledger, is_private, now)
    made_at = now.astimezone().strftime("%Y-%m-%d %H:%M %Z")
    table, page = args.out / "board.csv", args.out / "board.html"
    write_table(board_table(board, contest.leaderboard.decimals, usages), table)
    atomic.write_text(page, board_page(board, contest, usages, made_at))
    print(usage_words(usages))
    for path in (table, page):
        print(_("Written: {path}").format(path=path))
    return 0
