"""`host teams`: who takes part, and the tokens they come in with, shown once."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _

if TYPE_CHECKING:
    from submit.leaderboard.ledger import Ledger

SUMMARY = _("enter teams, list them, give them new tokens")
EXAMPLE = 'python3 scripts/kit.py host teams my_contest --add "Team Blue" "犬チーム"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    from scripts.ledgers import add_ledger_arguments

    add_ledger_arguments(parser)
    parser.add_argument("--add", nargs="+", default=[], metavar="NAME", help=_("enter these teams"))
    parser.add_argument("--names", type=Path, metavar="F", help=_("enter the teams in this file, one a line"))
    parser.add_argument("--renew", nargs="+", default=[], metavar="NAME", help=_("give these teams a new token"))
    parser.add_argument("--organizer", action="store_true", help=_("give the organizer a new token"))
    parser.add_argument(
        "--tokens", type=Path, metavar="F", help=_("write the new tokens to this table, to hand them out")
    )


def run(args: argparse.Namespace) -> int:
    """Do what was asked for and show the new tokens; the list of teams where nothing was."""
    from scripts.ledgers import moment, opened_ledger

    with opened_ledger(args) as ledger:
        names = args.add + (_names(args.names) if args.names else [])
        new = {name: ledger.add_team(name, moment()) for name in names}
        new |= {name: ledger.renew(name, moment()) for name in args.renew}
        if args.organizer:
            new[_("(organizer)")] = ledger.new_organizer_token(moment())
        if new:
            _show(new, args.tokens)
        else:
            _list(ledger)
    return 0


def _names(path: Path) -> list[str]:
    from competition.tables import read_text

    return [line.strip() for line in read_text(path).splitlines() if line.strip()]


def _show(new: dict[str, str], path: Path | None) -> None:
    from scripts.boards import console, plain_table

    if path:
        import pandas as pd

        from competition.tables import write_table
        from submit.leaderboard.tables import defused

        frame = pd.DataFrame({_("team"): [defused(name) for name in new], _("token"): list(new.values())})
        write_table(frame, path)
        # For its owner alone.
        path.chmod(0o600)
        print(_("Written: {path}").format(path=path))
    else:
        table = plain_table()
        table.add_column(_("team"), overflow="fold")
        table.add_column(_("token"), no_wrap=True)
        for name, token in new.items():
            table.add_row(name, token)
        console().print(table)
    print(_("Tokens are shown this once: only their hashes are kept. `--renew NAME` makes another."))


def _list(ledger: "Ledger") -> None:
    from scripts.boards import console, plain_table

    table = plain_table()
    table.add_column(_("team"), overflow="fold")
    table.add_column(_("since"), no_wrap=True)
    table.add_column(_("files"), justify="right")
    for team in ledger.teams():
        table.add_row(team.name, team.since.astimezone().strftime("%Y-%m-%d %H:%M"), str(team.n_files))
    console().print(table)
