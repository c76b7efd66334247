"""Parts get their share of every class, and nothing that belongs together is torn apart."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from competition.preparing.dealing import dealt

SHARES = (Fraction(7, 10), Fraction(12, 100), Fraction(18, 100))


@given(st.lists(st.integers(1, 60), min_size=2, max_size=8), st.integers(0, 99))
def test_single_photos_are_dealt_to_a_photo(counts: list[int], seed: int) -> None:
    targets = np.repeat(np.arange(len(counts)), counts)
    n = len(targets)
    parts = dealt(targets, np.arange(n), SHARES, np.random.default_rng(seed).permutation(n).tolist())
    for number, count in enumerate(counts):
        got = np.bincount(parts[targets == number], minlength=3)
        assert np.abs(got - count * np.array([float(share) for share in SHARES])).max() < 1
        if count >= 5:
            assert got.min() >= 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12)), min_size=1, max_size=60), st.integers(0, 9))
def test_groups_stay_whole(rows: list[tuple[int, int]], seed: int) -> None:
    targets, bound = np.array(rows).T
    order = np.random.default_rng(seed).permutation(len(rows)).tolist()
    parts = dealt(targets, bound, SHARES, order)
    for group in np.unique(bound):
        assert len(set(parts[bound == group].tolist())) == 1
    assert np.array_equal(parts, dealt(targets, bound, SHARES, order))
