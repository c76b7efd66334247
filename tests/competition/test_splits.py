"""A split keeps together what belongs together, spreads every class evenly, and is the same for the same seed."""

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.errors import SplitError
from competition.labels import Labels
from competition.splits import HELD_OUT, Split, bound_groups, made_split, redealt, with_folds

N_CLASSES, N_FOLDS = 3, 4


def labels_of(per_class: int, n_classes: int = N_CLASSES, groups: tuple[str, ...] | None = None) -> Labels:
    targets = np.arange(per_class * n_classes) % n_classes
    ids = tuple(f"犬{place:05d}.png" for place in range(len(targets)))
    return Labels(ids, targets, groups, ("cat", "犬", "bird")[:n_classes] if n_classes <= 3 else ())


def different(labels: Labels) -> tuple[str, ...]:
    """A digest of its own for every picture."""
    return tuple(f"digest of {name}" for name in labels.ids)


@st.composite
def tied(draw: st.DrawFn) -> tuple[Labels, tuple[str, ...]]:
    """Pictures with groups and exact twins across them, so that chains of both come up; all of one class a tie.

    Enough separate ones are added for every class to fill the folds.
    """
    n = draw(st.integers(0, 40))
    groups = draw(st.lists(st.sampled_from(["", "a", "b", "c", "d", "e"]), min_size=n, max_size=n))
    digests = draw(st.lists(st.sampled_from(["", "1", "2", "3", "4", "5", "6"]), min_size=n, max_size=n))
    targets = draw(st.lists(st.integers(0, N_CLASSES - 1), min_size=n, max_size=n))
    extra = 8 * N_CLASSES
    ids = tuple(f"{place:03d}" for place in range(n + extra))
    all_groups = tuple(group or f"\0{name}" for name, group in zip(ids, groups + [""] * extra, strict=True))
    all_targets = np.array(targets + [place % N_CLASSES for place in range(extra)], dtype=np.int64)
    return Labels(ids, all_targets, all_groups), tuple(digests + [""] * extra)


def parts_of(split: Split, n_folds: int) -> dict[str, int]:
    """The part of each picture: its fold, or `HELD_OUT`."""
    return dict(zip(split.ids, split.folds[n_folds].tolist(), strict=True))


@given(tied(), st.integers(0, 5), st.sampled_from([1, 2, N_FOLDS]), st.sampled_from([0.2, 0.3]))
def test_groups_and_twins_never_straddle_a_border(
    data: tuple[Labels, tuple[str, ...]], seed: int, n_folds: int, share: float
) -> None:
    labels, digests = data
    split = made_split(labels, digests, "f", share, seed)
    try:
        split = with_folds(split, labels, digests, n_folds)
    except SplitError:
        return  # too many of them are tied to each other; said, not straddled
    part_of = parts_of(split, n_folds)
    assert labels.groups is not None
    together: dict[str, set[int]] = defaultdict(set)
    for name, group, digest in zip(labels.ids, labels.groups, digests, strict=True):
        together[f"group {group}"].add(part_of[name])
        if digest:
            together[f"twin {digest}"].add(part_of[name])
    assert all(len(parts) == 1 for parts in together.values())


def test_a_chain_of_twins_and_groups_binds_its_ends() -> None:
    # a and b are of one group, b and c are twins, c and d of one group; "" is no digest, e and f stand alone.
    labels = Labels(tuple("abcdef"), np.zeros(6, dtype=np.int64), ("1", "1", "2", "2", "3", "4"))
    bound = bound_groups(labels, ("", "same", "same", "", "", ""))
    assert len(set(bound[:4].tolist())) == 1
    assert len(set(bound.tolist())) == 3


