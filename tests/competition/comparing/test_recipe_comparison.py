"""Recipes are told apart where seeds and pictures allow it, and only there."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from baselines.classical import forest
from baselines.colour_edges import features
from competition.comparing.comparison import difference
from competition.comparing.marks import Marks, marked
from competition.comparing.recipe_comparison import recipe_difference, same_but_seed, seeds
from competition.metrics import METRICS
from tests.answered_runs import softmax, written_run, written_split

LOG_LOSS = METRICS["log_loss"]
N, N_CLASSES = 300, 4


def trainings(
    random: np.random.Generator, n_seeds: int, skill: float, luck: float, hardness: np.ndarray
) -> list[Marks]:
    """Several trainings of one recipe, each as lucky as it happens to be, on pictures that are as hard for all."""
    y_true = np.arange(N) % N_CLASSES
    found = []
    for _seed in range(n_seeds):
        scores = random.normal(scale=0.4, size=(N, N_CLASSES))
        scores[np.arange(N), y_true] += skill + luck * random.normal() - hardness
        found.append(marked(y_true, softmax(scores)))
    return found


@pytest.mark.parametrize("n_seeds", [2, 3, 5])
@pytest.mark.parametrize("luck", [0.0, 0.1, 0.5])
def test_the_same_recipe_is_seldom_called_two(n_seeds: int, luck: float) -> None:
    """However much of the luck is the seeds', in no more than a few of 100 tries."""
    random = np.random.default_rng(0)
    called = 0
    for _pair in range(300):
        hardness = random.normal(size=N)
        a, b = (trainings(random, n_seeds, 1.5, luck, hardness) for _recipe in range(2))
        called += recipe_difference(LOG_LOSS, a, b).difference.is_clear
    assert called <= 0.07 * 300


def test_two_models_of_one_recipe_often_look_different() -> None:
    """Why seeds are asked for: the interval over pictures alone would call most of such pairs different."""
    random = np.random.default_rng(0)
    called = 0
    for _pair in range(50):
        a, b = (trainings(random, 1, 1.5, 0.5, np.zeros(N)) for _recipe in range(2))
        called += difference(LOG_LOSS, a, b).is_clear
    assert called > 25


def test_a_better_recipe_is_seen() -> None:
    random = np.random.default_rng(0)
    hardness = random.normal(size=N)
    better, worse = trainings(random, 3, 2.5, 0.05, hardness), trainings(random, 3, 1.0, 0.05, hardness)
    found = recipe_difference(LOG_LOSS, better, worse)
    assert found.difference.is_clear and found.difference.value > 0
    assert not found.lacks_seeds
    turned = recipe_difference(LOG_LOSS, worse, better).difference
    assert (turned.value, turned.low, turned.high) == pytest.approx(
        (-found.difference.value, -found.difference.high, -found.difference.low)
    )


def test_what_it_lacks_is_said() -> None:
    random = np.random.default_rng(0)
    unlucky = [trainings(random, 2, 1.5, 1.0, np.zeros(N)) for _recipe in range(2)]
    assert recipe_difference(LOG_LOSS, *unlucky).lacks_seeds
    one, other = (trainings(random, 1, 1.5, 0.0, np.zeros(N)) * 2 for _recipe in range(2))
    steady = recipe_difference(LOG_LOSS, one, other)  # each seed came to the same
    assert steady.from_seeds == 0 and not steady.lacks_seeds
    same = recipe_difference(LOG_LOSS, one, one).difference
    assert (same.value, same.low, same.high) == (0, 0, 0)


def forest_marks(described: np.ndarray, y_true: np.ndarray, n_trees: int) -> Callable[[int], Marks]:
    """A training of the kit's own forest with a seed: out-of-fold answers of two folds."""
    fold_of = np.arange(len(y_true)) // N_CLASSES % 2

    def training(seed: int) -> Marks:
        table = np.empty((len(y_true), N_CLASSES))
        for fold in (0, 1):
            model = forest(n_trees=n_trees, max_depth=0, min_samples_leaf=1, seed=1000 * seed + fold)
            model.model.set_params(n_jobs=1)
            inside = fold_of == fold
            table[inside] = model.fit(described[~inside], y_true[~inside]).predict_proba(described[inside])
        return marked(y_true, table)

    return training


@pytest.mark.slow
def test_real_trainings_of_one_recipe_are_not_called_two() -> None:
    """20 pairs of the same forest, three seeds against three others: at most 2 are called different recipes."""
    y_true = np.arange(240) % N_CLASSES
    random = np.random.default_rng(0)
    pictures = random.integers(0, 200, (240, 16, 16, 3), dtype=np.uint8)
    pictures[np.arange(240), :, :, y_true % 3] += np.where(y_true < 3, 25, 0).astype(np.uint8)[:, None, None]
    described = features(pictures)
    small = forest_marks(described, y_true, n_trees=4)
    several = [[small(3 * place + seed) for seed in range(3)] for place in range(40)]
    pairs = list(zip(several[::2], several[1::2], strict=True))
    assert sum(recipe_difference(LOG_LOSS, a, b).difference.is_clear for a, b in pairs) <= 2
    # It is no test that never says yes: ten times as many trees are another recipe.
    large = forest_marks(described, y_true, n_trees=40)
    assert recipe_difference(LOG_LOSS, [large(seed) for seed in range(3)], several[0]).difference.is_clear


def test_a_recipes_seeds_are_found_among_the_runs(tmp_path: Path) -> None:
    place = tmp_path / "shapes"
    split = written_split(place)
    runs = [written_run(place, f"cnn-seed{seed}", split, 1.0, seed=seed) for seed in (2, 0, 1)]
    others = [
        written_run(place, "longer", split, 1.0, seed=3, epochs=9),
        written_run(place, "again", split, 1.0, seed=2),
        written_run(place, "single", split, 1.0, seed=4, n_folds=1),
        written_run(place, "everything", split, 1.0, seed=5, parent="cnn"),
        written_run(place, "unfinished", split, 1.0, seed=6),
        written_run(place, "elsewhere", written_split(place, data="other"), 1.0, seed=7),
    ]
    (others[4].folder / "scores.json").unlink()
    found = seeds(runs[0], [*others, *runs])
    assert {seed: run.name for seed, run in found.items()} == {0: "cnn-seed0", 1: "cnn-seed1", 2: "cnn-seed2"}
    assert list(found) == [0, 1, 2]
    assert all(same_but_seed(a.request, b.request) for a, b in pairwise(runs))
    assert not any(same_but_seed(runs[0].request, other.request) for other in (others[0], *others[2:4], others[5]))
