"""From runs to a run: what all answered is blended, each fold at its own temperature, and what cannot be is refused."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from competition.calibration import calibrated, fitted_temperature, log_ratios
from competition.contest import Contest
from competition.errors import KitError, RunError
from competition.fold_files import ANSWERS, load_fold_predictions, save_fold_predictions
from competition.metrics import METRICS
from competition.predictions import Predictions
from competition.runs import Run, save_run
from competition.splits import Split
from submit.blend import ARITHMETIC, GEOMETRIC, blended
from submit.blended_run import Blend, blend_of, save_blend
from submit.parts import common_split, comparable_runs, side_by_side
from tests.blendable_runs import asked_otherwise, written_run, written_split
from tests.miniatures import CLASSES

BOTH = (ARITHMETIC, GEOMETRIC)


@pytest.fixture(scope="module")
def first_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("runs") / "図形"
    split = written_split(place)
    written_run(place, split, "犬", 1.5, seed=1, sureness=2.0)
    written_run(place, split, "cat", 1.2, seed=2)
    written_run(place, split, "three", 1.0, seed=3, n_folds=3)
    return place


@pytest.fixture
def place(first_place: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first_place, tmp_path / first_place.name))


def contest_at(place: Path) -> Contest:
    return Contest(place.name, CLASSES)


def library(place: Path) -> list[Run]:
    found = comparable_runs(place.parent, contest_at(place))
    return sorted(found, key=lambda run: run.name)


def blend_at(place: Path, *names: str) -> tuple[Blend, Split]:
    several = [run for run in library(place) if run.name in names]
    split = common_split(several)
    return blend_of(several, side_by_side(several, split, CLASSES), BOTH, CLASSES), split


def kept(blend: Blend, place: Path, name: str = "blend") -> Run:
    run = Run(place / name, blend.request)
    save_run(run)
    save_blend(blend, run)
    return run


def test_the_blend_is_a_run_like_any_other(place: Path) -> None:
    blend, split = blend_at(place, "犬", "cat")
    run = kept(blend, place)
    recipe = run.request.recipe
    assert (recipe.name, recipe.kind, run.request.n_folds, run.request.split) == (
        "blend",
        "blend",
        2,
        split.fingerprint,
    )
    assert recipe.parts == blend.weights
    assert sum(recipe.parts.values()) == pytest.approx(1)
    assert list(recipe.parts) == ["cat", "犬"]
    trained = next(one for one in library(place) if one.name == "cat").scores
    assert run.scores.keys() == trained.keys()
    assert run.scores["cv"].keys() == run.scores["folds"].keys() == run.scores["spread"].keys() == METRICS.keys()
    answers = run.predictions("out_of_fold")
    assert sorted(answers.ids) == sorted(split.development_ids)
    y_true = split.labels.targets_of(answers.ids)
    for name, metric in METRICS.items():
        assert run.scores["cv"][name] == pytest.approx(metric(y_true, answers.probabilities))
    assert run.scores["cv"]["log_loss"] < trained["cv"]["log_loss"]
    assert run.scores["minutes"] == 4.0


def test_each_fold_is_calibrated_before_the_folds_are_averaged(place: Path) -> None:
    blend, split = blend_at(place, "犬", "cat")
    run = kept(blend, place)
    for part in ("holdout", "test"):
        tables = []
        for one in blend.several:
            folds = [load_fold_predictions(one.fold_folder(fold) / ANSWERS) for fold in range(2)]
            calm = []
            for fold in folds:
                seen = fold["validation"]
                ratios = log_ratios(seen.probabilities, split.labels.targets_of(seen.ids))
                calm.append(calibrated(fold[part].probabilities, fitted_temperature(ratios)))
            tables.append(np.mean(calm, axis=0))
        expected = blended(tables, blend.choice.weights, blend.choice.mean)
        np.testing.assert_allclose(run.predictions(part).probabilities, expected, rtol=1e-12)
    hot, cool = (np.mean(blend.together.parts[place].temperatures) for place in (1, 0))
    assert hot == pytest.approx(2 * cool, rel=0.3)


def test_the_order_of_a_folds_rows_and_classes_does_not_matter(place: Path) -> None:
    before, _split = blend_at(place, "犬", "cat")
    path = place / "cat" / "fold-1" / ANSWERS
    mixed = {
        part: table.aligned(table.ids[::-1], table.classes[::-1]) for part, table in load_fold_predictions(path).items()
    }
    save_fold_predictions(path, mixed)
    after, _split = blend_at(place, "犬", "cat")
    assert after.request.same_as(before.request)
    np.testing.assert_allclose(after.out_of_fold.probabilities, before.out_of_fold.probabilities, rtol=1e-12)
    one, other = kept(before, place, "one"), kept(after, place, "other")
    for part in ("holdout", "test"):
        np.testing.assert_allclose(
            one.predictions(part).probabilities, other.predictions(part).probabilities, rtol=1e-12
        )


def test_runs_with_other_folds_blend_too(place: Path) -> None:
    blend, split = blend_at(place, "犬", "cat", "three")
    assert blend.request.n_folds == 3
    assert len(blend.together.ids) == len(split.development_ids)
    assert [len(part.temperatures) for part in blend.together.parts] == [2, 3, 2]


def test_only_what_every_run_answered_counts(place: Path) -> None:
    blend_all, split = blend_at(place, "cat", "犬")
    written_run(place, split, "quick", 1.0, seed=4, n_folds=1)
    blend, _split = blend_at(place, "cat", "quick")
    assert blend.together.ids == tuple(sorted(split.validation_ids(1, 0)))
    assert blend.together.n_answered == (640, 128)
    assert blend.request.n_folds == 2
    # One single hold-out alone has no folds; blocks are dealt.
    alone, _split = blend_at(place, "quick")
    assert alone.request.n_folds == 5
    assert alone.weights == {"quick": 1.0}
    assert not blend.request.same_as(blend_all.request)


def test_a_blend_can_be_blended_and_so_can_a_run_without_its_folds(place: Path) -> None:
    first, split = blend_at(place, "犬", "cat")
    blend = kept(first, place)
    for fold in (1, 2):
        shutil.rmtree(place / "cat" / f"fold-{fold}")
    three = next(one for one in library(place) if one.name == "three")
    cat = next(one for one in library(place) if one.name == "cat")
    several = [blend, cat, three]
    second = blend_of(several, side_by_side(several, common_split(several), CLASSES), BOTH, CLASSES)
    assert [len(part.temperatures) for part in second.together.parts] == [1, 1, 3]
    again = kept(second, place, "blend-2")
    assert len(again.predictions("test").ids) == 4
    assert set(second.weights) == {"blend", "cat", "three"}


def test_blends_and_what_learned_from_everything_are_no_parts_by_themselves(place: Path) -> None:
    kept(blend_at(place, "犬", "cat")[0], place)
    asked_otherwise(next(run for run in library(place) if run.name == "three"), parent="cat", n_folds=1)
    assert [run.name for run in library(place)] == ["cat", "犬"]
    (place / "cat" / "scores.json").unlink()
    assert [run.name for run in library(place)] == ["犬"]
    assert comparable_runs(place.parent / "nowhere", contest_at(place)) == []


def test_a_contest_without_a_test_part(place: Path) -> None:
    for run in library(place):
        for fold in range(run.request.n_folds):
            path = run.fold_folder(fold) / ANSWERS
            save_fold_predictions(path, {**load_fold_predictions(path, only=["validation", "holdout"])})
    run = kept(blend_at(place, "犬", "cat")[0], place)
    assert run.predictions("holdout").classes == CLASSES
    assert not (run.folder / "test.csv").exists()


def refusal(several: list[Run]) -> str:
    with pytest.raises(KitError) as raised:
        side_by_side(several, common_split(several), CLASSES)
    return str(raised.value)


def test_runs_of_different_splits_are_refused(place: Path) -> None:
    runs = {run.name: run for run in library(place)}
    other = asked_otherwise(runs["cat"], split="f" * 16)
    assert "Runs on different splits cannot be blended" in refusal([runs["犬"], other])
    assert "cat (ffffff)" in refusal([runs["犬"], other])
    assert "another split than the one beside them" in refusal([other])
    lower = asked_otherwise(runs["犬"], share=0.3)
    assert "Runs on different splits" in refusal([lower, runs["three"]])


def test_runs_of_different_folders_are_refused(place: Path, first_place: Path) -> None:
    said = refusal([library(place)[0], library(first_place)[1]])
    assert "have to lie in one folder of runs" in said
    assert "runs import" in said


def test_a_run_on_everything_and_an_unfinished_one_are_refused(place: Path) -> None:
    runs = {run.name: run for run in library(place)}
    whole = asked_otherwise(runs["three"], parent="犬", n_folds=1)
    said = refusal([runs["cat"], whole])
    assert "learned from everything has no out-of-fold answers" in said
    assert "Blend in its place: 犬." in said
    (place / "cat" / "scores.json").unlink()
    assert "The run cat is not finished" in refusal([runs["cat"], runs["犬"]])


def test_too_few_pictures_are_refused_with_what_each_run_has(tmp_path: Path) -> None:
    place = tmp_path / "runs" / "small"
    split = written_split(place, 120)
    few = [written_run(place, split, name, 1.0, n_folds=n) for name, n in (("a", 2), ("b", 1))]
    said = refusal(few)
    assert "at least 100 pictures that every run answered out of fold; there are" in said
    assert "a (96), b (" in said


def test_answers_that_are_no_numbers_or_of_other_pictures_are_refused(place: Path) -> None:
    runs = {run.name: run for run in library(place)}
    path = place / "cat" / "fold-1" / ANSWERS
    parts = load_fold_predictions(path)
    table = parts["validation"]
    broken = table.probabilities.copy()
    broken[3] = np.nan
    save_fold_predictions(path, {**parts, "validation": Predictions(table.ids, table.classes, broken)})
    assert "The answers of these runs are no numbers: cat" in refusal([runs["cat"], runs["犬"]])
    strangers = replace(table, ids=("何", *table.ids[1:]))
    save_fold_predictions(path, {**parts, "validation": strangers})
    assert "The run cat answers to pictures that are not in its split: 何" in refusal([runs["cat"], runs["犬"]])
    path.write_bytes(b"PK half a file")
    assert "cannot be read" in refusal([runs["cat"], runs["犬"]])


def test_a_part_that_lacks_test_pictures_is_said(place: Path) -> None:
    blend, _split = blend_at(place, "犬", "cat")
    path = place / "犬" / "fold-2" / ANSWERS
    parts = load_fold_predictions(path)
    save_fold_predictions(path, {**parts, "test": parts["test"].aligned(parts["test"].ids[:2], CLASSES)})
    with pytest.raises(RunError, match="There are no predictions for"):
        kept(blend, place)
    assert not (place / "blend" / "scores.json").exists()