@given(st.integers(5, 40), st.integers(1, 6), st.integers(2, 5), st.integers(0, 3), st.sampled_from([0.2, 0.25]))
def test_single_pictures_are_spread_as_evenly_as_can_be(
    per_class: int, n_classes: int, n_folds: int, seed: int, share: float
) -> None:
    """Of each class, no fold has two more than another; the remainders don't all go to the same fold."""
    labels = labels_of(per_class, n_classes)
    split = made_split(labels, different(labels), "f", share, seed)
    held_out = np.bincount(labels.targets[split.holdout], minlength=n_classes)
    assert set(held_out.tolist()) <= {int(share * per_class), int(np.ceil(share * per_class))}
    try:
        split = with_folds(split, labels, different(labels), n_folds)
    except SplitError:
        assert per_class - held_out.max() < n_folds
        return
    for number in range(n_classes):
        of_class = split.folds[n_folds][(split.targets == number) & ~split.holdout]
        counts = np.bincount(of_class, minlength=n_folds)
        assert counts.max() - counts.min() <= 1
    sizes = np.bincount(split.folds[n_folds][~split.holdout], minlength=n_folds)
    assert sizes.max() - sizes.min() <= 2


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.25, 0.3, 1 / 3, 0.33, 0.5, 0.7, 0.9])
def test_the_held_out_share_is_near_what_was_asked_on_the_whole_and_in_every_class(share: float) -> None:
    labels = labels_of(100)
    split = made_split(labels, different(labels), "f", share, 0)
    assert split.holdout.mean() == pytest.approx(share, abs=0.01)
    for number in range(N_CLASSES):
        assert split.holdout[split.targets == number].mean() == pytest.approx(share, abs=0.04)


def test_one_fold_is_a_single_holdout_of_a_fifth() -> None:
    labels = labels_of(50)
    split = with_folds(made_split(labels, different(labels), "f", 0.2, 0), labels, different(labels), 1)
    validation, train = split.validation_ids(1, 0), split.train_ids(1, 0)
    assert len(validation) == 24  # a fifth of the 120 that are not held out
    assert sorted(validation + train + split.holdout_ids) == list(split.ids)


@given(st.integers(2, 6), st.integers(0, 3))
def test_folds_and_held_out_part_make_up_the_whole(n_folds: int, seed: int) -> None:
    labels = labels_of(12)
    split = with_folds(made_split(labels, different(labels), "f", 0.2, seed), labels, different(labels), n_folds)
    validated = [name for fold in range(n_folds) for name in split.validation_ids(n_folds, fold)]
    assert Counter(validated) == Counter(split.development_ids)
    assert set(split.development_ids).isdisjoint(split.holdout_ids)
    assert len(split.development_ids) + len(split.holdout_ids) == len(labels.ids)
    for fold in range(n_folds):
        assert sorted(split.train_ids(n_folds, fold) + split.validation_ids(n_folds, fold)) == list(
            split.development_ids
        )


@given(tied(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(data: tuple[Labels, tuple[str, ...]], random: object) -> None:
    """The same table sorted another way gives the same split, and folds can be added to it in yet another order."""
    labels, digests = data
    places = list(range(len(labels.ids)))
    random.shuffle(places)  # type: ignore[attr-defined]
    assert labels.groups is not None
    other = Labels(
        tuple(labels.ids[place] for place in places),
        labels.targets[places],
        tuple(labels.groups[place] for place in places),
    )
    shuffled = tuple(digests[place] for place in places)
    split, again = made_split(labels, digests, "f", 0.2, 0), made_split(other, shuffled, "f", 0.2, 0)
    assert again.holdout_ids == split.holdout_ids
    try:
        expected = parts_of(with_folds(split, labels, digests, 2), 2)
    except SplitError:
        return
    assert parts_of(with_folds(split, other, shuffled, 2), 2) == expected
    assert parts_of(with_folds(again, labels, digests, 2), 2) == expected


def test_a_seed_always_gives_the_same_split_and_another_seed_another() -> None:
    labels = labels_of(30)
    digests = different(labels)

    def made(seed: int) -> tuple[tuple[str, ...], dict[str, int]]:
        split = with_folds(made_split(labels, digests, "f", 0.2, seed), labels, digests, N_FOLDS)
        return split.holdout_ids, parts_of(split, N_FOLDS)

    assert made(0) == made(0)
    assert made(0)[0] != made(1)[0]
    # Golden: whoever changes how a split is made changes every score there is.
    assert made(0)[0][:4] == ("犬00016.png", "犬00020.png", "犬00022.png", "犬00023.png")


def test_adding_a_number_of_folds_changes_nothing_that_is_there() -> None:
    labels = labels_of(30)
    digests = different(labels)
    split = made_split(labels, digests, "f", 0.2, 0)
    five = with_folds(split, labels, digests, 5)
    both = with_folds(five, labels, digests, 3)
    assert both.folds[5] is five.folds[5]
    assert both.fingerprint == five.fingerprint == split.fingerprint
    assert with_folds(both, labels, digests, 5) is both
    # In whichever order they are asked for.
    assert parts_of(with_folds(split, labels, digests, 3), 3) == parts_of(both, 3)


def test_the_fingerprint_is_that_of_the_data_and_the_held_out_part() -> None:
    labels = labels_of(30)
    split = made_split(labels, different(labels), "data", 0.2, 0)
    assert split.fingerprint == made_split(labels, different(labels), "data", 0.2, 0).fingerprint
    others = [
        made_split(labels, different(labels), "other data", 0.2, 0),
        made_split(labels, different(labels), "data", 0.3, 0),
        made_split(labels, different(labels), "data", 0.2, 1),
        replace(split, holdout=~split.holdout),
    ]
    assert len({split.fingerprint, *(other.fingerprint for other in others)}) == 5


def test_too_many_folds_name_the_small_classes() -> None:
    """A group counts once: it cannot be in two folds."""
    targets = np.array([0] * 20 + [1] * 20 + [2] * 4)
    labels = Labels(
        tuple(map(str, range(44))),
        targets,
        tuple(map(str, [*range(20), *[20] * 20, *range(40, 44)])),
        ("cat", "犬", "z"),
    )
    split = made_split(labels, different(labels), "f", 0.2, 0)
    with pytest.raises(SplitError, match="5 folds need 5 separate pictures") as raised:
        with_folds(split, labels, different(labels), 5)
    held_out = Counter(split.targets[split.holdout].tolist())
    expected = [f"z ({4 - held_out[2]})"] if held_out[1] else ["犬 (1)", f"z ({4 - held_out[2]})"]
    assert raised.value.offenders == expected


@pytest.mark.parametrize("n_folds", [0, -1])
def test_less_than_one_fold_is_refused(n_folds: int) -> None:
    labels = labels_of(10)
    split = made_split(labels, different(labels), "f", 0.2, 0)
    with pytest.raises(SplitError, match="At least one fold"):
        with_folds(split, labels, different(labels), n_folds)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 20.0, float("nan")])
