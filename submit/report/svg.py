"""Shapes and words of a picture in the page, as escaped markup. What they show is decided in `charts`."""

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup, escape

from submit.report.axes import number, ticks

LEFT, RIGHT, TOP, BOTTOM = 50, 10, 12, 38

# About as wide as a letter is, in a chart's own units; letters of full width take two.
LETTER = 6.6
_LONGEST = 18
_FULL_WIDTH = "\u2e80"


def picture(width: float, height: float, shapes: Iterable[Markup], about: str, least: float = 0.0) -> Markup:
    """A whole chart.

    Args:
        width: In its own units, which are a screen's pixels where there is room.
        height: The same.
        shapes: What is on it.
        about: What it shows, for who cannot see it.
        least: The smallest share of its width at which it can still be read; where a phone is narrower, it is scrolled.
    """
    style = f"max-width:{_short(width * 1.25)}px;min-width:{_short(width * least)}px"
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}" style="{}">{}</svg>').format(
        _short(width), _short(height), about, style, Markup("").join(shapes)
    )


def shape(name: str, style: str, **attributes: float | str) -> Markup:
    """One shape, such as a line or a circle, of a class in the page's style."""
    words = [f'{key.replace("_", "-")}="{escape(_short(value))}"' for key, value in attributes.items()]
    return Markup(f'<{name} class="{escape(style)}" {" ".join(words)}/>')


def text(words: str, style: str, x: float, y: float) -> Markup:
    """Words at a place."""
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(style, _short(x), _short(y), words)


def upright(words: str, style: str, x: float, y: float) -> Markup:
    """Words that run upwards from a place."""
    return Markup('<text class="{}" transform="translate({} {}) rotate(-90)">{}</text>').format(
        style, _short(x), _short(y), words
    )


def line_path(values: Sequence[float], x: Callable[[float], float], y: Callable[[float], float], style: str) -> Markup:
    """A line through the values of the first, second, third … step."""
    points = " ".join(f"{x(step):.1f},{y(value):.1f}" for step, value in enumerate(values, 1))
    return shape("polyline", style, points=points)


def frame(
    x: Callable[[float], float],
    y: Callable[[float], float],
    x_ticks: Sequence[float],
    y_ticks: Sequence[float],
    labels: tuple[str, str],
    size: tuple[float, float],
    word: Callable[[float], str] = number,
) -> list[Markup]:
    """Faint lines at round numbers, and what the axes count.

    Args:
        x: Where a value stands.
        y: The same, upwards.
        x_ticks: The numbers below.
        y_ticks: The numbers at the left, each with a line.
        labels: What x and y count.
        size: Width and height of the chart.
        word: How a number is written.
    """
    width, height = size
    drawn = []
    for tick in y_ticks:
        drawn.append(shape("line", "grid", x1=LEFT, x2=width - RIGHT, y1=y(tick), y2=y(tick)))
        drawn.append(text(word(tick), "tick end", LEFT - 6, y(tick) + 4))
    drawn += [text(word(tick), "tick middle", x(tick), height - BOTTOM + 17) for tick in x_ticks]
    drawn.append(text(labels[0], "axis middle", (LEFT + width - RIGHT) / 2, height - 4))
    drawn.append(upright(labels[1], "axis middle", 11, (height - BOTTOM + TOP) / 2))
    return drawn


def whole_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Whole round numbers for an axis that counts things.

    >>> whole_ticks(1, 3), whole_ticks(1, 15)
    ([1.0, 2.0, 3.0], [5.0, 10.0, 15.0])
    """
    return [tick for tick in ticks(low, high, most) if tick == int(tick)]


def cut(name: str) -> str:
    """A name that fits beside a chart.

    >>> cut("a name of twenty-nine letters")
    'a name of twenty-…'
    """
    return name if breadth(name) <= _LONGEST else name[: _LONGEST * len(name) // breadth(name) - 1].rstrip() + "…"


def breadth(name: str) -> int:
    """How many letters wide a name is; a Japanese letter counts two.

    >>> breadth("dog"), breadth("犬")
    (3, 2)
    """
    return sum(1 + (letter >= _FULL_WIDTH) for letter in name)


def _short(value: float | str) -> str:
    """A number with no more digits than a screen can show."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
