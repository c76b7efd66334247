"""The board as a table for spreadsheets: a row for each entry, invalid ones last with their reasons."""

import pandas as pd

from competition.messages import _
from submit.leaderboard.standings import Board, Entry

# A spreadsheet takes a cell that begins so for a formula, and a formula can call out of the sheet.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def defused(text: str) -> str:
    """The text with a ' before it where a spreadsheet would run it as a formula.

    >>> defused("=1+1"), defused("犬チーム")
    ("'=1+1", '犬チーム')
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def board_table(board: Board, decimals: int, usages: tuple[str, ...]) -> pd.DataFrame:
    """The board as text cells: rank, team, the scores with their intervals, pictures, file, problems, notes.

    Args:
        board: Ranked entries.
        decimals: Of the scores.
        usages: Which scores to show, the one that ranks first; ``("",)`` where there is one score only.
    """
    records = []
    places = [(str(row.rank), row.could_be or ("", ""), row.entry) for row in board.rows]
    moved = {id(row.entry): str(row.rank + row.change) for row in board.rows if row.change is not None}
    knows_ranges = any(row.could_be for row in board.rows)
    for place, could_be, entry in places + [("", ("", ""), entry) for entry in board.invalid]:
        # In two cells: a spreadsheet takes 1-4 for a day in April.
        ranges = {_("rank at best"): str(could_be[0]), _("rank at worst"): str(could_be[1])} if knows_ranges else {}
        records.append(
            {
                _("rank"): place,
                **ranges,
                **({_("public rank"): moved.get(id(entry), "")} if moved else {}),
                _("team"): defused(entry.team),
                **_cells(entry, decimals, usages),
                _("file"): defused(entry.file),
                _("problems"): defused(" ".join(entry.problems)),
                _("notes"): defused(" ".join(entry.notes)),
            }
        )
    return pd.DataFrame(records)


def _cells(entry: Entry, decimals: int, usages: tuple[str, ...]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for usage in usages:
        score = entry.scores.get(usage)
        numbers = (score.value, score.low, score.high) if score else ()
        names = (_("score"), _("low"), _("high"))
        texts = [f"{number:.{decimals}f}" for number in numbers] or [""] * len(names)
        cells |= {f"{usage} {name}".strip(): text for name, text in zip(names, texts, strict=True)}
        cells[f"{usage} {_('pictures')}".strip()] = str(score.n_rows) if score else ""
    return cells
