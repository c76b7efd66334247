"""One picture as a network sees it, as an interactive page that works offline; where it comes from is no matter here.

The page's one script moves a window over the picture and multiplies; a policy in the page names it by its checksum and
forbids every other.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from competition.heat import overlaid
from competition.messages import _
from competition.seen import Convolution, Layer
from submit.report.embedding import data_uri, enlarged
from submit.report.marks import percent
from submit.report.page import rendered

N_MAPS = 16
# Pixels a side of the piece of the picture whose numbers are in the page.
PIECE_PX = 24
_SHOWN_PX = 256
_SMALLEST = 1e-9


@dataclass(frozen=True, eq=False)
class Explanation:
    """Everything there is to say of one picture and one network.

    Args:
        run: The run's name.
        name: The picture's.
        picture: As the network is given it, uint8 (size, size, 3).
        true: What it is; empty where nobody knows.
        top: The likeliest classes and their probabilities, the likeliest first.
        heat: Where it looked for the likeliest, float (size, size), 0 … 1; None where that cannot be shown, then
            ``no_heat`` says why.
        layers: What each layer sees.
        convolution: The numbers of the first convolution; None where there is none.
        whose: Which model was asked, in one sentence.
    """

    run: str
    name: str
    picture: np.ndarray
    true: str
    top: Sequence[tuple[str, float]]
    heat: np.ndarray | None
    no_heat: str
    layers: Sequence[Layer]
    convolution: Convolution | None
    whose: str


def explanation_page(found: Explanation) -> str:
    """The whole page as text."""
    script = (Path(__file__).parent / "templates" / "explanation.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    large = enlarged(found.picture, _SHOWN_PX)
    numbers = _numbers(found)
    values: dict[str, Any] = {
        "title": _("{run} looks at {name}").format(run=found.run, name=found.name),
        "found": found,
        "top": [
            {
                "name": name,
                "share": percent(share),
                "width": round(100 * share, 1),
                "style": "right" if name == found.true else "wrong",
            }
            for name, share in found.top
        ],
        "picture": data_uri(large),
        "heat": data_uri(overlaid(large, found.heat)) if found.heat is not None else "",
        "layers": [_layer(layer) for layer in found.layers],
        "numbers": json.dumps(numbers, separators=(",", ":")).replace("<", "\\u003c") if numbers else "",
        "script": script,
        "policy": f"script-src 'sha256-{digest}'; ",
        "words": _words(),
        "made_at": "",
        "small": True,
    }
    return rendered("explanation.html", values)


def strongest(maps: np.ndarray, most: int) -> list[int]:
    """The maps that differ most from place to place, in their own order; one that is alike everywhere shows nothing."""
    said = maps.std(axis=(0, 1))
    return sorted(np.argsort(-said, kind="stable")[:most].tolist())


def map_picture(values: np.ndarray) -> np.ndarray:
    """One feature map as a picture: blue below 0, white at 0, orange above; uint8 (height, width, 3).

    >>> map_picture(np.array([[-1.0, 0.0, 2.0]])).tolist()
    [[[128, 184, 216], [255, 255, 255], [213, 94, 0]]]
    """
    level = values / max(float(np.abs(values).max()), _SMALLEST)
    above, below = np.array([213, 94, 0]), np.array([0, 114, 178])
    ends = np.where((level >= 0)[..., None], above, below)
    mixed: np.ndarray = (255 + (ends - 255) * np.abs(level)[..., None]).round().astype(np.uint8)
    return mixed


def _layer(layer: Layer) -> dict[str, Any]:
    """One layer as the page shows it."""
    height, width, n = layer.maps.shape
    chosen = strongest(layer.maps, N_MAPS)
    return {
        "name": layer.name,
        "kind": layer.kind,
        "size": f"{height} × {width}",
        "n": _("{m} of {n} maps").format(m=len(chosen), n=n),
        "maps": [{"number": number + 1, "src": data_uri(map_picture(layer.maps[..., number]))} for number in chosen],
    }


def hottest_window(one: Convolution, heat: np.ndarray | None) -> tuple[int, int]:
    """The window, its row and column among all of them, around the place where the network looked most."""
    middle = np.array(one.inputs.shape[:2]) // 2
    if heat is not None and heat.any():
        middle = np.array(np.unravel_index(int(heat.argmax()), heat.shape)) + one.pad
    steps = (middle - len(one.kernel) // 2) // one.stride
    row, column = np.clip(steps, 0, np.array(one.outputs.shape[:2]) - 1).tolist()
    return row, column


def piece(one: Convolution, heat: np.ndarray | None) -> tuple[int, int]:
    """Where the piece of the padded picture begins whose numbers are shown: around where the network looked most."""
    n = PIECE_PX // one.stride
    first = [
        max(0, min(step - n // 2, whole // one.stride - n))
        for step, whole in zip(hottest_window(one, heat), one.inputs.shape, strict=False)
    ]
    # Windows begin at multiples of the stride.
    return first[0] * one.stride, first[1] * one.stride


def _numbers(found: Explanation) -> dict[str, Any] | None:
    """What the script multiplies: a piece of the picture, the strongest filters, what the network itself has there."""
    one = found.convolution
    if one is None or one.inputs.shape[-1] != found.picture.shape[-1]:
        return None
    top, left = piece(one, found.heat)
    chosen = strongest(one.outputs, N_MAPS)
    part = one.inputs[top : top + PIECE_PX, left : left + PIECE_PX]
    first = top // one.stride, left // one.stride
    steps = (min(part.shape[0], part.shape[1]) - one.kernel.shape[0]) // one.stride + 1
    padded = np.pad(found.picture, ((one.pad, PIECE_PX), (one.pad, PIECE_PX), (0, 0)), constant_values=255)
    outputs = one.outputs[first[0] : first[0] + steps, first[1] : first[1] + steps][..., chosen]
    return {
        "inputs": np.round(part, 4).tolist(),
        "colors": padded[top : top + part.shape[0], left : left + part.shape[1]].tolist(),
        "kernel": np.round(one.kernel[..., chosen], 5).tolist(),
        "bias": np.round(one.bias[chosen], 5).tolist(),
        "filters": [number + 1 for number in chosen],
        "outputs": np.round(outputs, 4).tolist(),
        "stride": one.stride,
        "activation": one.activation,
    }


def _words() -> dict[str, str]:
    """What stands on every such page."""
    return {
        "made": "",
        "alone": _("This file needs nothing else: no network. Its picture carries no place and no date."),
        "answer": _("Its answer"),
        "truth": _("It is: {name}"),
        "looked": _("Where it looked"),
        "heat": _("Warm colours: places that spoke for {name} (Grad-CAM)."),
        "window": _("One window of a convolution, by hand"),
        "told": _(
            "A convolution lays a small window on the picture, multiplies each number in it by a weight, and adds up. "
            "Choose a place by pointing or with the arrow keys, and a filter: it is the same everywhere in the picture."
        ),
        "filter": _("filter"),
        "place": _("Piece of the picture; the frame is the window"),
        "gives": _("What the filter gives in this piece"),
        "number": _("number"),
        "weight": _("weight"),
        "red": _("red"),
        "green": _("green"),
        "blue": _("blue"),
        "sum": _("sum of the products"),
        "bias": _("bias"),
        "after": _("after {activation}"),
        "network": _("the network has there"),
        "layers": _("What each layer sees"),
        "maps": _(
            "Each square is one map: orange where it says yes, blue where it says the contrary, white where it says "
            "nothing. First edges and colours, later what classes are made of; and less and less where things are."
        ),
        "scripts": _("The window moves only where the browser runs the script of this page."),
    }
