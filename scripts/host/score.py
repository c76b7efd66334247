"""`host score`: many submission files in, one board out, as text, as CSV and as a page."""

import argparse
import os
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _

if TYPE_CHECKING:
    import numpy as np

    from competition.contest import Contest
    from submit.leaderboard.standings import Board, Entry

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
    parser.add_argument(
        "--contest", required=True, metavar="DIR", help=_("a contest's folder, what host new made, or a built-in name")
    )
    parser.add_argument(
        "--solution",
        type=Path,
        metavar="F",
        help=_("the hidden labels (default: those in the contest's folder)"),
    )
    parser.add_argument("--final", action="store_true", help=_("rank by the private part, and show both"))
    parser.add_argument(
        "--explain",
        action="store_true",
        help=_("show which classes are hard, and with --csv all teams, class by class"),
    )
    parser.add_argument("--csv", type=Path, metavar="F", help=_("also write the board as a table"))
    parser.add_argument("--html", type=Path, metavar="F", help=_("also write the board as a page to publish"))


def run(args: argparse.Namespace) -> int:
    """Print the board, write it where asked; 2 when no file at all could be scored."""
    from competition.metrics import metric_named
    from competition.parallel import in_processes, in_threads
    from competition.progress import track
    from scripts.boards import console
    from scripts.solutions import hosted, solution_of
    from submit.leaderboard.entries import explained_entries, shown_usages, usage_words
    from submit.leaderboard.standings import shaken, standings
    from submit.leaderboard.text import board_text
    from submit.score import TOGETHER

    contest, folder, beside = hosted(args.contest)
    path, solution = solution_of(contest, folder, args.solution or beside)
    files = _files(args, path)
    twins = len({file.name for file in files}) < len(files)
    usages = shown_usages(solution, args.final)

    judge = partial(
        explained_entries,
        contest=contest,
        solution=solution,
        by_path=twins,
        usage=usages[0] if args.explain else None,
    )
    many = len(files) >= _MANY
    size = TOGETHER if many else max(1, min(TOGETHER, len(files) // (os.cpu_count() or 1)))
    groups = [files[start : start + size] for start in range(0, len(files), size)]
    made = in_processes(judge, groups, chunk=1) if many else in_threads(judge, groups, chunk=1)
    judged = list(track((one for group in made for one in group), _("Scoring"), len(files), unit=_("files")))
    entries = [entry for entry, _classes in judged]
    metric, decimals = metric_named(contest.metric), contest.leaderboard.decimals
    board = standings(entries, metric, decimals, usages[0])
    if len(usages) > 1:
        board = shaken(board, standings(entries, metric, decimals, usages[1]))
    title = f"{contest.title or contest.name}: {usage_words(usages)} ({contest.metric})"
    console().print(board_text(board, decimals, usages, title))
    if args.explain and board.rows:
        _explain(args, board, contest, judged)
    _write(args, board, contest, usages)
    return 0 if board.rows else 2


def _explain(
    args: argparse.Namespace, board: "Board", contest: "Contest", judged: "list[tuple[Entry, np.ndarray | None]]"
) -> None:
    """Print what is behind the scores, class by class; beside the board's table, all of it."""
    from competition.tables import write_table
    from scripts.boards import console
    from submit.leaderboard.classes import class_rows, class_table
    from submit.leaderboard.text import classes_text

    tables = {id(entry): table for entry, table in judged if table is not None}
    confusions = [tables[id(row.entry)] for row in board.rows]
    rows = class_rows(confusions, [row.entry.team for row in board.rows], contest.classes)
    console().print(classes_text(rows, len(confusions)))
    if args.csv:
        path = args.csv.with_stem(f"{args.csv.stem}-classes")
        write_table(class_table(board, confusions, contest.classes), path)
        print(_("Written: {path}").format(path=path))


def _files(args: argparse.Namespace, solution: Path) -> list[Path]:
    """The submissions meant, without the solution and older boards that lie in the same folder."""
    from competition.errors import KitError
    from submit.leaderboard.entries import files_in

    missing = [str(path) for path in args.files if not path.exists()]
    if missing:
        raise KitError(_("These files are not there"), missing)
    classes = args.csv and args.csv.with_stem(f"{args.csv.stem}-classes")
    files = files_in(args.files, [path for path in (solution, args.csv, classes, args.html) if path])
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
