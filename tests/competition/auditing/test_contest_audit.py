"""Whole audits: every planted flaw is found in every layout, and nothing is found where there is nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from competition.auditing.contest_audit import audited, contest_findings
from competition.auditing.findings import LOOK, OK, STOP, Finding
from competition.dataset import open_dataset
from competition.solution import Solution, read_solution
from tests.leaky_contests import LAYOUTS, LEAKS, ignoring, leaky

TOPICS = {
    "name": "names",
    "size": "size in bytes",
    "padding": "bytes beside the picture",
    "note": "bytes beside the picture",
    "date": "dates",
    "taken": "dates",
    "zip date": "dates",
    "format": "formats",
    "quality": "formats",
    "dimensions": "dimensions",
    "order": "order",
}


def findings(folder: Path, solution: Path | None) -> dict[str, Finding]:
    place = folder / "public" if (folder / "public").exists() else folder
    dataset = open_dataset(str(place))
    known = read_solution(solution, dataset.contest) if solution else None
    return {one.topic: one for one in contest_findings(audited(dataset, known))}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_contest_without_flaws_is_ok(layout: str, tmp_path: Path) -> None:
    found = findings(*leaky(tmp_path / "contest", layout))
    assert {topic: one.sentence for topic, one in found.items() if one.level != OK} == {}


@pytest.mark.parametrize("leak", LEAKS)
def test_every_leak_is_found_and_no_other_is_told(leak: str, tmp_path: Path) -> None:
    found = findings(*leaky(tmp_path / "contest", "page", leak))
    # How busy a picture is lies in its pixels as well: people shall look, no more.
    assert found[TOPICS[leak]].level == (LOOK if leak == "size" else STOP)
    assert found[TOPICS[leak]].to_do
    assert found[TOPICS[leak]].exhibits
    others = {topic for topic, one in found.items() if one.level == STOP} - {TOPICS[leak]}
    # What goes together in a file is told together: numbers in names with order, Exif notes with dates.
    assert others <= {"names", "size in bytes", "bytes beside the picture", "formats", "order"}


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["signate", "kaggle", "folders"])
@pytest.mark.parametrize("leak", ["name", "padding", "dimensions"])
def test_leaks_are_found_in_every_layout(layout: str, leak: str, tmp_path: Path) -> None:
    assert findings(*leaky(tmp_path / "contest", layout, leak))[TOPICS[leak]].level == STOP


def test_a_leak_that_the_test_part_has_not_is_only_looked_at(tmp_path: Path) -> None:
    folder, solution = leaky(tmp_path / "contest", "kaggle", "padding", clean_test=True)
    found = findings(folder, solution)["bytes beside the picture"]
    assert found.level == LOOK
    assert "not given away" in found.sentence
    # Who does not say what the labels are cannot be told so.
    unsure = findings(folder, None)["bytes beside the picture"]
    assert unsure.level == STOP
    assert "--solution" in unsure.to_do


def test_twins_across_parts_are_told_until_they_no_longer_count(tmp_path: Path) -> None:
    folder, path = leaky(tmp_path / "contest", "kaggle")
    train, test = (sorted((folder / part).iterdir()) for part in ("train", "test"))
    for place in range(3):
        shutil.copyfile(train[place], test[place])
    found = findings(folder, path)["exact twins"]
    assert found.level == STOP
    assert {picture.name for one in found.exhibits for picture in one.pictures} == {
        one.name for one in (*train[:3], *test[:3])
    }
    dataset = open_dataset(str(folder))
    solution = ignoring(read_solution(path, dataset.contest), {one.name for one in test[:3]})
    again = {one.topic: one for one in contest_findings(audited(dataset, solution))}
    assert again["exact twins"].level == OK


def test_what_cannot_be_read_stops_a_contest(tmp_path: Path) -> None:
    folder, solution = leaky(tmp_path / "contest", "kaggle")
    train, test = (sorted((folder / part).iterdir())[0] for part in ("train", "test"))
    train.write_bytes(b"no picture")
    assert findings(folder, solution)["readable"].level == LOOK
    test.write_bytes(b"no picture")
    found = findings(folder, solution)["readable"]
    assert found.level == STOP
    assert test.name in found.sentence


def test_a_solution_of_other_pictures_stops_a_contest(tmp_path: Path) -> None:
    folder, path = leaky(tmp_path / "contest", "kaggle")
    dataset = open_dataset(str(folder))
    solution = read_solution(path, dataset.contest)
    short = Solution(solution.ids[1:], solution.targets[1:])
    found = {one.topic: one for one in contest_findings(audited(dataset, short))}
    assert found["solution"].level == STOP
    assert solution.ids[0] in found["solution"].sentence


def test_without_a_test_part_the_rest_is_told(tmp_path: Path) -> None:
    folder, _solution = leaky(tmp_path / "contest", "folders", "name")
    shutil.rmtree(folder / "test")
    (folder / "sample_submission.csv").unlink()
    found = findings(folder, None)
    assert found["solution"].level == LOOK
    assert found["names"].level == LOOK


def test_test_labels_of_another_mixture_are_told(tmp_path: Path) -> None:
    folder, path = leaky(tmp_path / "contest", "kaggle")
    dataset = open_dataset(str(folder))
    solution = read_solution(path, dataset.contest)
    uneven = replace(solution, targets=np.where(np.arange(80) < 50, 0, solution.targets))
    found = {one.topic: one for one in contest_findings(audited(dataset, uneven))}
    assert found["classes of test"].level == LOOK


@pytest.mark.slow
def test_the_real_contest_has_twins_and_no_leak(contest108: Path) -> None:
    found = findings(contest108, None)
    assert found["exact twins"].sentence.startswith("26 groups")
    assert "10 across train and test" in found["exact twins"].sentence
    assert found["near twins"].level == LOOK
    assert {topic for topic in set(TOPICS.values()) if found[topic].level != OK} == set()
