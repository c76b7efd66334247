"""Opening the ledger that an organizer's command is about: which contest, which hidden labels, which database."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _

if TYPE_CHECKING:
    from submit.leaderboard.ledger import Ledger

FILE = "board.sqlite"
# An address with a password in it does not belong on a command line, which others on the machine can read.
URL_VARIABLE = "KIT_BOARD_URL"


def add_ledger_arguments(parser: argparse.ArgumentParser, solution: bool = True) -> None:
    """The contest, its solution and its database.

    Args:
        parser: To add to.
        solution: Whether a file with hidden labels may be named.
    """
    parser.add_argument(
        "contest", metavar="DIR", help=_("what `host new` made, another contest's folder, or a built-in name")
    )
    if solution:
        parser.add_argument(
            "--solution", type=Path, metavar="F", help=_("the hidden labels (default: those beside the contest)")
        )
    parser.add_argument(
        "--url",
        default=os.environ.get(URL_VARIABLE),
        help=_(
            "the board's database, such as postgresql://user:password@host/name (default: {variable}, else {file} "
            "beside the hidden labels)"
        ).format(variable=URL_VARIABLE, file=FILE),
    )


def opened_ledger(args: argparse.Namespace) -> "Ledger":
    """The ledger that these arguments mean, to be closed after use (``with``); made where it is not there yet.

    Raises:
        KitError: The contest, its solution or its database cannot be used.
    """
    from scripts.solutions import hosted, solution_of
    from submit.leaderboard.ledger import Ledger

    contest, folder, beside = hosted(args.contest)
    _path, solution = solution_of(contest, folder, args.solution or beside)
    return Ledger.open(database_url(args), contest, solution)


def database_url(args: argparse.Namespace) -> str:
    """The address of the database that these arguments mean, which need not be there.

    When nothing else is said, the board is kept beside the contest's hidden labels, which no team gets either. A
    built-in contest's labels lie in the cache, which may be emptied: its board lies in the folder one works in.
    """
    from competition.cache import cache_dir
    from scripts.solutions import hosted

    if args.url:
        return str(args.url)
    contest, folder, beside = hosted(args.contest)
    labels = beside or folder / (contest.data.solution or FILE)
    place = labels.resolve().with_name(FILE)
    if place.is_relative_to(cache_dir().resolve()):
        place = Path.cwd() / f"{contest.name}-{FILE}"
    return f"sqlite:///{place.as_posix()}"


def moment() -> datetime:
    """Now, as a ledger wants it."""
    return datetime.now(UTC)
