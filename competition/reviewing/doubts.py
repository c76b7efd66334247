"""Which labels are most likely wrong: where models that never saw a picture hold another class for much likelier.

Pure: labels, out-of-fold probabilities and twins come in, doubts go out. People decide what becomes of them; their list
is `competition.reviewing.review`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from competition.audit import TwinGroup
from competition.labels import Labels
from competition.messages import _
from competition.predictions import Predictions

# Where models are quite sure against several labels, the rival's share still puts them in order.
_SMALLEST = 1e-6


@dataclass(frozen=True)
class Doubt:
    """One label that is most likely wrong.

    Args:
        id: The picture.
        label: As it was given.
        suggestion: What the picture is taken for.
        doubt: How much speaks for the suggestion against the label, from 0 to 1.
        why: One sentence.
    """

    id: str
    label: str
    suggestion: str
    doubt: float
    why: str


def usual_confidence(targets: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """How sure the models are of each class, on average over the pictures labelled so.

    They may be shy of one class and bold with another, so what a label gets is measured by what its class usually
    gets: the thresholds of confident learning (Northcutt, Jiang and Chuang, 2021).

    Args:
        targets: The labels as class numbers, int (n,).
        probabilities: Of models that did not learn from these pictures, float (n, n_classes).

    Returns:
        float64 (n_classes,); 0 for a class without a picture.

    >>> usual_confidence(np.array([0, 0, 1]), np.array([[0.9, 0.1], [0.5, 0.5], [0.4, 0.6]]))
    array([0.7, 0.6])
    """
    n_classes = probabilities.shape[1]
    counts = np.bincount(targets, minlength=n_classes)
    sums = np.bincount(targets, probabilities[np.arange(len(targets)), targets], n_classes)
    return sums / np.maximum(counts, 1)


def doubtfulness(targets: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each picture, the likeliest class but its label, and how much speaks for that one against the label.

    The odds of the two, the label's share being counted in what its class usually gets.

    Args:
        targets: The labels as class numbers, int (n,).
        probabilities: Of models that did not learn from these pictures, float (n, n_classes).

    Returns:
        Class numbers, int64 (n,), and doubts from 0 (the label is certain) to 1, float64 (n,).

    >>> rivals, doubt = doubtfulness(np.array([0, 0, 1]), np.array([[0.8, 0.2], [0.0, 1.0], [0.4, 0.6]]))
    >>> rivals, doubt.round(2)
    (array([1, 1, 0]), array([0.09, 1.  , 0.29]))
    """
    rows = np.arange(len(targets))
    others = probabilities.copy()
    others[rows, targets] = -1.0
    rivals = others.argmax(axis=1)
    against = others[rows, rivals] + _SMALLEST
    given = (probabilities[rows, targets] + _SMALLEST) / (usual_confidence(targets, probabilities)[targets] + _SMALLEST)
    return rivals, against / (against + given)


def doubts(labels: Labels, answers: Predictions, twins: Sequence[TwinGroup]) -> list[Doubt]:
    """The labels that are most likely wrong, the worst first.

    Args:
        labels: As they were given, with the classes' names.
        answers: Of models that did not learn from these pictures (out-of-fold); not every picture needs one.
        twins: Groups of the same picture; those with several labels come first, since one of them must be wrong.

    Returns:
        A doubt for each picture that the models would name otherwise; with a weak model, most of the later ones
        are its own mistakes.
    """
    answers = answers.aligned(answers.ids, labels.classes)
    targets = labels.targets_of(answers.ids)
    rivals, doubt = doubtfulness(targets, answers.probabilities)
    level = dict(zip(answers.ids, doubt.tolist(), strict=True))
    found = list(_between_twins(twins, answers, level))
    named = {one.id for one in found}
    others = []
    for row in np.flatnonzero(answers.probabilities.argmax(axis=1) != targets).tolist():
        label, suggestion = labels.classes[targets[row]], labels.classes[rivals[row]]
        given, suggested = answers.probabilities[row, [targets[row], rivals[row]]].tolist()
        why = _("the models give {label} {given:.0%} and {suggestion} {suggested:.0%}").format(
            label=label, given=given, suggestion=suggestion, suggested=suggested
        )
        others.append(Doubt(answers.ids[row], label, suggestion, level[answers.ids[row]], why))
    worst_first = sorted(others, key=lambda one: (-one.doubt, one.id))
    return found + [one for one in worst_first if one.id not in named]


def _between_twins(twins: Sequence[TwinGroup], answers: Predictions, level: Mapping[str, float]) -> Iterator[Doubt]:
    """The labels of each group that speak against the one the models, or most of its pictures, are for."""
    row_of = {name: row for row, name in enumerate(answers.ids)}
    column_of = {name: column for column, name in enumerate(answers.classes)}
    for group in twins:
        if not group.across_labels:
            continue
        votes = Counter(picture.label for picture in group.pictures)
        rows = [row_of[picture.name] for picture in group.pictures if picture.name in row_of]
        believed = answers.probabilities[rows].mean(axis=0) if rows else np.zeros(len(answers.classes))
        right = max(votes, key=lambda label: (believed[column_of[label]], votes[label]))
        twin = next(picture.name for picture in group.pictures if picture.label == right)
        why = _("the same picture as {twin}, which is labelled {label}").format(twin=twin, label=right)
        # Where no model was asked, the twin alone speaks against the label: one of the two is wrong.
        yield from (
            Doubt(picture.name, picture.label, right, level.get(picture.name, 0.5), why)
            for picture in group.pictures
            if picture.label != right
        )
