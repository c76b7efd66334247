"""One audit of a contest, from opened data to findings; what each finding says stands in the modules beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from competition.audit import Picture, class_counts
from competition.auditing.file_facts import file_facts
from competition.auditing.findings import Finding
from competition.auditing.leak_findings import Part, leak_findings
from competition.auditing.readiness import answered, balance, privacy, readable
from competition.auditing.twins import TEST, TRAIN, exact_findings, near_findings
from competition.dataset import Dataset
from competition.messages import _
from competition.near_twins import SIDE, embedding_pairs, likenesses, near_twins
from competition.progress import track
from competition.solution import IGNORED, Solution
from competition.store import ImageStore


@dataclass(frozen=True)
class Audited:
    """A contest's pictures as the audit takes them: the training part, then those of the test part that count.

    Args:
        dataset: Of the contest.
        solution: The test part's labels, where they are known.
        pictures: Of both parts.
    """

    dataset: Dataset
    solution: Solution | None
    pictures: tuple[Picture, ...]

    @property
    def test_ids(self) -> list[str]:
        """The test pictures among them."""
        return [picture.name for picture in self.pictures if picture.part == TEST]

    def stacked(self, arrays: Callable[[Any], np.ndarray]) -> np.ndarray:
        """What is computed for each store, as rows of ``pictures``."""
        train, test = self.dataset.train, self.dataset.test
        parts = [np.asarray(arrays(train))]
        if test is not None:
            parts.append(np.asarray(arrays(test))[test.index(self.test_ids)])
        return np.concatenate(parts) if len(parts) > 1 else parts[0]


def audited(dataset: Dataset, solution: Solution | None) -> Audited:
    """The pictures to be audited; those whose usage is Ignored decide nothing and are left out.

    Args:
        dataset: An opened contest.
        solution: The labels of its test part, where they are known.
    """
    classes = dataset.contest.classes
    train = zip(dataset.train.ids, dataset.labels.targets.tolist(), dataset.train.digests, strict=True)
    pictures = [Picture(name, TRAIN, classes[target], digest) for name, target, digest in train]
    if dataset.test is not None:
        label_of, ignored = _answers(solution, classes)
        pictures += [
            Picture(name, TEST, label_of.get(name, ""), digest)
            for name, digest in zip(dataset.test.ids, dataset.test.digests, strict=True)
            if name not in ignored
        ]
    return Audited(dataset, solution, tuple(pictures))


def _answers(solution: Solution | None, classes: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """Each test picture's label, and the pictures that do not count."""
    if solution is None:
        return {}, set()
    labels = {name: classes[target] for name, target in zip(solution.ids, solution.targets.tolist(), strict=True)}
    usage = solution.usage or ("",) * len(solution.ids)
    return labels, {name for name, word in zip(solution.ids, usage, strict=True) if word == IGNORED}


def contest_findings(contest: Audited) -> list[Finding]:
    """Everything the audit has to say of a contest, but what needs a network.

    Args:
        contest: From `audited`.
    """
    dataset = contest.dataset
    found = [readable(dataset.test.unreadable if dataset.test else (), dataset.notes)]
    test_ids = dataset.test.ids if dataset.test else ()
    found.append(answered(test_ids, contest.solution.ids if contest.solution else None))
    found += balance(*_counts(contest))
    found += exact_findings(contest.pictures)
    squares = contest.stacked(lambda store: store.images(SIDE))
    pairs = near_twins(squares, partial(track, description=_("Looking for twins"), total=len(squares)))
    found += near_findings(_("near twins"), contest.pictures, pairs, likenesses(squares, pairs))
    return [*found, *_file_findings(contest)]


def embedded_findings(contest: Audited, rows: np.ndarray) -> list[Finding]:
    """What a network has to say about pictures that look alike.

    Args:
        contest: From `audited`.
        rows: What the network says of each of its pictures, float32 (n, n_features).
    """
    return near_findings(_("twins by embedding"), contest.pictures, *embedding_pairs(rows))


def _counts(contest: Audited) -> tuple[dict[str, int], dict[str, int] | None]:
    """How many pictures of each class the parts have; None for a test part whose labels are not known."""
    classes = contest.dataset.contest.classes
    number = {name: place for place, name in enumerate(classes)}
    test = [number[one.label] for one in contest.pictures if one.part == TEST and one.label]
    counts = class_counts(np.array(test, dtype=np.int64), classes) if test else None
    return class_counts(contest.dataset.labels.targets, classes), counts


def _file_findings(contest: Audited) -> list[Finding]:
    """What the files tell besides their pictures."""
    dataset = contest.dataset
    train, located = _part(contest, TRAIN, dataset.train)
    test = None
    if dataset.test is not None:
        test, more = _part(contest, TEST, dataset.test)
        located += more
    known = test if test is not None and test.pictures else None
    looking = partial(track, description=_("Guessing labels from files"))
    leaks = leak_findings(train, known, dataset.contest.n_classes, test is not None, looking)
    return [privacy(located), *leaks]


def _part(contest: Audited, name: str, store: ImageStore) -> tuple[Part, list[Picture]]:
    """One part's labelled pictures with what their files tell, and all its pictures that say where they were taken."""
    mine = [one for one in contest.pictures if one.part == name and one.digest]
    facts = file_facts(store, [one.name for one in mine], partial(track, total=len(mine), description=_("Files")))
    located = [one for one, found in zip(mine, facts.located.tolist(), strict=True) if found]
    # Twins are equal in everything: with one in each fold, they would look like a leak.
    first = {one.digest: row for row, one in reversed(list(enumerate(mine)))}
    rows = [row for row, one in enumerate(mine) if one.label and first[one.digest] == row]
    pictures = [mine[row] for row in rows]
    number = {label: place for place, label in enumerate(contest.dataset.contest.classes)}
    targets = np.array([number[one.label] for one in pictures], dtype=np.int64)
    # Where the folder is the label, neither it nor the order of paths is a secret.
    if name == TRAIN and not contest.dataset.contest.data.train_table:
        known = replace(facts, files=tuple(file.rpartition("/")[2] for file in facts.files))
        return Part(pictures, targets, known.of(rows), None), located
    return Part(pictures, targets, facts.of(rows), store.index([one.name for one in pictures])), located
