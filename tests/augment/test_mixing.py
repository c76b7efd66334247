"""Mixed batches keep shape and type, their answers sum to 1 and say what the pictures are mixed of."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from augment.mixing import Mixing, cutmix, drawn_box, mixes, mixing, mixup, one_hot, smoothed

N_CLASSES = 20
alphas = st.one_of(st.just(0.0), st.floats(1e-6, 100))


def batch(n: int = 8, size: int = 6) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(n)
    return random.integers(0, 256, (n, size, size, 3), dtype=np.uint8), random.integers(0, N_CLASSES, n)


def loss(answers: np.ndarray, probabilities: np.ndarray) -> float:
    """The mean cross-entropy, by hand."""
    return float(-(answers * np.log(probabilities)).sum(axis=1).mean())


@given(st.integers(1, 9), alphas, alphas, st.floats(0, 0.99), st.integers(0, 2**32))
def test_whatever_is_drawn_shape_type_and_sums_hold(
    n: int, alpha: float, beta: float, smoothing: float, seed: int
) -> None:
    images, targets = batch(n)
    before = images.copy()
    mixed, answers = Mixing(N_CLASSES, alpha, beta, smoothing)(images, targets, np.random.default_rng(seed))
    assert (mixed.shape, mixed.dtype) == (images.shape, np.uint8)
    assert (answers.shape, answers.dtype) == ((n, N_CLASSES), np.float32)
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-6)
    assert answers.min() >= 0
    np.testing.assert_array_equal(images, before)


@given(st.floats(0, 1), st.permutations(range(8)))
def test_mixup_blends_pictures_and_answers_alike(share: float, order: list[int]) -> None:
    images, targets = batch()
    mixed, answers = mixup(images, one_hot(targets, N_CLASSES), share, np.array(order))
    exact = share * images.astype(float) + (1 - share) * images[order]
    assert np.abs(mixed - exact).max() <= 0.5 + 1e-3
    for row, own, other in zip(answers, targets, targets[order], strict=True):
        assert row[own] == pytest.approx(share if own != other else 1, abs=1e-6)


@given(st.floats(0, 1), st.integers(0, 2**32), st.integers(1, 9), st.integers(1, 9))
def test_a_box_lies_inside_and_the_answers_are_shares_of_the_area(
    share: float, seed: int, height: int, width: int
) -> None:
    top, bottom, left, right = box = drawn_box(height, width, share, np.random.default_rng(seed))
    assert 0 <= top <= bottom <= height
    assert 0 <= left <= right <= width
    # Each picture is all of its own number, so the pixels can be counted.
    images = np.broadcast_to(np.arange(2, dtype=np.uint8)[:, None, None, None], (2, height, width, 3))
    mixed, answers = cutmix(images, one_hot(np.array([0, 1]), 2), box, np.array([1, 0]))
    assert answers[0, 1] == pytest.approx((mixed[0] == 1).mean())
    assert answers[1, 0] == pytest.approx((mixed[1] == 0).mean())


def test_the_box_has_the_share_it_was_drawn_for() -> None:
    """A quarter of the area is a box of half the side, unless it hangs over the edge."""
    random = np.random.default_rng(0)
    boxes = [drawn_box(100, 100, 0.75, random) for _draw in range(200)]
    areas = [(bottom - top) * (right - left) for top, bottom, left, right in boxes]
    assert max(areas) == 2500
    assert min(areas) < 1500


def test_smoothing_has_its_known_figures() -> None:
    """At amount 0.1 and 20 classes the right one keeps 0.905; a uniform guess costs ln 20 still."""
    answers = smoothed(one_hot(np.array([3]), N_CLASSES), 0.1)
    assert answers[0, 3] == pytest.approx(0.905)
    assert answers[0, 0] == pytest.approx(0.005)
    assert loss(answers, np.full((1, N_CLASSES), 1 / N_CLASSES)) == pytest.approx(math.log(20), abs=1e-6)


def test_no_smoothing_is_exact() -> None:
    answers = one_hot(np.arange(N_CLASSES), N_CLASSES)
    np.testing.assert_array_equal(smoothed(answers, 0.0), answers)
    np.testing.assert_array_equal(answers, np.eye(N_CLASSES))


def test_where_both_are_on_each_batch_is_drawn_for_one() -> None:
    """Black pictures meet white ones: a blend is grey, a cut is not."""
    images = np.repeat(np.array([0, 255], dtype=np.uint8), 16)[:, None, None, None] * np.ones((1, 6, 6, 3), np.uint8)
    both = Mixing(N_CLASSES, mixup=1.0, cutmix=1.0)
    mixed = [both(images, np.zeros(32, dtype=int), np.random.default_rng(seed))[0] for seed in range(200)]
    blended = sum(bool(np.any((one > 0) & (one < 255))) for one in mixed)
    assert 70 < blended < 130


def test_off_is_nothing() -> None:
    off = {"mixup": 0.0, "cutmix": 0.0, "label_smoothing": 0.0}
    assert mixing(off, 20) is None
    assert not mixes(off)
    # A run's recipe from before there were such settings.
    assert mixing({"epochs": 3}, 20) is None
    assert mixing({**off, "cutmix": 1.0}, 20) == Mixing(20, cutmix=1.0)
