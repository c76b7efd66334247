"""Findings about pictures that occur twice: exactly or nearly, on both sides of the contest, under two labels.

Pure: pictures and pairs of them come in. The pairs are found by `competition.near_twins`.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from competition.audit import Picture, exact_twins
from competition.auditing.findings import OK, Exhibit, Finding, level
from competition.messages import _, n_

TRAIN, TEST = "train", "test"
# From this share of the test part on, what a model learned by heart decides places on the board. A near twin gives less
# away than an exact one: it may even be of another class.
_STOP_EXACT = 0.01
_STOP_NEAR = 0.1
# From this share of all pictures on, mending labels one by one is no answer any more.
_STOP_LABELS = 0.05


def exact_findings(pictures: Sequence[Picture]) -> list[Finding]:
    """What is to be said of pictures that are the same in every pixel.

    Args:
        pictures: Of both parts, with the labels that are known.
    """
    topic = _("exact twins")
    groups = exact_twins(pictures)
    if not groups:
        return [Finding(topic, OK, _("No picture occurs twice."))]
    across = [group for group in groups if group.across_parts]
    given_away = _in_test(one for group in across for one in group.pictures)
    exhibits = [
        Exhibit(group.pictures, _("the same in every pixel"))
        for group in sorted(groups, key=lambda group: not group.across_parts)
    ]
    sentence = _("{groups} of pictures that are the same in every pixel; {n:,} across train and test.").format(
        groups=n_("{n} group", "{n} groups", len(groups)), n=len(across)
    )
    to_do = _(
        "A model can know {n:,} test pictures by heart. Put each group on one side (`host new` does), or set the "
        "Usage of these test pictures in the solution to Ignored."
    ).format(n=len(given_away))
    share = _share(given_away, pictures)
    found = Finding(topic, level(share, _STOP_EXACT), sentence, to_do if given_away else "", tuple(exhibits))
    return [found, *_contradictions(_("labels of exact twins"), exhibits, len(pictures))]


def near_findings(topic: str, pictures: Sequence[Picture], pairs: np.ndarray, alike: np.ndarray) -> list[Finding]:
    """What is to be said of pictures that look alike; exact twins are passed over.

    Args:
        topic: What the finding is called; there are several means of finding such pairs.
        pictures: Of both parts, with the labels that are known.
        pairs: Rows of ``pictures``, int (n_pairs, 2).
        alike: How alike the two of each pair are, up to 1, float (n_pairs,).
    """
    exhibits = [
        Exhibit((pictures[first], pictures[second]), _("alike: {likeness:.3f}").format(likeness=alike[place]))
        # Those that give a test picture away come first, then the likest.
        for place, (first, second) in sorted(
            enumerate(pairs.tolist()),
            key=lambda item: (pictures[item[1][0]].part == pictures[item[1][1]].part, -alike[item[0]]),
        )
        if pictures[first].digest != pictures[second].digest
    ]
    if not exhibits:
        return [Finding(topic, OK, _("No two pictures look alike."))]
    across = [one.pictures for one in exhibits if one.pictures[0].part != one.pictures[1].part]
    given_away = _in_test(picture for pair in across for picture in pair)
    share = _share(given_away, pictures)
    sentence = _("{pairs} of pictures look alike; {n:,} test pictures ({share:.1%}) look like one in train.").format(
        pairs=n_("{n} pair", "{n} pairs", len(exhibits)), n=len(given_away), share=share
    )
    to_do = _(
        "Look at the sheet. Photos of one burst or of one object belong on one side: give them the same group and let "
        "`host new` divide them, or set the Usage of these test pictures in the solution to Ignored."
    )
    found = Finding(topic, level(share, _STOP_NEAR), sentence, to_do if across else "", tuple(exhibits))
    return [found, *_contradictions(_("labels of {topic}").format(topic=topic), exhibits, len(pictures))]


def _contradictions(topic: str, exhibits: Iterable[Exhibit], n_pictures: int) -> list[Finding]:
    """The groups whose pictures have different labels, if there are any."""
    several = [one for one in exhibits if len({picture.label for picture in one.pictures if picture.label}) > 1]
    if not several:
        return []
    share = sum(len(one.pictures) for one in several) / n_pictures
    return [
        Finding(
            topic,
            level(share, _STOP_LABELS),
            n_("{n} group has more than one label.", "{n} groups have more than one label.", len(several)),
            _("Look at the sheet; where a label is wrong, correct it in the table or the solution."),
            tuple(several),
        )
    ]


def _in_test(pictures: Iterable[Picture]) -> set[str]:
    return {picture.name for picture in pictures if picture.part == TEST}


def _share(names: set[str], pictures: Sequence[Picture]) -> float:
    """These test pictures as a share of all of them."""
    return len(names) / max(1, sum(picture.part == TEST for picture in pictures))
