"""A run's findings as one HTML file that needs nothing else: what stands on it, and in which words.

How it is laid out stands in ``templates/``, what it looks like in ``style.css`` there; charts come from `charts`.
Every name on it was chosen by somebody else and is escaped; a policy in the page forbids scripts and other hosts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from competition.heat import overlaid
from competition.languages import preferred
from competition.messages import _
from submit.report.embedding import SMALL, data_uri, enlarged, font_uri
from submit.report.findings import N_PER_PAIR, Findings
from submit.report.learning import learning_told
from submit.report.right_and_wrong import classes_told, confusion_told, sureness_told
from submit.report.sections import head_told, recipe_told, scores_told
from submit.report.trial_rows import trials_told
from submit.report.words import words

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_OVERLAY_PX = 144


@dataclass(frozen=True)
class Shown:
    """What a page shows besides numbers.

    Args:
        title: The contest's.
        summary: What the recipe is, in one sentence; empty where nobody knows.
        made_at: When the page was made, as people read it.
        command: The one that trained the run; empty where nobody knows.
        pictures: Square pictures by name, uint8 (side, side, 3).
        heats: Where the first fold's network looked, by picture and class number: float (height, width), 0 … 1.
        no_pictures, no_heats: Why there are none, in one sentence.
    """

    title: str
    summary: str = ""
    made_at: str = ""
    command: str = ""
    pictures: Mapping[str, np.ndarray] = field(default_factory=dict)
    heats: Mapping[tuple[str, int], np.ndarray] = field(default_factory=dict)
    no_pictures: str = ""
    no_heats: str = ""


def report_page(found: Findings, shown: Shown) -> str:
    """The whole page as text; the same for the same arguments.

    Args:
        found: What there is to say.
        shown: What there is to show.
    """
    picture = Pictures(shown)
    values = {
        "title": _("{run}: a report").format(run=found.run.name),
        "head": head_told(found, shown.title),
        "recipe": recipe_told(found, shown.summary, shown.command),
        "learning": learning_told(found),
        "scores": scores_told(found),
        "confusion": confusion_told(found),
        "classes": classes_told(found),
        "sureness": sureness_told(found),
        "trials": trials_told(found),
        "strip": _strip(found, picture),
        "pairs": _pairs(found, picture),
        "mistakes": [_mistake(found, row, picture) for row in found.mistakes],
        "looked": _looked(found, shown, picture),
        "no_pictures": shown.no_pictures,
        "no_heats": shown.no_heats,
        "made_at": shown.made_at,
        "small": picture.is_small,
        "words": words(),
    }
    return rendered("report.html", values)


def rendered(template: str, values: Mapping[str, Any]) -> str:
    """A page from its template, with the style and, where it has Japanese letters, their font inside."""
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    page = _environment().get_template(template)
    # First without the font: only then it is known which letters it has to have.
    text = page.render(values, language=preferred(), style=style, font="")
    font = font_uri(set(text))
    return page.render(values, language=preferred(), style=style, font=font) if font else text


@lru_cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Pictures:
    """Pictures as the page holds them, by name; each is encoded once however often it is asked for.

    Args:
        shown: Where they are.
    """

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self._known: dict[str, str] = {}
        self.is_small = any(len(pixels) < SMALL for pixels in shown.pictures.values())

    def __call__(self, name: str) -> str:
        """Its data URI; empty where there is no such picture."""
        if name not in self._known:
            pixels = self._shown.pictures.get(name)
            self._known[name] = "" if pixels is None else data_uri(pixels)
        return self._known[name]


def _strip(found: Findings, picture: Pictures) -> list[dict[str, str]]:
    """One or more pictures of each class."""
    named = [{"name": found.answers.classes[number], "src": picture(name)} for number, name in found.strip]
    return [one for one in named if one["src"]]


def _pairs(found: Findings, picture: Pictures) -> list[dict[str, Any]]:
    """The classes that are mixed up most, with pictures of it."""
    classes = found.answers.classes
    return [
        {
            "true": classes[pair.true],
            "chosen": classes[pair.chosen],
            "text": _("{n} of {m}").format(n=pair.n, m=round(pair.n / pair.share)),
            "pictures": [src for row in pair.rows[:N_PER_PAIR] if (src := picture(found.answers.ids[row]))],
        }
        for pair in found.confusions
    ]


def _mistake(found: Findings, row: int, picture: Pictures) -> dict[str, Any]:
    """One wrong answer: the picture, what it is, and the three likeliest classes with the true one among them."""
    from submit.report.marks import likeliest

    answers = found.answers
    shares = answers.table.probabilities[row]
    order = np.argsort(-shares, kind="stable")[:3].tolist()
    true = int(answers.y_true[row])
    if true not in order:
        order[-1] = true
    classes = answers.classes
    return {
        "src": picture(answers.ids[row]),
        "name": answers.ids[row],
        "true": classes[true],
        "chosen": classes[answers.chosen[row]],
        "likeliest": likeliest([classes[one] for one in order], [float(shares[one]) for one in order], classes[true]),
    }


def _looked(found: Findings, shown: Shown, picture: Pictures) -> list[dict[str, Any]]:
    """Where the network looked: for right answers, then for wrong ones, there for the true class, too."""
    answers = found.answers
    groups = []
    for title, rows in zip((_("Right answers"), _("Wrong answers")), found.looked, strict=True):
        cards = []
        for row in rows:
            name, chosen, true = answers.ids[row], int(answers.chosen[row]), int(answers.y_true[row])
            views = [
                {"for": answers.classes[number], "is_right": number == true, "src": _heated(pixels, heat)}
                for number in dict.fromkeys((chosen, true))
                if (heat := shown.heats.get((name, number))) is not None
                and (pixels := shown.pictures.get(name)) is not None
            ]
            if views:
                cards.append({"src": picture(name), "true": answers.classes[true], "views": views})
        if cards:
            groups.append({"title": title, "cards": cards})
    return groups


def _heated(pixels: np.ndarray, heat: np.ndarray) -> str:
    return data_uri(overlaid(enlarged(pixels, _OVERLAY_PX), heat))
