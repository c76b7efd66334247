"""Scores are the known ones, intervals mean what they say, and the quick ways agree with the plain one."""

from pathlib import Path

import numpy as np
import pytest

from competition.contest import Contest, SubmissionFormat
from competition.errors import RunError
from competition.labels import Labels
from competition.metrics import METRICS, Metric
from competition.predictions import Predictions
from competition.solution import PRIVATE, PUBLIC, Solution
from submit.score import N_DRAWS, TOGETHER, all_values, scored, scores_by_usage, scores_of_several
from submit.submission import read_submission, write_submission

CLASSES = tuple(f"class {n}" for n in range(20))


def random_case(n: int, n_classes: int = 20, skill: float = 1.0, seed: int = 0) -> tuple[Predictions, Labels]:
    random = np.random.default_rng(seed)
    targets = random.integers(n_classes, size=n)
    logits = random.normal(size=(n, n_classes))
    logits[np.arange(n), targets] += skill
    table = np.exp(logits)
    ids = tuple(f"{place}.png" for place in range(n))
    classes = CLASSES[:n_classes]
    return Predictions(ids, classes, table / table.sum(axis=1, keepdims=True)), Labels(ids, targets)


def test_the_uniform_guess_scores_ln_20() -> None:
    _predictions, labels = random_case(200)
    uniform = Predictions(labels.ids, CLASSES, np.full((200, 20), 0.05))
    score = scored(uniform, labels, METRICS["log_loss"])
    assert score.value == pytest.approx(2.995732, abs=1e-6)
    assert (score.low, score.high) == pytest.approx((score.value, score.value))


@pytest.mark.parametrize("metric", METRICS.values(), ids=str)
@pytest.mark.parametrize("kind", ["probabilities", "label_id", "label_name", "top_k"])
def test_a_perfect_file_scores_the_best(metric: Metric, kind: str, tmp_path: Path) -> None:
    contest = Contest("c", CLASSES, metric=metric.name, submission=SubmissionFormat(kind, k=1))
    _predictions, labels = random_case(100)
    perfect = Predictions(labels.ids, CLASSES, np.eye(20)[labels.targets])
    write_submission(perfect, contest, labels.ids, tmp_path / "s.csv")
    score = scored(read_submission(tmp_path / "s.csv", contest, labels.ids), labels, metric)
    assert score.value == pytest.approx(metric.best)
    assert (score.high if metric.greater_is_better else score.low) == pytest.approx(metric.best)


@pytest.mark.parametrize("name", ["log_loss", "macro_f1"])
def test_the_quick_interval_is_the_plain_one(name: str) -> None:
    predictions, labels = random_case(300)
    quick = scored(predictions, labels, METRICS[name])
    # The metric computed anew for each draw, as the quick way is only allowed to pretend.
    random = np.random.default_rng(0)
    draws = [random.integers(300, size=300) for _draw in range(N_DRAWS)]
    plain = np.quantile(
        [METRICS[name](labels.targets[rows], predictions.probabilities[rows]) for rows in draws], [0.025, 0.975]
    )
    assert quick.value == METRICS[name](labels.targets, predictions.probabilities)
    assert (quick.low, quick.high) == pytest.approx(tuple(plain), abs=1e-5)
    assert quick.low < quick.value < quick.high


@pytest.mark.parametrize("name", ["log_loss", "macro_f1", "accuracy"])
def test_a_file_s_interval_does_not_hang_on_the_others(name: str) -> None:
    several, (_first, labels) = [random_case(300, seed=seed)[0] for seed in range(TOGETHER + 3)], random_case(300)
    solution = Solution(labels.ids, labels.targets, (PUBLIC, PRIVATE) * 150)
    together = scores_of_several(several, solution, METRICS[name])
    assert together == [scores_by_usage(predictions, solution, METRICS[name]) for predictions in several]
    assert scores_of_several(several[::-1], solution, METRICS[name]) == together[::-1]


