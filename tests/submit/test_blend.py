"""Blends: weights are shares, choosing never loses on what it chooses by, and the honest try knows nothing of its pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.calibration import calibrated, fitted_temperature, log_ratios, sharpened
from competition.metrics import log_loss
from submit.blend import ARITHMETIC, GEOMETRIC, Choice, Part, blended, blocks_of, chosen, cross_fitted, final
from tests.blendable_runs import answers

MEANS = (ARITHMETIC, GEOMETRIC)
Y_TRUE = np.arange(120) % 4
FOLDS = np.arange(120) // 4 % 3
LIBRARIES = st.lists(st.tuples(st.floats(0, 3), st.floats(0.3, 3)), min_size=1, max_size=5)


def tables_of(library: list[tuple[float, float]], y_true: np.ndarray = Y_TRUE) -> list[np.ndarray]:
    return [answers(y_true, skill, seed, sureness) for seed, (skill, sureness) in enumerate(library)]


def choice_of(tables: list[np.ndarray], mean: str, y_true: np.ndarray = Y_TRUE) -> Choice:
    return chosen(np.stack([sharpened(log_ratios(table, y_true), 1.0) for table in tables]), [mean])


def part(name: str, table: np.ndarray, y_true: np.ndarray = Y_TRUE, folds: np.ndarray = FOLDS) -> Part:
    masks = [folds == fold for fold in range(int(folds.max()) + 1)]
    return Part(name, table, folds, tuple(fitted_temperature(log_ratios(table[mask], y_true[mask])) for mask in masks))


@pytest.mark.parametrize("mean", MEANS)
@given(library=LIBRARIES)
def test_weights_are_shares_and_rows_sum_to_1(mean: str, library: list[tuple[float, float]]) -> None:
    tables = tables_of(library)
    choice = choice_of(tables, mean)
    assert choice.weights.sum() == pytest.approx(1)
    assert np.all(choice.weights >= 0)
    np.testing.assert_allclose(blended(tables, choice.weights, mean).sum(axis=1), 1, rtol=1e-12)


@pytest.mark.parametrize("mean", MEANS)
@given(library=LIBRARIES)
def test_what_is_chosen_is_never_worse_than_the_best_alone(mean: str, library: list[tuple[float, float]]) -> None:
    tables = tables_of(library)
    choice = choice_of(tables, mean)
    singles = [log_loss(Y_TRUE, table) for table in tables]
    assert choice.loss <= min(singles) + 1e-5
    # What it says of itself is so.
    assert choice.loss == pytest.approx(log_loss(Y_TRUE, blended(tables, choice.weights, mean)), rel=1e-4)


@pytest.mark.parametrize("mean", MEANS)
@given(library=LIBRARIES, data=st.data())
def test_the_order_of_parts_does_not_matter(mean: str, library: list[tuple[float, float]], data: st.DataObject) -> None:
    tables = tables_of(library)
    order = data.draw(st.permutations(range(len(tables))))
    here, there = choice_of(tables, mean), choice_of([tables[place] for place in order], mean)
    np.testing.assert_allclose(here.weights[list(order)], there.weights)
    assert here.loss == pytest.approx(there.loss, rel=1e-6)


@pytest.mark.parametrize("mean", MEANS)
def test_a_blend_of_one_is_that_one_calibrated(mean: str) -> None:
    table = answers(Y_TRUE, 1.5, 0, sureness=3)
    only = part("a", table)
    choice = final([only], Y_TRUE, [mean])
    assert choice.weights.tolist() == [1.0]
    calm = calibrated(table, only.by_row)
    np.testing.assert_allclose(blended([calm], choice.weights, mean), calm, rtol=1e-12)
    assert choice.loss < log_loss(Y_TRUE, table)


@pytest.mark.parametrize("mean", MEANS)
def test_what_is_equally_good_and_different_shares_and_what_knows_nothing_is_left_out(mean: str) -> None:
    y_true = np.arange(4_000) % 4
    tables = tables_of([(1.5, 1.0), (1.5, 1.0), (0.0, 1.0)], y_true)
    choice = choice_of(tables, mean, y_true)
    assert choice.weights[:2] == pytest.approx([0.5, 0.5], abs=0.1)
    assert choice.weights[2] < 0.05
    assert choice.loss < min(log_loss(y_true, table) for table in tables) - 0.05


def test_of_both_means_the_better_one_is_taken() -> None:
    tables = tables_of([(1.5, 1.0), (1.0, 2.0)])
    ratios = np.stack([sharpened(log_ratios(table, Y_TRUE), 1.0) for table in tables])
    both = chosen(ratios, MEANS)
    assert both.loss == min(chosen(ratios, [mean]).loss for mean in MEANS)
    assert both.mean in MEANS


@pytest.mark.parametrize("mean", MEANS)
def test_the_honest_try_knows_nothing_of_the_pictures_it_answers(mean: str) -> None:
    """Whatever the labels of a block are, its answers stay; those of the other blocks change."""
    tables = tables_of([(1.5, 2.0), (1.0, 1.0), (0.5, 0.5)])
    parts = [part(str(number), table) for number, table in enumerate(tables)]
    before = cross_fitted(parts, Y_TRUE, FOLDS, [mean])
    inside = FOLDS == 1
    turned = np.where(inside, (Y_TRUE + 1) % 4, Y_TRUE)
    again = [part(str(number), table, turned) for number, table in enumerate(tables)]
    after = cross_fitted(again, turned, FOLDS, [mean])
    np.testing.assert_array_equal(before[inside], after[inside])
    assert not np.allclose(before[~inside], after[~inside])
    np.testing.assert_allclose(before.sum(axis=1), 1, rtol=1e-12)


def test_choosing_flatters_and_the_honest_try_does_not() -> None:
    """Of twenty models that know nothing, the best on a hundred pictures is lucky."""
    gaps = []
    for trial in range(5):
        noise = [answers(Y_TRUE, 0.0, 100 * trial + seed, 0.3) for seed in range(20)]
        parts = [part(str(number), table) for number, table in enumerate(noise)]
        choice = final(parts, Y_TRUE, [ARITHMETIC])
        gaps.append(log_loss(Y_TRUE, cross_fitted(parts, Y_TRUE, FOLDS, [ARITHMETIC])) - choice.loss)
    assert min(gaps) > 0


def test_blocks_are_the_finest_folds_or_dealt_evenly() -> None:
    table = answers(Y_TRUE, 1.0, 0)
    single = Part("single", table, np.zeros(120, dtype=np.int64), (1.0,))
    three = Part("three", table, FOLDS, (1.0,) * 3)
    np.testing.assert_array_equal(blocks_of([single, three], Y_TRUE), FOLDS)
    dealt = blocks_of([single], Y_TRUE)
    counts = np.zeros((5, 4), dtype=np.int64)
    np.add.at(counts, (dealt, Y_TRUE), 1)
    np.testing.assert_array_equal(counts, 6)
