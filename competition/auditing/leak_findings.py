"""Findings about clues that give labels away without a look at the picture; how well they do: `auditing.leaks`.

Pure: file facts and labels of the parts come in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from competition.audit import Picture
from competition.auditing.clues import (
    BESIDE,
    DATE,
    DIMENSIONS,
    FORMAT,
    NAME,
    ORDER,
    SIZE,
    clue_words,
    clues,
    telling_traces,
)
from competition.auditing.file_facts import FileFacts
from competition.auditing.findings import LOOK, OK, STOP, Exhibit, Finding
from competition.auditing.leaks import Guesses, carried_over, cross_guessed
from competition.messages import _

# How far a clue must lead from chance to certainty: below the first nobody gains by it, from the second on it decides.
_LEAST_GAIN = 0.01
_STOP_GAIN = 0.05
# A file's whole size hangs on how busy its picture is, which anybody may learn from the pixels: it must tell more.
_LEAST_SIZE_GAIN = 0.25
_SHOWN = 24


@dataclass(frozen=True, eq=False)
class Part:
    """One part of the contest as the search for leaks sees it; n pictures whose labels are known.

    Args:
        pictures: Names and labels.
        targets: The labels as class numbers, int (n,).
        facts: Of the files.
        order: The place of each in the list that teams get, int (n,); None where the label itself makes the order.
    """

    pictures: Sequence[Picture]
    targets: np.ndarray
    facts: FileFacts
    order: np.ndarray | None


def leak_findings(
    train: Part, test: Part | None, n_classes: int, has_test: bool, track: Callable[[Iterable], Iterable] = iter
) -> list[Finding]:
    """What is to be said of each kind of clue.

    Args:
        train: The training part.
        test: The test part, where its labels are known.
        n_classes: Of the contest.
        has_test: Whether there is a test part at all.
        track: Wraps the kinds of clues, such as with a progress bar.
    """
    traces = telling_traces([*train.facts.formats, *(test.facts.formats if test else ())])
    tables = clues(train.facts, train.order, n_classes, traces)
    asked = clues(test.facts, test.order, n_classes, traces) if test else {}
    found = []
    for kind in track(list(dict.fromkeys([*tables, *asked]))):
        tried = []
        if kind in tables:
            tried.append((train, cross_guessed(tables[kind], train.targets)))
        if test and kind in asked:
            tried.append((test, cross_guessed(asked[kind], test.targets)))
            if kind in tables:
                tried.append((test, carried_over(tables[kind], train.targets, asked[kind], test.targets)))
        found.append(_finding(kind, tried, test, has_test, traces))
    return found


def _finding(
    kind: str, tried: Sequence[tuple[Part, Guesses]], test: Part | None, has_test: bool, traces: Sequence[str]
) -> Finding:
    """What is to be said of one kind; a leak in the test part goes before one in the training part."""
    least = _LEAST_SIZE_GAIN if kind == SIZE else _LEAST_GAIN
    leaking = [(part, one) for part, one in tried if one.beats_chance and one.gain >= least]
    topic = _topic(kind)
    if not leaking:
        part, best = max(tried, key=lambda pair: pair[1].gain)
        return Finding(topic, OK, _ok_sentence(kind, best))
    part, worst = max(leaking, key=lambda pair: (pair[0] is test, pair[1].gain))
    sentence = _(
        "By their {clue} alone, {right:.0%} of the {part} pictures are told right; {chance:.0%} by chance."
    ).format(clue=topic, right=worst.right, chance=worst.chance, part=_("test") if part is test else _("training"))
    if kind == SIZE:
        sentence += _(" It may be that some classes' pictures are busier than others'.")
    harmless = part is not test and (test is not None or not has_test)
    level = LOOK if kind == SIZE or harmless or worst.gain < _STOP_GAIN else STOP
    to_do = _to_do(kind)
    if part is not test and has_test and test is None:
        to_do += _(" Whether the test part is given away too is told when its labels are named: --solution FILE.")
    elif harmless and has_test:
        sentence += _(" The test part is not given away by it.")
    rows = worst.hits[np.linspace(0, len(worst.hits) - 1, min(_SHOWN, len(worst.hits))).round().astype(int)]
    rows = sorted(rows.tolist(), key=lambda row: part.targets[row])
    exhibits = (Exhibit((part.pictures[row],), clue_words(kind, part.facts, row, traces)) for row in rows)
    return Finding(topic, level, sentence, to_do, tuple(exhibits))


def _ok_sentence(kind: str, best: Guesses) -> str:
    if not best.chance:
        return _("It is the same for all pictures.")
    return _("It tells nothing of use: {right:.1%} guessed right, {chance:.1%} by chance.").format(
        right=best.right, chance=best.chance
    )


def _topic(kind: str) -> str:
    return {
        NAME: _("names"),
        SIZE: _("size in bytes"),
        BESIDE: _("bytes beside the picture"),
        DATE: _("dates"),
        FORMAT: _("formats"),
        DIMENSIONS: _("dimensions"),
        ORDER: _("order"),
    }[kind]


def _to_do(kind: str) -> str:
    return {
        NAME: _("Give the pictures names that say nothing (`host new` does)."),
        SIZE: _(
            "Look at the sheet; if the classes were saved by different programs, save all by one (`host new` does)."
        ),
        BESIDE: _("Write the pictures anew without notes and thumbnails (`host new` does)."),
        DATE: _("Give all files one date and take the notes out of the pictures (`host new` does both)."),
        FORMAT: _("Save all pictures in one format by one program (`host new` does)."),
        DIMENSIONS: _("Bring all pictures to one size, or take pictures of other sizes for all classes alike."),
        ORDER: _("Shuffle the list and the files (`host new` does)."),
    }[kind]