@pytest.mark.parametrize("name", METRICS)
def test_the_interval_covers_the_true_score(name: str) -> None:
    metric = METRICS[name]
    everyone, labels = random_case(20_000, n_classes=5, seed=1)
    truth = metric(labels.targets, everyone.probabilities)
    covered = 0
    for start in range(0, 20_000, 400):
        part = Labels(labels.ids[start : start + 400], labels.targets[start : start + 400])
        score = scored(everyone, part, metric)
        covered += score.low <= truth <= score.high
    assert covered >= 43  # of 50; 47.5 are expected


@pytest.mark.parametrize("name", ["accuracy", "top_3", "top_5"])
@pytest.mark.parametrize(
    ("n_right", "n_rows", "ends"),
    [(6, 6, (0.6097, 1.0)), (0, 6, (0.0, 0.3903)), (81, 263, (0.2553, 0.3662))],  # the last: Newcombe, 1998
)
def test_a_share_has_wilsons_interval(name: str, n_right: int, n_rows: int, ends: tuple[float, float]) -> None:
    ids = tuple(map(str, range(n_rows)))
    answers = Predictions(ids, CLASSES, np.tile(np.eye(20)[0], (n_rows, 1)))
    labels = Labels(ids, np.array([0] * n_right + [1] * (n_rows - n_right)))
    score = scored(answers, labels, METRICS[name])
    assert (score.low, score.high) == pytest.approx(ends, abs=5e-5)


def test_the_same_file_gets_the_same_interval() -> None:
    predictions, labels = random_case(100)
    assert scored(predictions, labels, METRICS["log_loss"]) == scored(predictions, labels, METRICS["log_loss"])
    assert scored(predictions, labels, METRICS["log_loss"], seed=1) != scored(predictions, labels, METRICS["log_loss"])


def test_rows_are_joined_by_name() -> None:
    predictions, labels = random_case(50)
    turned = Labels(labels.ids[::-1], labels.targets[::-1])
    assert scored(predictions, turned, METRICS["log_loss"]).value == pytest.approx(
        scored(predictions, labels, METRICS["log_loss"]).value
    )
    with pytest.raises(RunError, match="nobody"):
        scored(predictions, Labels(("nobody",), np.array([0])), METRICS["log_loss"])


def test_usages_are_scored_apart_and_ignored_rows_not_at_all() -> None:
    targets = np.array([0, 1, 0, 1])
    solution = Solution(("a", "b", "c", "d"), targets, ("Public", "Private", "Private", "Ignored"))
    answers = Predictions(("a", "b", "c", "d"), ("x", "y"), np.array([[1.0, 0], [0, 1], [0, 1], [1, 0]]))
    scores = scores_by_usage(answers, solution, METRICS["accuracy"])
    assert {usage: (score.value, score.n_rows) for usage, score in scores.items()} == {
        "Public": (1, 1),
        "Private": (0.5, 2),
    }
    assert scores_by_usage(answers, Solution(solution.ids, targets), METRICS["accuracy"])[""].n_rows == 4


def test_all_values_are_the_metrics() -> None:
    predictions, labels = random_case(50)
    values = all_values(predictions, labels)
    assert values == {name: metric(labels.targets, predictions.probabilities) for name, metric in METRICS.items()}


def test_names_in_rank_order_give_the_right_top_k(tmp_path: Path) -> None:
    contest = Contest("c", CLASSES, submission=SubmissionFormat("top_k", k=3))
    (tmp_path / "s.csv").write_text("id,label\na,class_7 class_2\nb,class_9\nc,class_1 class_2 class_3\n")
    answers = read_submission(tmp_path / "s.csv", contest, ("a", "b", "c"))
    # The first classes were named in no row but the last: unnamed classes are never hits.
    labels = Labels(("a", "b", "c"), np.array([2, 0, 1]))
    assert all_values(answers, labels, ["accuracy", "top_3", "top_5"]) == pytest.approx(
        {"accuracy": 1 / 3, "top_3": 2 / 3, "top_5": 2 / 3}
    )
