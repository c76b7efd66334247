"""`host`: everything an organizer does. Each word after it is a module of `scripts.host`.

Such a module has what a command has: ``SUMMARY``, ``EXAMPLE``, ``add_arguments(parser)`` and ``run(args)``.
"""

import argparse
import importlib

from competition.messages import _
from scripts.help_lines import Help

SUMMARY = _("for organizers: score many submissions and make the board")
EXAMPLE = "python3 scripts/kit.py host score submissions/ --contest my_contest --html board.html"

ACTIONS = (
    "audit",
    "backup",
    "close",
    "export",
    "kaggle",
    "new",
    "pack",
    "rescore",
    "restore",
    "reveal",
    "score",
    "serve",
    "teams",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A parser for each word."""
    words = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name in ACTIONS:
        action = importlib.import_module(f"scripts.host.{name}")
        sub = words.add_parser(
            name,
            help=action.SUMMARY,
            description=action.SUMMARY,
            epilog=_("Example: {example}").format(example=action.EXAMPLE),
            formatter_class=Help,
            allow_abbrev=False,
        )
        action.add_arguments(sub)


def run(args: argparse.Namespace) -> int:
    """Do what the word says."""
    action = importlib.import_module(f"scripts.host.{args.action}")
    return int(action.run(args))
