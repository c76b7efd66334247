"""Labels flipped on purpose are found; certain ones are left alone; twins with two labels come first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.audit import Picture, TwinGroup
from competition.labels import Labels
from competition.predictions import Predictions
from competition.reviewing.doubts import doubtfulness, doubts, usual_confidence

CLASSES = tuple(f"類{number}" for number in range(20))


def asked_models(sharpness: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """3,000 answers, and true classes that are as often what the answers hold for likely as they say."""
    odds = np.exp(random.normal(0, sharpness, (3000, 20)))
    table = odds / odds.sum(axis=1, keepdims=True)
    reached = (table.cumsum(axis=1) > random.random((3000, 1))).argmax(axis=1)
    return reached, table


@pytest.mark.parametrize("share", [0.02, 0.05])
@pytest.mark.parametrize(
    ("sharpness", "accuracy", "found_at_least"), [(3, 0.59, 0.75), (6, 0.78, 0.9), (12, 0.88, 0.95)]
)
def test_most_flipped_labels_are_at_the_top(
    sharpness: float, accuracy: float, found_at_least: float, share: float
) -> None:
    """At the top: among the first so many as were flipped, twice over. By chance that would be a tenth of them."""
    random = np.random.default_rng(0)
    true, table = asked_models(sharpness, random)
    assert (table.argmax(axis=1) == true).mean() == pytest.approx(accuracy, abs=0.03)
    answers = Predictions(tuple(f"{n}.png" for n in range(3000)), CLASSES, table)
    flipped = random.choice(3000, int(3000 * share), replace=False)
    given = true.copy()
    given[flipped] = (true[flipped] + random.integers(1, 20, len(flipped))) % 20
    found = doubts(Labels(answers.ids, given, classes=CLASSES), answers, [])
    wrong = {answers.ids[row]: CLASSES[true[row]] for row in flipped}
    top = [one for one in found[: 2 * len(flipped)] if one.id in wrong]
    assert len(top) >= found_at_least * len(wrong)
    assert np.mean([one.suggestion == wrong[one.id] for one in top]) > accuracy - 0.1
    assert [one.doubt for one in found] == sorted((one.doubt for one in found), reverse=True)


def test_nothing_is_doubted_where_the_models_agree() -> None:
    true = np.arange(40) % 20
    answers = Predictions(tuple(map(str, range(40))), CLASSES, np.eye(20)[true])
    assert doubts(Labels(answers.ids, true, classes=CLASSES), answers, []) == []


def test_a_label_is_measured_by_what_its_class_usually_gets() -> None:
    """The models are shy of cats and bold with dogs: to get three tenths is little for a dog, not for a cat."""
    targets = np.array([0, 0, 0, 1, 1, 1])
    table = np.array([[0.4, 0.6], [0.5, 0.5], [0.3, 0.7], [0.05, 0.95], [0.05, 0.95], [0.7, 0.3]])
    assert usual_confidence(targets, table).round(3).tolist() == [0.4, 0.733]
    rivals, doubt = doubtfulness(targets, table)
    assert rivals.tolist() == [1, 1, 1, 0, 0, 0]
    assert doubt[5] > doubt[2] > doubt[0]


def test_pictures_and_classes_are_joined_by_name() -> None:
    labels = Labels(("c", "a", "b"), np.array([0, 0, 1]), classes=("cat", "dog"))
    answers = Predictions(("a", "b", "c"), ("dog", "cat"), np.array([[0.1, 0.9], [0.9, 0.1], [0.95, 0.05]]))
    (found,) = doubts(labels, answers, [])
    assert (found.id, found.label, found.suggestion) == ("c", "cat", "dog")
    assert found.doubt == pytest.approx(0.95 / (0.95 + 0.05 / 0.475), abs=1e-4)
    assert found.why == "the models give cat 5% and dog 95%"


TWINS = TwinGroup(
    (Picture("a", "train", "cat", "f"), Picture("b", "train", "dog", "f"), Picture("c", "train", "cat", "f"))
)
SAME = TwinGroup((Picture("d", "train", "cat", "g"), Picture("e", "train", "cat", "g")))
LABELS = Labels(("a", "b", "c", "d", "e"), np.array([0, 1, 0, 0, 0]), classes=("cat", "dog"))


def test_twins_with_two_labels_come_first_and_the_models_choose() -> None:
    table = np.array([[0.2, 0.8], [0.2, 0.8], [0.2, 0.8], [0.01, 0.99], [0.9, 0.1]])
    found = doubts(LABELS, Predictions(LABELS.ids, LABELS.classes, table), [SAME, TWINS])
    assert [(doubt.id, doubt.suggestion) for doubt in found] == [("a", "dog"), ("c", "dog"), ("d", "dog")]
    assert found[0].why == "the same picture as b, which is labelled dog"


def test_twins_that_no_model_answered_go_by_the_majority() -> None:
    answers = Predictions(("d", "e"), LABELS.classes, np.array([[0.9, 0.1], [0.9, 0.1]]))
    (found,) = doubts(LABELS, answers, [TWINS, SAME])
    assert (found.id, found.suggestion, found.doubt) == ("b", "cat", 0.5)


@given(st.integers(1, 40), st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_the_rival_is_the_likeliest_other_class_in_any_order(n: int, n_classes: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    targets = random.integers(0, n_classes, n)
    table = random.dirichlet(np.full(n_classes, 0.3), n)
    rivals, doubt = doubtfulness(targets, table)
    assert (rivals != targets).all()
    assert ((doubt > 0) & (doubt < 1)).all()
    for row in range(n):
        assert table[row, rivals[row]] == np.delete(table[row], targets[row]).max()
    order = random.permutation(n)
    np.testing.assert_array_equal(doubtfulness(targets[order], table[order])[0], rivals[order])
    np.testing.assert_allclose(doubtfulness(targets[order], table[order])[1], doubt[order])
