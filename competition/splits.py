"""`Split`: which pictures are held out and which fold each of the others is in. Made once, then only read.

The held-out part judges and never chooses; the folds choose. Two runs are compared only when their
splits have the same fingerprint, that is: the same pictures with the same labels, the same part held out.
The number of folds is not in it: out-of-fold answers for the same pictures can be compared picture by
picture, whoever was trained on how many of the others.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from competition.errors import SplitError
from competition.labels import Labels
from competition.messages import _

HELD_OUT = -1
_SINGLE_SHARE = 0.2
_SINGLE_PICTURES = 4_000


@dataclass(frozen=True)
class Split:
    """One division of the labelled pictures.

    Args:
        ids: All labelled pictures, sorted, so that the order of a table's rows decides nothing.
        targets: Their classes, as places in ``contest.classes``, int64 (n,).
        holdout: True for the held-out ones, bool (n,).
        folds: For each number of folds asked for so far, the fold of each picture, int64 (n,), counted
            from 0; `HELD_OUT` (-1) for held-out pictures, and, where there is one fold, n_folds (1) for the
            pictures that only train.
        data_fingerprint: Of the pictures and labels it was made from.
        share, seed: What was asked for.
    """

    ids: tuple[str, ...]
    targets: np.ndarray
    holdout: np.ndarray
    folds: dict[int, np.ndarray]
    data_fingerprint: str
    share: float
    seed: int

    @property
    def fingerprint(self) -> str:
        """A short name of the data and of the held-out part; equal for runs that may be compared."""
        held_out = sorted(self.holdout_ids)
        text = "\n".join([self.data_fingerprint, *held_out])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def labels(self) -> Labels:
        """The known answers, so that a run can be scored without opening its pictures."""
        return Labels(self.ids, self.targets)

    @property
    def holdout_labels(self) -> Labels:
        """The known answers of the held-out part, to judge by."""
        return Labels(self.holdout_ids, self.targets[self.holdout])

    @property
    def holdout_ids(self) -> tuple[str, ...]:
        """The pictures no training ever sees."""
        return _picked(self.ids, self.holdout)

    @property
    def development_ids(self) -> tuple[str, ...]:
        """The pictures the folds are made of."""
        return _picked(self.ids, ~self.holdout)

    def validation_ids(self, n_folds: int, fold: int) -> tuple[str, ...]:
        """The pictures fold ``fold`` is judged on."""
        return _picked(self.ids, self.folds[n_folds] == fold)

    def train_ids(self, n_folds: int, fold: int) -> tuple[str, ...]:
        """The pictures fold ``fold`` learns from."""
        numbers = self.folds[n_folds]
        return _picked(self.ids, (numbers != fold) & (numbers != HELD_OUT))


def _picked(ids: tuple[str, ...], mask: np.ndarray) -> tuple[str, ...]:
    return tuple(ids[place] for place in np.flatnonzero(mask))


def bound_groups(labels: Labels, digests: Sequence[str]) -> np.ndarray:
    """One number per picture; pictures with the same number must stay on one side of every split.

    Pictures are bound by an equal group or by equal content (exact twins), and by any chain of the two.

    Args:
        labels: Ids, targets and groups.
        digests: Content of each picture, in the order of ``labels.ids``; equal for twins, "" for none.

    Returns:
        int64 (n,).
    """
    parent = list(range(len(labels.ids)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[tuple[str, str], int] = {}
    ties = [("twin", digests)] + ([("group", labels.groups)] if labels.groups is not None else [])
    for kind, names in ties:
        for place, name in enumerate(names):
            if name:
                parent[root(place)] = root(first.setdefault((kind, name), place))
    return np.array([root(place) for place in range(len(parent))], dtype=np.int64)


def _in_order(labels: Labels, digests: Sequence[str], ids: Sequence[str]) -> tuple[Labels, list[str]]:
    """Labels and digests in the order of ``ids``, found by name: tables may come in another order next time."""
    place_of = {name: place for place, name in enumerate(labels.ids)}
    places = [place_of[name] for name in ids]
    groups = tuple(labels.groups[place] for place in places) if labels.groups is not None else None
    return replace(labels, ids=tuple(ids), targets=labels.targets[places], groups=groups), [digests[p] for p in places]


def _dealt(targets: np.ndarray, bound: np.ndarray, n_parts: int, random: np.random.Generator) -> np.ndarray:
    """Deal bound groups into ``n_parts`` parts so that each class is spread as evenly as can be.

    Larger groups first, each to the part that has fewest of the group's classes, then fewest pictures;
    ties by chance. With groups of one picture this is the usual stratified split.
    """
    n_classes = int(targets.max()) + 1
    order = random.permutation(len(targets))
    members: dict[int, list[int]] = {}
    for place in order:
        members.setdefault(int(bound[place]), []).append(int(place))
    counts = np.zeros((n_parts, n_classes), dtype=np.int64)
    part_of = np.empty(len(targets), dtype=np.int64)
    # sorted() is stable, so groups of one size stay in the random order.
    for group in sorted(members.values(), key=len, reverse=True):
        classes = targets[group]
        burden = counts[:, classes].sum(axis=1) * len(targets) + counts.sum(axis=1)
        lightest = np.flatnonzero(burden == burden.min())
        part = int(lightest[random.integers(len(lightest))]) if len(lightest) > 1 else int(lightest[0])
        part_of[group] = part
        np.add.at(counts[part], classes, 1)
    return part_of


def _share_taken(targets: np.ndarray, bound: np.ndarray, share: float, random: np.random.Generator) -> np.ndarray:
    """A stratified part of about ``share`` of the pictures, bool (n,): fine parts are dealt and some are taken."""
    # As few parts as give the share: the fewer they are, the more evenly a small class is dealt.
    finest = max(20, math.ceil(1 / share), math.ceil(1 / (1 - share)))
    taken, n_parts = Fraction(share).limit_denominator(finest).as_integer_ratio()
    mask: np.ndarray = _dealt(targets, bound, n_parts, random) < taken
    return mask


def made_split(labels: Labels, digests: Sequence[str], fingerprint: str, share: float, seed: int) -> Split:
    """Hold a stratified part out; groups and exact twins stay together.

    Args:
        labels: All known answers.
        digests: Content of each picture, in the order of ``labels.ids``.
        fingerprint: Of the data, as the dataset gives it.
        share: The held-out share, between 0 and 1.
        seed: The same seed holds out the same pictures.

    Raises:
        SplitError: The share is not between 0 and 1, or a class would have no picture left to learn from.
    """
    if not 0 < share < 1:
        raise SplitError(
            _("The held-out share must lie between 0 and 1; {share} came").format(share=share),
            hint=_("--holdout 0.2 keeps a fifth of the pictures for judging; 0.3 is the course's 7:3."),
        )
    labels, digests = _in_order(labels, digests, sorted(labels.ids))
    random = np.random.default_rng([seed, 0])
    holdout = _share_taken(labels.targets, bound_groups(labels, digests), share, random)
    left = set(labels.targets[~holdout].tolist())
    lost = sorted(set(labels.targets.tolist()) - left)
    if lost:
        raise SplitError(
            _("With {share:.0%} held out, these classes have no picture left to learn from").format(share=share),
            [labels.class_name(number) for number in lost],
            hint=_("Collect more pictures of the small classes, or hold out less with --holdout."),
        )
    if not holdout.any():
        raise SplitError(
            _("{n} pictures are too few to hold {share:.0%} of them out").format(n=len(labels.ids), share=share),
            hint=_("Collect more pictures, or hold out more with --holdout."),
        )
    return Split(labels.ids, labels.targets, holdout, {}, fingerprint, share, seed)


def redealt(split: Split, labels: Labels, digests: Sequence[str], n_folds: int, seed: int) -> Split:
    """The same held-out part and other folds, to see whether what was found on the old ones holds on new ones.

    Args:
        split: Of the contest.
        labels: All known answers.
        digests: Content of each picture, in the order of ``labels.ids``.
        n_folds: The number of folds to deal.
        seed: Of the deal; from then on the split's.
    """
    return with_folds(replace(split, folds={}, seed=seed), labels, digests, n_folds)


def with_folds(split: Split, labels: Labels, digests: Sequence[str], n_folds: int) -> Split:
    """The same split with ``n_folds`` stratified folds of its development part (1: a single hold-out of a fifth).

    Of very many pictures a single hold-out takes 4,000: they tell the log loss to a hundredth or two, and each
    picture more is one less to learn from.

    Raises:
        SplitError: There are fewer pictures (or groups) in some class than folds.
    """
    if n_folds in split.folds:
        return split
    if n_folds < 1:
        raise SplitError(_("At least one fold is needed; {n} came").format(n=n_folds))
    labels, digests = _in_order(labels, digests, split.ids)
    inside = np.flatnonzero(~split.holdout)
    targets = labels.targets[inside]
    bound = bound_groups(labels, digests)[inside]
    pairs = np.unique(np.stack([targets, bound], axis=1), axis=0)
    per_class = np.bincount(pairs[:, 0])
    needed = max(2, n_folds)
    small = [int(number) for number in np.flatnonzero((per_class > 0) & (per_class < needed))]
    if small:
        raise SplitError(
            _("{n} folds need {n} separate pictures of every class; these have fewer").format(n=needed),
            [f"{labels.class_name(number)} ({per_class[number]})" for number in small],
            hint=_("Use fewer folds with --folds, or collect more pictures."),
        )
    random = np.random.default_rng([split.seed, n_folds])
    if n_folds == 1:
        share = min(_SINGLE_SHARE, _SINGLE_PICTURES / len(inside))
        part = np.where(_share_taken(targets, bound, share, random), 0, 1)
    else:
        part = _dealt(targets, bound, n_folds, random)
    numbers = np.full(len(split.ids), HELD_OUT, dtype=np.int64)
    numbers[inside] = part
    return replace(split, folds={**split.folds, n_folds: numbers})
