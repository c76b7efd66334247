"""A small forest against chance: found where there is something, silent where there is nothing."""

import numpy as np
import pytest

from competition.auditing.leaks import N_SHUFFLES, carried_over, cross_guessed


def labels(seed: int, n: int = 300, n_classes: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, n_classes, n)


@pytest.mark.parametrize("seed", range(5))
def test_what_has_nothing_to_do_with_the_labels_does_not_beat_chance(seed: int) -> None:
    table = np.random.default_rng(100 + seed).normal(size=(300, 3))
    found = cross_guessed(table, labels(seed))
    assert not found.beats_chance
    assert abs(found.gain) < 0.1


@pytest.mark.slow
def test_by_chance_p_values_are_spread_evenly() -> None:
    found = [cross_guessed(np.random.default_rng(s).normal(size=(60, 1)), labels(s, 60, 3)).p_value for s in range(40)]
    assert 0.25 < np.mean(found) < 0.75
    assert min(found) > 1 / (N_SHUFFLES + 1)


def test_a_clue_in_a_tenth_of_the_pictures_is_found() -> None:
    targets = labels(0, 600)
    rng = np.random.default_rng(1)
    clue = np.where(rng.random(600) < 0.1, targets, -1)
    found = cross_guessed(np.column_stack([clue, rng.normal(size=600)]), targets)
    assert found.beats_chance
    assert 0.03 < found.gain < 0.2


def test_a_rare_class_that_is_given_away_is_found() -> None:
    targets = (np.arange(500) % 20 == 0).astype(np.int64)
    found = cross_guessed(targets[:, None] * 7.0, targets)
    assert found.beats_chance
    assert found.right == 1.0


def test_the_larger_class_alone_is_no_leak() -> None:
    targets = (np.arange(500) % 10 == 0).astype(np.int64)
    assert not cross_guessed(np.random.default_rng(0).normal(size=(500, 4)), targets).beats_chance


def test_chance_is_what_shuffled_labels_get() -> None:
    found = cross_guessed(labels(3)[:, None].astype(float), labels(3))
    assert found.chance == pytest.approx(0.2, abs=0.02)
    assert found.gain == pytest.approx(1.0)


@pytest.mark.parametrize("table", [np.ones((40, 2)), np.empty((40, 0))])
def test_what_is_the_same_everywhere_tells_nothing(table: np.ndarray) -> None:
    assert cross_guessed(table, labels(0, 40)).p_value == 1
    assert carried_over(table, labels(0, 40), table, labels(1, 40)).p_value == 1


def test_classes_too_small_for_the_folds_are_passed_over() -> None:
    targets = np.array([0] * 20 + [1] * 20 + [2])
    assert cross_guessed(targets[:, None].astype(float), targets).right == 1.0
    assert cross_guessed(np.arange(3.0)[:, None], np.array([0, 1, 2])).p_value == 1


def test_what_the_training_part_teaches_is_tried_on_the_test_part() -> None:
    train, test = labels(0), labels(1, 100)
    assert carried_over(train[:, None] * 1.0, train, test[:, None] * 1.0, test).right == 1.0
    assert not carried_over(train[:, None] * 1.0, train, np.zeros((100, 1)), test).beats_chance


def test_the_rows_that_were_guessed_are_named() -> None:
    targets = labels(0, 60, 2)
    assert cross_guessed(targets[:, None] * 1.0, targets).hits.tolist() == list(range(60))
