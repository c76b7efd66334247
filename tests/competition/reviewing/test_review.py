"""What a reviewed list changes, whoever wrote it in which order, and that a run keeps to its own."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from competition.errors import RunError
from competition.labels import Labels
from competition.reviewing.review import REVIEWED, Review, load_review, save_review
from competition.runs import Recipe, Request, Run

LABELS = Labels(("a.png", "b.png", "犬, 1.png", "d.png"), np.array([0, 0, 1, 1]), classes=("猫", "犬"))
REVIEW = Review(frozenset({"a.png"}), {"犬, 1.png": "猫", "d.png": "猫"})


def run_with(review: Review, folder: Path) -> Run:
    recipe = Recipe("tree", "classical", "baselines.classical:tree", {})
    return Run(folder, Request("c", "log_loss", "", recipe, 2, "f", 0.2, 0, review=review.fingerprint))


def test_what_is_learned() -> None:
    ids, targets = REVIEW.taught(("犬, 1.png", "a.png", "b.png"), LABELS)
    assert (ids, targets.tolist()) == (("犬, 1.png", "b.png"), [0, 0])
    assert LABELS.targets.tolist() == [0, 0, 1, 1]
    ids, targets = Review().taught(LABELS.ids, LABELS)
    assert (ids, targets.tolist()) == (LABELS.ids, [0, 0, 1, 1])


def test_the_fingerprint_is_of_what_changes() -> None:
    turned = Review(frozenset({"a.png"}), {"d.png": "猫", "犬, 1.png": "猫"})
    assert turned.fingerprint == REVIEW.fingerprint != ""
    others = [Review(frozenset({"b.png"}), REVIEW.relabelled), Review(REVIEW.dropped), Review((), {"a.png": "犬"})]  # type: ignore[arg-type]
    assert len({REVIEW.fingerprint, *(one.fingerprint for one in others)}) == 4


def test_a_run_keeps_its_list(tmp_path: Path) -> None:
    save_review(REVIEW, tmp_path)
    assert load_review(run_with(REVIEW, tmp_path)) == REVIEW
    (tmp_path / REVIEWED).unlink()
    assert load_review(run_with(Review(), tmp_path)) == Review()


@pytest.mark.parametrize("text", [None, "", "id,action\n", "id,action,label\nb.png,drop,\n", "\0"])
def test_a_list_that_is_gone_or_edited_is_refused(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / REVIEWED).write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=r"reviewed\.csv"):
        load_review(run_with(REVIEW, tmp_path))


def test_another_list_is_another_request(tmp_path: Path) -> None:
    request = run_with(REVIEW, tmp_path).request
    assert request.differences(replace(request, review="")) == [f"review: {REVIEW.fingerprint} → "]
