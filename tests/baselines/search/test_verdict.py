"""The verdict on made-up answers: what wins is said to win, what differs by luck alone is not."""

import numpy as np
import pytest

from baselines.search.verdict import Verdict, judged, mean_interval
from competition.metrics import METRICS

N, CLASSES, FOLDS = 300, 5, 3


def table(random: np.random.Generator, y_true: np.ndarray, hardness: np.ndarray, skill: float) -> np.ndarray:
    """Answers of one training: pictures are hard for everybody, and each training has luck of its own."""
    scores = random.normal(scale=0.5, size=(len(y_true), CLASSES))
    scores[np.arange(len(y_true)), y_true] += skill - hardness + random.normal(scale=0.05)
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


def verdict(seed: int, gain: float, n_seeds: int = 2, metric: str = "log_loss") -> Verdict:
    """A policy that makes answers better by ``gain``, judged over some seeds."""
    random = np.random.default_rng(seed)
    y_true = random.integers(0, CLASSES, N)
    hardness = random.normal(scale=1.0, size=N)
    judge = METRICS[metric]
    policy, none, fold_gains = [], [], []
    for _seed in range(n_seeds):
        folds = random.permutation(N) % FOLDS
        ours, theirs = np.empty((N, CLASSES)), np.empty((N, CLASSES))
        for fold in range(FOLDS):
            inside = folds == fold
            ours[inside] = table(random, y_true[inside], hardness[inside], 1.0 + gain)
            theirs[inside] = table(random, y_true[inside], hardness[inside], 1.0)
            keys = [judge.key(judge(y_true[inside], one[inside])) for one in (theirs, ours)]
            fold_gains.append(keys[0] - keys[1])
        policy.append(ours)
        none.append(theirs)
    return judged(judge, y_true, np.stack(policy), np.stack(none), fold_gains)


def test_where_nothing_differs_it_is_chance() -> None:
    judgements = [verdict(seed, 0.0) for seed in range(100)]
    assert sum(one.is_better for one in judgements) <= 4
    assert sum(one.is_worse for one in judgements) <= 4


@pytest.mark.parametrize("metric", ["log_loss", "accuracy", "macro_f1"])
def test_a_clear_gain_wins_and_a_clear_loss_loses(metric: str) -> None:
    better, worse = verdict(1, 1.0, metric=metric), verdict(1, -1.0, metric=metric)
    assert (better.is_better, better.is_worse) == (True, False)
    assert (worse.is_better, worse.is_worse) == (False, True)
    assert better.n_trainings == 2 * FOLDS
    assert len(better.by_seed) == 2
    assert better.over_pictures.value == pytest.approx(np.mean(better.by_seed))
    assert min(better.by_seed) > 0 > max(worse.by_seed)


def test_pictures_alone_do_not_decide() -> None:
    """On these pictures one training was clearly better, but the folds disagree about it."""
    y_true = np.zeros(N, dtype=np.int64)
    good, bad = np.tile([0.6, 0.4], (1, N, 1)), np.tile([0.5, 0.5], (1, N, 1))
    found = judged(METRICS["log_loss"], y_true, good, bad, [0.5, -0.3, 0.35])
    assert found.over_pictures.low > 0
    assert not found.is_better


def test_of_one_training_nobody_knows() -> None:
    assert mean_interval([0.3]) == (-np.inf, np.inf)
    assert mean_interval([0.3, 0.3, 0.3]) == pytest.approx((0.3, 0.3))
