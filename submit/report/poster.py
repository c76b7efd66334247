"""One picture as a network sees it, as a single drawing to paste into slides; the page to click in is `explanation`."""

from typing import TYPE_CHECKING

import numpy as np

from competition.arithmetic import window_sheet
from competition.drawing import COLORS, bars, contact_sheet
from competition.heat import overlaid
from competition.messages import _
from submit.report.embedding import enlarged
from submit.report.explanation import Explanation, hottest_window, map_picture, strongest

if TYPE_CHECKING:
    from PIL import Image

_BLUE, _RED = COLORS[0], COLORS[1]
_N_MAPS = 8
_TILE_PX = 96
# Of larger ones no line could be read.
_LARGEST_WINDOW = 3


def poster(found: Explanation) -> "Image.Image":
    """The picture and where the network looked, its five answers (right in blue, wrong in red), and every layer's maps.

    Args:
        found: What there is to say.

    Returns:
        A picture for `competition.drawing.save_picture`.
    """
    from PIL import Image

    large = enlarged(found.picture, _TILE_PX)
    first = [large] if found.heat is None else [large, overlaid(large, found.heat)]
    rows: list[tuple[str, list[np.ndarray]]] = [(f"{found.name}\n{found.true}".strip(), first)]
    for layer in found.layers:
        height, width, n = layer.maps.shape
        about = _("{kind}, {n} maps of {height} × {width}").format(kind=layer.kind, n=n, height=height, width=width)
        maps = [map_picture(layer.maps[..., number]) for number in strongest(layer.maps, _N_MAPS)]
        rows.append((f"{layer.name}\n{about}", [enlarged(one, _TILE_PX) for one in maps]))
    colors = [_BLUE if name == found.true else _RED for name, _share in found.top]
    title = _("{run} looks at {name}").format(run=found.run, name=found.name)
    shares = {name: 100 * share for name, share in found.top}
    answers = bars(shares, title, _("how sure it is, in percent"), 1, colors)
    parts = [answers, contact_sheet(rows, _TILE_PX)]
    one = found.convolution
    if one is not None and one.inputs.shape[-1] == found.picture.shape[-1] and len(one.kernel) <= _LARGEST_WINDOW:
        parts.append(window_sheet(one, *hottest_window(one, found.heat), strongest(one.outputs, 1)[0]))
    whole = Image.new("RGB", (max(part.width for part in parts), sum(part.height for part in parts)), "white")
    top = 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    return whole
