"""The one place that draws: contact sheets, curves and bars. Letters come from `competition.lettering`, pictures with
words of their own below from `competition.gallery`.

What is drawn is decided elsewhere; pictures and numbers are handed in. Matplotlib takes a second to import,
so contact sheets go without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from competition import atomic
from competition.errors import InstallError
from competition.images import resized
from competition.lettering import fitted, font, matplotlib_family, plain
from competition.messages import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from PIL import Image

# Told apart by people who see no red or no green (Okabe and Ito, 2008).
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#333333")
_INK = "#222222"
_FAINT = "#767676"
_GRID = "#E4E4E4"

_GAP = 4
_MARGIN = 24
_TITLE_PX = 15
_NOTE_PX = 12
_TITLE_WIDEST_PX = 240

_DPI = 150
_MOST_TICKS = 12
_STYLE: dict[str, Any] = {
    "font.size": 10,
    "axes.titlesize": 13,
    "axes.edgecolor": "#B0B0B0",
    "axes.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "grid.color": _GRID,
    "legend.edgecolor": "none",
    "legend.framealpha": 1.0,
    "legend.handlelength": 2.8,
    "text.color": _INK,
    "xtick.color": _FAINT,
    "ytick.color": _FAINT,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "xtick.minor.visible": False,
    "figure.constrained_layout.h_pad": 0.2,
    "figure.constrained_layout.w_pad": 0.2,
}


def contact_sheet(rows: Sequence[tuple[str, Sequence[np.ndarray]]], tile: int = 64) -> "Image.Image":
    """Lay pictures out in titled rows, so that many can be seen at a glance.

    Args:
        rows: A title and its pictures, uint8 (height, width, 3) each; what follows a line break in the title
            is set below it, small and grey. Rows may differ in length.
        tile: The side of each picture on the sheet, in pixels.

    Returns:
        A picture for `save_picture`.
    """
    from PIL import Image, ImageDraw

    big, small = font(_TITLE_PX), font(_NOTE_PX)
    titles = [
        [fitted(line, small if n else big, _TITLE_WIDEST_PX) for n, line in enumerate(title.split("\n"))]
        for title, _images in rows
    ]
    widths = [(small if n else big).getlength(line) for lines in titles for n, line in enumerate(lines)]
    left = _MARGIN + round(max(widths, default=0)) + _MARGIN // 2
    n_columns = max((len(images) for _title, images in rows), default=0)
    line_px = _TITLE_PX + 5
    heights = [max(tile, line_px * len(lines)) for lines in titles]
    sheet = Image.new(
        "RGB",
        (
            left + n_columns * (tile + _GAP) - _GAP + _MARGIN,
            sum(heights) + _GAP * (len(rows) - 1) + 2 * _MARGIN,
        ),
        "white",
    )
    pen = ImageDraw.Draw(sheet)
    top = _MARGIN
    for lines, height, (_title, images) in zip(titles, heights, rows, strict=True):
        middle = top + height / 2 - (len(lines) - 1) * line_px / 2
        for n, line in enumerate(lines):
            pen.text(
                (left - _MARGIN // 2, middle + n * line_px),
                line,
                fill=_FAINT if n else _INK,
                font=small if n else big,
                anchor="rm",
            )
        for column, image in enumerate(images):
            sheet.paste(Image.fromarray(resized(image, tile)), (left + column * (tile + _GAP), top))
        top += height + _GAP
    return sheet


def curves(
    series: Mapping[str, tuple[Sequence[Any], Sequence[float], str]],
    title: str,
    x_label: str,
    y_label: str,
    log_x: bool = False,
    thin: Mapping[str, Sequence[tuple[Sequence[Any], Sequence[float]]]] | None = None,
    marked: tuple[Any, float, str] | None = None,
) -> "Image.Image":
    """Draw lines in one frame, such as training against validation loss.

    Where the two part, the model has begun to learn its pictures by heart.

    Args:
        series: For each name in the legend: the x values (numbers or words), the y values, and a Matplotlib
            style such as ``"o-"`` or ``"--"``.
        title: What it shows.
        x_label: What the x axis counts.
        y_label: What the y axis counts.
        log_x: Whether equal steps along x are equal ratios, as for learning rates.
        thin: For some of the names: x and y values of faint lines behind, such as each fold's behind their mean.
        marked: The x and y of a point to be ringed, such as the best one, and its words in the legend.

    Returns:
        A picture for `save_picture`.
    """
    with frame(title, (7.2, 4.4)) as (axes, drawn):
        for color, (name, (xs, ys, style)) in zip(cycle(COLORS), series.items(), strict=False):
            places = [plain(x) if isinstance(x, str) else x for x in xs]
            axes.plot(places, list(ys), style, color=color, label=plain(name), linewidth=2, markersize=6)
            for thin_xs, thin_ys in (thin or {}).get(name, ()):
                axes.plot(thin_xs, thin_ys, style.replace("o", ""), color=color, linewidth=0.8, alpha=0.45, zorder=1.5)
        if marked is not None:
            x, y, words = marked
            place = plain(x) if isinstance(x, str) else x
            ring: dict[str, Any] = {"markersize": 14, "markerfacecolor": "none", "markeredgewidth": 1.8, "color": _INK}
            axes.plot([place], [y], "o", label=plain(words), **ring)
        axes.set_xlabel(plain(x_label))
        axes.set_ylabel(plain(y_label))
        axes.grid(visible=True)
        numbers = sorted({x for xs, _ys, _style in series.values() for x in xs if not isinstance(x, str)})
        if log_x:
            axes.set_xscale("log")
        if log_x and len(numbers) <= _MOST_TICKS:
            axes.set_xticks(numbers, [f"{x:g}" for x in numbers])
            axes.set_xticks([], minor=True)
        elif len(numbers) == 1:
            axes.set_xticks(numbers)
        elif numbers and not log_x and all(isinstance(x, (int, np.integer)) for x in numbers):
            axes.locator_params(axis="x", integer=True)
        axes.legend()
    return drawn[0]


def bars(
    values: Mapping[str, float], title: str, x_label: str, decimals: int = 3, colors: Sequence[str] = COLORS[:1]
) -> "Image.Image":
    """Draw one bar for each name, the first on top, with its value beside it.

    Args:
        values: The names and their values, in the order they shall have.
        title: What it shows.
        x_label: What the bars' length counts.
        decimals: How many of each value to write.
        colors: One for all bars, or one for each.

    Returns:
        A picture for `save_picture`.
    """
    rows = range(len(values))
    with frame(title, (7.2, 1.5 + 0.32 * len(values))) as (axes, drawn):
        shapes = axes.barh(rows, list(values.values()), color=colors, height=0.68)
        axes.bar_label(shapes, fmt=f"%.{decimals}f", padding=4)
        axes.set_yticks(rows, [plain(name) for name in values])
        axes.set_ylim(len(values) - 0.4, -0.6)
        axes.set_xlabel(plain(x_label))
        axes.tick_params(axis="y", length=0)
        axes.margins(x=0.12)
    return drawn[0]


def save_picture(picture: "Image.Image", path: Path) -> Path:
    """Write a drawn picture in one step; the format follows the name's ending.

    Returns:
        The path, to be told to the user.

    Raises:
        InstallError: The place cannot be written, or the ending is of no known format.
    """
    try:
        with atomic.replacing(path) as fresh:
            picture.save(fresh)
    except ValueError as error:
        raise InstallError(
            _("The picture could not be written to {path}: no kind of picture has this ending").format(path=path),
            hint=_("Name a file that ends with .png."),
        ) from error
    return path


@contextmanager
def frame(title: str, inches: tuple[float, float]) -> "Iterator[tuple[Axes, list[Image.Image]]]":
    """Axes in the house's style to draw on; the finished picture is in the list when the block ends.

    Made without pyplot, which would keep every figure in memory.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    drawn: list[Image.Image] = []
    style: Any = {**_STYLE, "font.family": matplotlib_family()}
    with rc_context(style):
        figure = Figure(figsize=inches, dpi=_DPI, layout="constrained")
        axes = figure.subplots()
        axes.set_title(plain(title), loc="left", pad=12)
        axes.set_axisbelow(True)
        yield axes, drawn
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        drawn.append(Image.fromarray(np.array(canvas.buffer_rgba())).convert("RGB"))
