"""The top layer for labels: cells that name no class of the contest, or too many."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from competition.contest import Contest
from competition.messages import _, n_
from competition.names import plain
from submit.columns import cell_names
from submit.faults.columns import Body
from submit.problems import Problem, closest, lines_at, quoted


def rankings_of(body: Body, contest: Contest) -> tuple[list[list[int]], list[Problem]]:
    """The class numbers named in each row, the best first, and what is wrong with the names.

    Args:
        body: The rows; of those that are too short or too long nothing is said here.
        contest: Its page says how a class is written and how many may be named.

    Returns:
        For each row its class numbers, without those at fault; the problems.
    """
    form = contest.submission
    if form.label_column not in body.cells:
        return [], []
    numbers = {plain(name): place for place, name in enumerate(cell_names(contest))}
    ranked = form.kind == "top_k"
    rankings: list[list[int]] = []
    blank, unknown, too_many, twice = [], [], [], []
    for line, whole, cell in zip(body.lines, body.whole, body.cells[form.label_column], strict=True):
        labels = [plain(label) for label in cell.split()] if ranked else [plain(cell)]
        known = [numbers[label] for label in labels if label in numbers]
        rankings.append(known)
        if not whole:
            continue
        if not cell.strip():
            blank.append(line)
            continue
        unknown += [(line, label) for label in labels if label not in numbers]
        if ranked and len(labels) > form.k:
            too_many.append(_("line {line} ({n})").format(line=line, n=len(labels)))
        if len(set(known)) < len(known):
            twice.append(line)
    problems = []
    if blank:
        problems.append(Problem(n_("{n} row has no label", "{n} rows have no label", len(blank)), lines_at(blank)))
    if unknown:
        problems.append(_unknown_labels(unknown, contest, list(numbers)))
    if too_many:
        sentence = _("At most {k} names were expected in a row; more came").format(k=form.k)
        problems.append(Problem(sentence, tuple(too_many)))
    if twice:
        problems.append(Problem(_("These rows name a class more than once"), lines_at(twice)))
    return rankings, problems


def _unknown_labels(unknown: Sequence[tuple[int, str]], contest: Contest, written: list[str]) -> Problem:
    @cache
    def suggestion(label: str) -> str:
        close = closest(label, written)
        return _(", did you mean {name}?").format(name=quoted(close)) if close else ""

    # Only the first few are shown, and looking for a close name is slow.
    places = tuple(
        f"{_('line {line}').format(line=line)} ({quoted(label)}{suggestion(label) if place < 10 else ''})"
        for place, (line, label) in enumerate(unknown)
    )
    sentence = n_("{n} label is no class of this contest", "{n} labels are no class of this contest", len(unknown))
    return Problem(sentence, places, _advice([label for _line, label in unknown], contest, written))


def _advice(labels: Sequence[str], contest: Contest, written: Sequence[str]) -> str:
    """What probably happened to the labels; empty when nothing fits most of them."""

    def most(names: set[str]) -> bool:
        return 2 * sum(label in names for label in labels) > len(labels)

    if contest.submission.kind == "label_id":
        if most(set(map(plain, contest.classes))):
            return _("Names stand where label ids belong, such as {id}.").format(id=quoted(written[0]))
        if most({f"{name}.0" for name in written} | {name.lstrip("0") or "0" for name in written}):
            return _("The label ids were taken for numbers: read and write them as text, such as {id}.").format(
                id=quoted(written[0])
            )
    elif most(set(map(plain, contest.label_ids))):
        return _("Label ids stand where names belong, such as {name}.").format(name=quoted(written[0]))
    return ""


def probabilities_of(rankings: Sequence[Sequence[int]], n_classes: int) -> np.ndarray:
    """A probability for each class that gives every metric of ranks the same answer as the names did.

    The best gets most, each further one less (1, 1/2, 1/3, … of the best), classes not named nothing.

    Args:
        rankings: For each row class numbers, the best first, at least one.
        n_classes: How many classes there are.

    Returns:
        float64 (n_rows, n_classes), rows summing to 1.

    >>> probabilities_of([[2], [1, 0]], 3).round(2)
    array([[0.  , 0.  , 1.  ],
           [0.33, 0.67, 0.  ]])
    """
    table = np.zeros((len(rankings), n_classes))
    for row, ranking in enumerate(rankings):
        table[row, list(ranking)] = 1 / np.arange(1, len(ranking) + 1)
    return np.asarray(table / table.sum(axis=1, keepdims=True))