def test_a_share_out_of_range_is_refused(share: float) -> None:
    labels = labels_of(10)
    with pytest.raises(SplitError, match="between 0 and 1"):
        made_split(labels, different(labels), "f", share, 0)


def test_a_class_that_would_be_held_out_whole_is_named() -> None:
    labels = Labels(tuple("abcdef"), np.array([0, 0, 0, 0, 0, 1]), None, ("cat", "犬"))
    fates = set()
    for seed in range(30):
        try:
            fates.add(made_split(labels, tuple("123456"), "f", 0.3, seed).holdout.sum() > 0)
        except SplitError as error:
            fates.add(tuple(error.offenders) or "too few")
    assert ("犬",) in fates
    assert ("cat",) not in fates


def test_a_handful_of_pictures_is_told_that_it_is_too_few() -> None:
    labels = Labels(("a", "b"), np.array([0, 0]), ("one", "one"))
    said = set()
    for seed in range(10):
        with pytest.raises(SplitError) as raised:
            made_split(labels, ("", ""), "f", 0.5, seed)
        said.add(raised.value.sentence.split(" ", 2)[1])
    assert said == {"pictures", "50%"}


def test_fifty_thousand_pictures_are_split_in_seconds() -> None:
    labels = labels_of(2500, 20)
    split = made_split(labels, different(labels), "f", 0.2, 0)
    assert np.bincount(split.targets[split.holdout]).tolist() == [500] * 20
    assert (split.folds, set(split.holdout.tolist())) == ({}, {True, False})
    assert list(split.ids) == sorted(split.ids)
    assert all(first < second for first, second in pairwise(split.holdout_ids))
    assert HELD_OUT == -1


def test_other_folds_of_the_same_development_part() -> None:
    labels = labels_of(20)
    first = with_folds(made_split(labels, different(labels), "f", 0.2, 0), labels, different(labels), N_FOLDS)
    again = redealt(first, labels, different(labels), N_FOLDS, seed=7)
    assert again.holdout_ids == first.holdout_ids
    assert again.fingerprint == first.fingerprint
    assert (again.seed, list(again.folds)) == (7, [N_FOLDS])
    # Every picture is in a fold still, but in another one than chance alone would leave it in.
    assert np.array_equal(again.folds[N_FOLDS] == HELD_OUT, first.holdout)
    assert 0 < np.mean(again.folds[N_FOLDS] == first.folds[N_FOLDS]) < 0.8
    assert np.array_equal(redealt(first, labels, different(labels), N_FOLDS, 7).folds[N_FOLDS], again.folds[N_FOLDS])
