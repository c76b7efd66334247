"""`host score`: many submission files in, one board out, as text, as CSV and as a page."""

import argparse
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _

if TYPE_CHECKING:
    from competition.contest import Contest
    from submit.leaderboard.standings import Board

# From here on, further processes gain more than their start costs.
_MANY = 200

SUMMARY = _("check and score many submission files and rank them")
EXAMPLE = "python3 scripts/kit.py host score submissions/ --contest my_contest --html board.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help=_("submission files, or folders of them; team_name.csv"),
    )
    parser.add_argument("--contest", required=True, metavar="DIR", help=_("a contest's folder, or a built-in name"))
    parser.add_argument(
        "--solution",
        type=Path,
        metavar="F",
        help=_("the hidden labels (default: those in the contest's folder)"),
    )
    parser.add_argument("--final", action="store_true", help=_("rank by the private part, and show both"))
    parser.add_argument("--csv", type=Path, metavar="F", help=_("also write the board as a table"))
    parser.add_argument("--html", type=Path, metavar="F", help=_("also write the board as a page to publish"))


def run(args: argparse.Namespace) -> int:
    """Print the board, write it where asked; 2 when no file at all could be scored."""
    from competition.dataset import open_contest
    from competition.metrics import metric_named
    from competition.parallel import in_processes, in_threads
    from competition.progress import track
    from scripts.boards import console
    from scripts.solutions import solution_of
    from submit.leaderboard.entries import entry_of, shown_usages, usage_words
    from submit.leaderboard.standings import standings
    from submit.leaderboard.text import board_text

    contest, folder = open_contest(args.contest)
    path, solution = solution_of(contest, folder, args.solution)
    files = _files(args, path)
    twins = len({file.name for file in files}) < len(files)

    entry = partial(entry_of, contest=contest, solution=solution, by_path=twins)
    made = in_processes(entry, files, chunk=8) if len(files) >= _MANY else in_threads(entry, files, chunk=1)
    entries = list(track(made, _("Scoring"), len(files), unit=_("files")))
    usages = shown_usages(solution, args.final)
    decimals = contest.leaderboard.decimals
    board = standings(entries, metric_named(contest.metric), decimals, usages[0])
    title = f"{contest.title or contest.name}: {usage_words(usages)} ({contest.metric})"
    console().print(board_text(board, decimals, usages, title))
    _write(args, board, contest, usages)
    return 0 if board.rows else 2


def _files(args: argparse.Namespace, solution: Path) -> list[Path]:
    """The submissions meant, without the solution and older boards that lie in the same folder."""
    from competition.errors import KitError
    from submit.leaderboard.entries import files_in

    missing = [str(path) for path in args.files if not path.exists()]
    if missing:
        raise KitError(_("These files are not there"), missing)
    files = files_in(args.files, [path for path in (solution, args.csv, args.html) if path])
    if not files:
        raise KitError(
            _("There is no submission file here"),
            [str(path) for path in args.files],
            hint=_("Name files such as team_name.csv, or a folder of them."),
        )
    return files


def _write(args: argparse.Namespace, board: "Board", contest: "Contest", usages: tuple[str, ...]) -> None:
    from competition import atomic
    from competition.tables import write_table
    from submit.leaderboard.page import board_page
    from submit.leaderboard.tables import board_table

    if args.csv:
        write_table(board_table(board, contest.leaderboard.decimals, usages), args.csv)
    if args.html:
        made_at = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
        atomic.write_text(args.html, board_page(board, contest, usages, made_at))
    for path in filter(None, (args.csv, args.html)):
        print(_("Written: {path}").format(path=path))
