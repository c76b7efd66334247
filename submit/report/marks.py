"""Small marks set into text and tables: intervals and probabilities as bars. Their sizes are shares of their place."""

from collections.abc import Sequence

from markupsafe import Markup

from submit.report.axes import places


def interval(
    value: float, low: float, high: float, axis: tuple[float, float], style: str = "", dots: Sequence[float] = ()
) -> Markup:
    """An interval as a bar with a mark at its value; as wide as the place it stands in.

    Args:
        value: Where the mark stands.
        low: Where the bar begins.
        high: Where it ends.
        axis: What the ends of the place stand for.
        style: A class in the page's style.
        dots: Single values drawn as dots, such as each fold's score.
    """
    at = places(*axis, 0, 100)
    shown = Markup("").join(Markup('<i class="dot" style="left:{}%"></i>').format(_short(at(dot))) for dot in dots)
    return Markup(
        '<span class="track {}" aria-hidden="true"><i class="range" style="left:{}%;width:{}%"></i>{}'
        '<i class="mark" style="left:{}%"></i></span>'
    ).format(style, _short(at(low)), _short(max(at(high) - at(low), 0.4)), shown, _short(at(value)))


def likeliest(names: Sequence[str], shares: Sequence[float], true: str) -> Markup:
    """The likeliest classes of one picture with bars: the right one in blue, the others in red."""
    rows = (
        Markup('<li class="{}"><b style="width:{}%"></b><span>{}</span><em>{}</em></li>').format(
            "right" if name == true else "wrong", _short(100 * share), name, percent(share)
        )
        for name, share in zip(names, shares, strict=True)
    )
    return Markup('<ol class="likeliest">{}</ol>').format(Markup("").join(rows))


def percent(share: float) -> str:
    """A share as people read it.

    >>> percent(0.973), percent(0.004), percent(0.9996), percent(0.0001)
    ('97 %', '0.4 %', '>99.9 %', '<0.1 %')
    """
    if 0 < share < 0.0005:
        return "<0.1 %"
    if share >= 0.9995:
        return "100 %" if share == 1 else ">99.9 %"
    if share >= 0.995 or 0 < share < 0.0095:
        return f"{100 * share:.1f} %"
    return f"{100 * share:.0f} %"


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
