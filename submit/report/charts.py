"""The report's charts as inline SVG: text stays text, colours come from the page's style, a phone gets the same lines.

Numbers come in, escaped markup goes out; where the numbers come from is no matter here. Shapes are made in `svg`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from competition.messages import _
from submit.report.axes import ends, places, ticks
from submit.report.honesty import Bin
from submit.report.svg import (
    BOTTOM,
    LEFT,
    LETTER,
    RIGHT,
    TOP,
    breadth,
    cut,
    frame,
    line_path,
    picture,
    shape,
    text,
    upright,
    whole_ticks,
)

_WIDTH, _HEIGHT, _WIDE, _SQUARE = 360, 240, 720, 320
_CELL = 26
# Of a wide chart's width.
_READABLE = 0.75
_FEW = 5
# With more classes than these, a cell has no room for its number.
_NUMBERED = 30
# From this strength on, a cell is so dark that its number has to be light.
_DARK = 0.6


@dataclass(frozen=True)
class Line:
    """One line over the epochs.

    Args:
        style: Its class in the page's style.
        values: The y value of every epoch, from the first on.
        folds: The same of each fold, drawn faintly behind.
    """

    style: str
    values: Sequence[float]
    folds: Sequence[Sequence[float]] = ()


def history_chart(
    lines: Sequence[Line], about: str, y_label: str, y_range: tuple[float, float], marked: int | None = None
) -> Markup:
    """Lines over the epochs.

    Args:
        lines: What to draw.
        about: What it shows, for who cannot see it.
        y_label: What the y axis counts.
        y_range: The ends of the y axis; what lies beyond is drawn at its end.
        marked: An epoch, counted from 1, to be marked by an upright line.
    """
    last = max(2, *(len(line.values) for line in lines))
    x, y = places(1, last, LEFT, _WIDTH - RIGHT), places(*y_range, _HEIGHT - BOTTOM, TOP)
    drawn = frame(x, y, whole_ticks(1, last), ticks(*y_range), (_("epoch"), y_label), (_WIDTH, _HEIGHT))
    if marked is not None:
        drawn.append(shape("line", "marked", x1=x(marked), x2=x(marked), y1=TOP, y2=_HEIGHT - BOTTOM))
    for line in lines:
        drawn += [line_path(fold, x, y, f"{line.style} thin") for fold in line.folds if len(fold) > 1]
    for line in lines:
        drawn.append(line_path(line.values, x, y, line.style))
        drawn.append(shape("circle", f"{line.style} last", cx=x(len(line.values)), cy=y(line.values[-1]), r=3.5))
    return picture(_WIDTH, _HEIGHT, drawn, about)


def sureness_chart(several: Sequence[Bin], about: str) -> Markup:
    """How often answers are right, by how sure they are; on the dashed line they are as sure as they turn out right."""
    x, y = places(0, 1, LEFT, _SQUARE - RIGHT - 6), places(0, 1, _SQUARE - BOTTOM, TOP)
    marks = [0.0, 0.25, 0.5, 0.75, 1.0]
    labels = (_("how sure it was"), _("how often it was right"))
    drawn = frame(x, y, marks, marks, labels, (_SQUARE, _SQUARE), lambda value: f"{value:.0%}")
    drawn.append(shape("line", "ideal", x1=x(0), y1=y(0), x2=x(1), y2=y(1)))
    # A handful of answers says little, and its interval would fill the picture.
    several = [one for one in several if one.n >= _FEW] or several
    most = max(one.n for one in several)
    for one in several:
        drawn.append(shape("line", "whisker", x1=x(one.sure), x2=x(one.sure), y1=y(one.low), y2=y(one.high)))
    for one in several:
        radius = 3 + 7 * (one.n / most) ** 0.5
        drawn.append(shape("circle", "sure", cx=x(one.sure), cy=y(one.right), r=radius))
    return picture(_SQUARE, _SQUARE, drawn, about)


def trials_chart(scores: Sequence[float], best: Sequence[float], mine: int, about: str, y_label: str) -> Markup:
    """Every run's score in the order in which they were made, and the best so far as steps.

    Args:
        scores: Each run's.
        best: The best one up to each.
        mine: Which run the report is of.
        about: What it shows, for who cannot see it.
        y_label: What the scores are.
    """
    y_range = ends([*scores, *best], 0.12)
    x, y = places(0.5, len(scores) + 0.5, LEFT, _WIDE - RIGHT), places(*y_range, _HEIGHT - BOTTOM, TOP)
    labels = (_("runs, in the order in which they were made"), y_label)
    drawn = frame(x, y, whole_ticks(1, len(scores), 12), ticks(*y_range), labels, (_WIDE, _HEIGHT))
    steps = "".join(f"H{x(place):.1f}V{y(value):.1f}" for place, value in enumerate(best[1:], 2))
    drawn.append(shape("path", "best", d=f"M{x(1):.1f} {y(best[0]):.1f}{steps}"))
    for place, score in enumerate(scores):
        is_mine = place == mine
        drawn.append(shape("circle", "mine" if is_mine else "other", cx=x(place + 1), cy=y(score), r=4 + 3 * is_mine))
    return picture(_WIDE, _HEIGHT, drawn, about, _READABLE)


def confusion_chart(counts: np.ndarray, names: Sequence[str], n_of_class: Sequence[int], about: str) -> Markup:
    """What is taken for what: a row for each true class, a column for each class it was taken for.

    Args:
        counts: Of pictures, int (n, n), rows and columns in the order they shall have.
        names: The classes', in that order.
        n_of_class: How many pictures each has in all.
        about: What it shows, for who cannot see it.
    """
    short = [cut(name) for name in names]
    margin = 26 + LETTER * max(breadth(name) for name in short)
    side = _CELL * len(names)
    drawn = [
        upright(_("what it is"), "axis middle", 11, margin + side / 2),
        text(_("what it was taken for"), "axis middle", margin + side / 2, 11),
    ]
    for row, name in enumerate(short):
        middle = margin + (row + 0.5) * _CELL
        drawn += [text(name, "label end", margin - 7, middle + 4), upright(name, "label", middle + 4, margin - 7)]
        for column in range(len(names)):
            drawn += _cell(int(counts[row, column]), n_of_class[row], row, column, margin, len(names) <= _NUMBERED)
    return picture(margin + side + 2, margin + side + 2, drawn, about, _READABLE)


def _cell(n: int, n_of_class: int, row: int, column: int, margin: float, is_numbered: bool) -> list[Markup]:
    """One cell: blue on the diagonal, red beside it, the darker the larger a share of its row."""
    left, top = margin + column * _CELL, margin + row * _CELL
    box: dict[str, float | str] = {"x": left + 1, "y": top + 1, "width": _CELL - 2, "height": _CELL - 2, "rx": 3}
    if not n:
        return [shape("rect", "diagonal" if row == column else "empty", **box)]
    # The root lets a single mistake be seen beside forty right answers.
    share = n / n_of_class
    strength = 0.1 + 0.9 * (share if row == column else share**0.6)
    drawn = [shape("rect", "hit" if row == column else "miss", **box, fill_opacity=strength)]
    if is_numbered:
        ink = "count light" if strength > _DARK else "count"
        drawn.append(text(str(n), ink, left + _CELL / 2, top + _CELL / 2 + 4))
    return drawn
