"""Points with names: one score against another. Everything else that is drawn: `competition.drawing`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from competition.drawing import COLORS, frame
from competition.lettering import plain

if TYPE_CHECKING:
    from PIL import Image

_FAINT = "#767676"
_NAME_PT = 8
# How much wider the picture is than what it shows, on every side.
_ROOM = 0.12


def named_points(
    points: Mapping[str, tuple[float, float]],
    picked: Mapping[str, str],
    title: str,
    x_label: str,
    y_label: str,
    equal: str,
    chance: str,
    reach: float | None = None,
) -> "Image.Image":
    """Draw a named point for each thing that has two scores, and the line on which both are the same.

    Args:
        points: The name and the two scores of each.
        picked: Which of them stand out, and what the legend says of each; the others' names stand beside them.
        title: What it shows.
        x_label: What the x axis counts.
        y_label: What the y axis counts.
        equal: What the legend says of the line.
        chance: What it says of the band around it.
        reach: How far off the line chance alone puts a point, which is the band's half width; None draws none.

    Returns:
        A picture for `competition.drawing.save_picture`.
    """
    scores = [score for point in points.values() for score in point]
    room = _ROOM * (max(scores) - min(scores)) or _ROOM
    ends = [min(scores) - 2 * room, max(scores) + 2 * room]
    with frame(title, (7.2, 5.4)) as (axes, drawn):
        axes.plot(ends, ends, "--", color=_FAINT, linewidth=1.2, label=plain(equal))
        if reach is not None:
            low, high = [end - reach for end in ends], [end + reach for end in ends]
            axes.fill_between(ends, low, high, color=_FAINT, alpha=0.12, linewidth=0, label=plain(chance))
        colors = dict(zip(picked, COLORS, strict=False))
        for name, (x, y) in points.items():
            style: dict[str, Any] = {"color": colors.get(name, _FAINT), "markersize": 9 if name in picked else 6}
            axes.plot([x], [y], "o", label=plain(picked[name]) if name in picked else None, **style)
            if name not in picked:
                # On the side where the line is not.
                side = {"xytext": (7, -9), "ha": "left"} if y < x else {"xytext": (-7, 5), "ha": "right"}
                words: dict[str, Any] = {"textcoords": "offset points", "fontsize": _NAME_PT, **side}
                axes.annotate(plain(name), (x, y), color=_FAINT, **words)
        xs, ys = zip(*points.values(), strict=True)
        # The points decide what is seen, not the line; names stand beside theirs.
        axes.set_xlim(min(xs) - 2 * room, max(xs) + 2 * room)
        axes.set_ylim(min(ys) - room, max(ys) + room)
        axes.set_xlabel(plain(x_label))
        axes.set_ylabel(plain(y_label))
        axes.grid(visible=True)
        axes.legend(loc="best")
    return drawn[0]
