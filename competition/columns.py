"""Which column of a table holds the pictures' names, the labels, the groups: told by name and by content.

Tables come from `competition.tables`; whether their cells fit the pictures is checked by `competition.joins`.
"""

from collections.abc import Callable, Sequence

import pandas as pd

from competition.errors import ContestError
from competition.messages import _
from competition.names import matches, natural

_ID_COLUMNS = ("id", "image", "image_id", "image_name", "filename", "file", "name")
_LABEL_COLUMNS = ("label_id", "label_name", "label", "class", "class_name", "category", "target")
_GROUP_COLUMNS = ("group", "group_id")


def id_column(table: pd.DataFrame, picture_names: Callable[[], Sequence[str]], name: str) -> str:
    """The column whose values are names of pictures, with or without the extension.

    Args:
        table: The labels' table.
        picture_names: Lists the pictures; only asked where the column's own name does not say enough.
        name: The table's name.

    Raises:
        ContestError: No column names pictures.
    """
    if "file_name" in table:
        return "file_name"
    names = picture_names()
    hits = {column: sum(map(bool, matches(table[column].tolist(), names))) for column in table}
    best = max(hits, key=lambda column: hits[column])
    if hits[best]:
        return str(best)
    # Ids that Excel has turned to numbers match nothing; the join can say so once the column is known.
    usual = [column for column in table if str(column).lower() in _ID_COLUMNS]
    if usual:
        return str(usual[0])
    raise ContestError(
        _("No column of {table} holds names of pictures such as {example}; its columns are").format(
            table=name, example=names[0] if names else "00001.png"
        ),
        [str(column) for column in table],
    )


def group_column(table: pd.DataFrame) -> str:
    """The column that says which pictures belong together; "" where there is none."""
    return next((column for column in _GROUP_COLUMNS if column in table), "")


def label_column(rest: pd.DataFrame, name: str) -> str:
    """The column of labels: known by its name, else the one with the fewest different values.

    Args:
        rest: The labels' table without its id column.
        name: The table's name.

    Raises:
        ContestError: No column can hold labels.
    """
    for column in _LABEL_COLUMNS:
        if column in rest:
            return column
    distinct = {str(column): rest[column].nunique() for column in rest if column not in _GROUP_COLUMNS}
    candidates = [column for column, n in distinct.items() if n > 1]
    if not candidates:
        raise ContestError(
            _("{table} has no column of labels; beside the pictures' names it holds").format(table=name),
            [str(column) for column in rest] or [_("nothing")],
            hint=_("Name the column 'label'."),
        )
    return min(candidates, key=lambda column: distinct[column])


def label_names(table: pd.DataFrame, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The class names and their label ids from a table of both, in the order of the ids.

    Raises:
        ContestError: The table has not two columns.
    """
    if table.shape[1] < 2:
        raise ContestError(
            _("{name}: a column of label ids and one of label names were expected, one column came").format(name=name)
        )
    ids = next((column for column in table if str(column).lower().endswith("id")), table.columns[0])
    rest = [column for column in table if column != ids]
    names = next((column for column in rest if "name" in str(column).lower()), rest[0])
    pairs = sorted(zip(table[ids], table[names], strict=True), key=lambda pair: natural(pair[0]))
    return tuple(name for _id, name in pairs), tuple(label_id for label_id, _name in pairs)
