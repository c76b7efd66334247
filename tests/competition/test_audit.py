"""Twins, counts and sizes; the figures of the real contest."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from competition.audit import Picture, class_counts, exact_twins, sizes
from competition.images import open_pictures
from competition.store import open_store

examined = st.lists(
    st.builds(
        Picture,
        name=st.text(max_size=3),
        part=st.sampled_from(["train", "test"]),
        label=st.sampled_from(["", "cat", "犬"]),
        digest=st.sampled_from(["", "d1", "d2", "d3"]),
    )
)


@given(examined)
def test_groups_hold_all_pictures_of_a_repeated_digest_and_no_other(pictures: list[Picture]) -> None:
    groups = exact_twins(pictures)
    grouped = [picture for group in groups for picture in group.pictures]
    digests = [picture.digest for picture in pictures]
    assert sorted(grouped) == sorted(p for p in pictures if p.digest and digests.count(p.digest) > 1)
    for group in groups:
        assert len({picture.digest for picture in group.pictures}) == 1


def test_one_name_in_both_parts_is_two_pictures() -> None:
    (group,) = exact_twins([Picture("1.png", "train", "cat", "d"), Picture("1.png", "test", "", "d")])
    assert group.across_parts
    assert not group.across_labels


def test_two_labels_on_one_picture_are_seen() -> None:
    (group,) = exact_twins([Picture("1", "train", "cat", "d"), Picture("2", "train", "dog", "d")])
    assert group.across_labels
    assert not group.across_parts


def test_counts_include_classes_without_pictures() -> None:
    assert class_counts(np.array([], dtype=np.int64), ["a", "b"]) == {"a": 0, "b": 0}


def test_sizes_leave_out_what_could_not_be_read() -> None:
    found = sizes(np.array([[0, 0], [10, 20], [1, 1], [10, 20]]))
    assert found is not None
    assert (found.smallest, found.median, found.largest) == ((1, 1), (10, 20), (10, 20))
    assert found.n_distinct == 2
    assert sizes(np.zeros((3, 2), np.int64)) is None


def test_the_real_contest_has_26_groups_of_twins_10_of_them_across_its_parts(contest108: Path) -> None:
    pictures = []
    for part in ("train", "test"):
        zipped = open_pictures(contest108 / f"{part}.zip")
        store = open_store(zipped, zipped.names)
        pictures += [Picture(n, part, "", d) for n, d in zip(store.ids, store.digests, strict=True)]
    groups = exact_twins(pictures)
    assert len(groups) == 26
    assert sum(group.across_parts for group in groups) == 10
