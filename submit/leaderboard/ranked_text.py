"""A ledger's boards in a terminal: the end with who rose and fell, and what a corrected solution moved."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from competition.messages import _
from submit.leaderboard.records import Move, RankedRow

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from submit.score import Score


def could_be_text(could_be: tuple[int, int]) -> str:
    """Between which ranks chance may put a team.

    >>> could_be_text((1, 4)), could_be_text((3, 3))
    ('1–4', '3')
    """
    low, high = could_be
    return str(low) if low == high else f"{low}–{high}"


def change_text(change: int | None) -> str:
    """How many places a team rose or fell.

    >>> change_text(2), change_text(-1), change_text(0), change_text(None)
    ('▲2', '▼1', '', '')
    """
    if not change:
        return ""
    return f"▲{change}" if change > 0 else f"▼{-change}"


def ranked_text(rows: Sequence[RankedRow], decimals: int, title: str) -> "RenderableType":
    """A board as rich draws it.

    Args:
        rows: The best first.
        decimals: Of the scores.
        title: Above it.
    """
    from rich.text import Text

    columns = (_("rank"), _("could be"), _("moved"), _("team"), _("score"), _("public"), _("entries"))
    table = _table(title, columns, left=3)
    for row in rows:
        scores = (_number(row.score, decimals), _number(row.public, decimals))
        # Text, not str: a team may be called "[red]".
        name = Text(row.team, overflow="fold")
        ranks = (str(row.rank), could_be_text(row.could_be), change_text(row.change))
        table.add_row(*ranks, name, *scores, str(row.n_entries))
    return table


def moves_text(moves: Sequence[Move], decimals: int) -> "RenderableType":
    """What a corrected solution did, a table for each board.

    Args:
        moves: At least one.
        decimals: Of the scores.
    """
    from rich.console import Group
    from rich.text import Text

    tables = []
    for usage in dict.fromkeys(move.usage for move in moves):
        table = _table(usage, (_("team"), _("rank before"), _("rank"), _("score before"), _("score")), left=0)
        for move in (one for one in moves if one.usage == usage):
            ranks = (str(move.rank_before or "–"), str(move.rank or "–"))
            scores = (_number(move.before, decimals), _number(move.score, decimals))
            table.add_row(Text(move.team, overflow="fold"), *ranks, *scores)
        tables.append(table)
    return Group(*tables)


def _table(title: str, columns: Sequence[str], left: int) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, box=box.SIMPLE_HEAD, title_justify="left")
    for place, name in enumerate(columns):
        table.add_column(name, justify="left" if place == left else "right")
    return table


def _number(score: "Score | None", decimals: int) -> str:
    return f"{score.value:.{decimals}f}" if score else "–"
