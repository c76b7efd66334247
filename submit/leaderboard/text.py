"""The board in a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from competition.messages import _, n_
from submit.leaderboard.classes import ClassRow
from submit.leaderboard.ranked_text import change_text
from submit.leaderboard.standings import Board
from submit.score import Score

if TYPE_CHECKING:
    from rich.console import RenderableType


def board_text(board: Board, decimals: int, usages: tuple[str, ...] = ("",), title: str = "") -> "RenderableType":
    """The board as rich draws it: the ranked entries, and below them the invalid ones with all reasons.

    Args:
        board: Ranked entries.
        decimals: Of the scores.
        usages: Which scores to show, the one that ranks first.
        title: Above the table.
    """
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    parts: list[RenderableType] = []
    if board.rows:
        table = Table(title=Text(title) if title else None, box=box.SIMPLE_HEAD, title_justify="left")
        table.add_column(_("rank"), justify="right")
        shows_changes = any(row.change is not None for row in board.rows)
        if shows_changes:
            table.add_column(_("moved"))
        table.add_column(_("team"), overflow="fold", style="bold")
        for usage in usages:
            table.add_column(usage.lower() or _("score"), justify="right", no_wrap=True)
        table.add_column(_("95 % interval"), no_wrap=True)
        shows_files = _tell_more(board)
        if shows_files:
            table.add_column(_("file"), overflow="fold", style="dim")
        for row in board.rows:
            numbers = [_number(row.entry.scores.get(usage), decimals) for usage in usages]
            interval = f"{row.score.low:.{decimals}f} – {row.score.high:.{decimals}f}"
            # Text, not str: a team may be called "[red]".
            file = [Text(row.entry.file)] if shows_files else []
            moved = [change_text(row.change)] if shows_changes else []
            table.add_row(str(row.rank), *moved, Text(row.entry.team), *numbers, interval, *file)
        parts.append(table)
    for row in board.rows:
        # Folded: cut at words, rich loses characters beside double-width letters at a line's end.
        parts += [Text(f"{row.entry.file}: {note}", style="dim", overflow="fold") for note in row.entry.notes]
    if board.invalid:
        n = len(board.invalid)
        parts.append(Text(n_("{n} file could not be scored:", "{n} files could not be scored:", n), style="red"))
    for entry in board.invalid:
        parts.append(Text(f"\n{entry.file}", style="bold"))
        problems = Table.grid(padding=(0, 1))  # keeps a long reason's second line under its first
        for problem in entry.problems:
            problems.add_row("  -", Text(problem, overflow="fold"))
        parts.append(problems)
    return Group(*parts)


def classes_text(rows: Sequence[ClassRow], n_files: int) -> "RenderableType":
    """Which classes are hard, as rich draws it.

    Args:
        rows: The hardest first.
        n_files: Over how many files.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    title = n_("Class by class, over {n} file", "Class by class, over {n} files", n_files)
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column(_("class"), overflow="fold", style="bold")
    for name in (_("pictures"), _("found"), _("by the best")):
        table.add_column(name, justify="right", no_wrap=True)
    for name in (_("who"), _("taken for")):
        table.add_column(name, overflow="fold")
    for row in rows:
        shares = (f"{row.n_pictures:,}", f"{row.right:.0%}", f"{row.best:.0%}")
        taken = f"{row.taken_for} ({row.taken:.0%})" if row.taken_for else ""
        table.add_row(Text(row.name), *shares, Text(row.best_team), Text(taken))
    return table


def _tell_more(board: Board) -> bool:
    """Whether the files' names tell more than the teams' do: another folder, or two files of one team."""
    teams = [row.entry.team for row in board.rows]
    others = [row for row in board.rows if row.entry.file and row.entry.file.rpartition(".")[0] != row.entry.team]
    return bool(others) or len(set(teams)) < len(teams)


def _number(score: Score | None, decimals: int) -> str:
    return f"{score.value:.{decimals}f}" if score else "–"
