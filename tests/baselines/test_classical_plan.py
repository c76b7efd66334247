"""How many pictures a classical recipe may learn from: as many as fit, never fewer than were measured."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.classical_plan import Growth, settled_parts
from baselines.parts import Part
from competition.runs import Recipe, Request, Run, read_json

growths = st.builds(
    Growth,
    n=st.integers(1, 1000),
    seconds=st.floats(0.001, 100),
    power=st.floats(0, 2),
    answer_s=st.floats(0, 0.01),
    n_answers=st.integers(0, 1000),
)


@given(growth=growths, most=st.integers(1, 100_000), left_s=st.floats(-10, 10_000))
def test_as_many_as_fit(growth: Growth, most: int, left_s: float) -> None:
    n = growth.fitting(most, left_s)
    least = min(growth.n, most)
    assert least <= n <= most
    assert n == least or growth.fold_s(n) <= left_s
    assert n == most or growth.fold_s(n + 1) > left_s


@pytest.fixture
def parts(tmp_path: Path) -> dict[str, Part]:
    """A fold whose pictures lie in a file, as a store's do."""
    path = tmp_path / "images.npy"
    random = np.random.default_rng(0)
    targets = random.integers(0, 3, 600)
    np.save(path, (random.integers(0, 60, (600, 16, 16, 3)) + 60 * targets[:, None, None, None]).astype(np.uint8))
    images = np.load(path, mmap_mode="r")

    def part(rows: np.ndarray) -> Part:
        return Part(tuple(map(str, rows)), images, rows, targets[rows])

    return {"train": part(np.arange(400)), "validation": part(np.arange(400, 600))}


def run_with(minutes: float | None, folder: Path) -> Run:
    recipe = Recipe("tree", "classical", "baselines.classical:tree", {"max_depth": 3, "min_samples_leaf": 1, "seed": 4})
    request = Request("c", "log_loss", "", recipe, 2, "", 0.2, 0, minutes)
    return Run(folder, request)


def test_without_minutes_all_are_learned_from(parts: dict[str, Part], tmp_path: Path) -> None:
    assert settled_parts(run_with(None, tmp_path), parts, 0.0) == parts


def test_plenty_of_minutes_leave_all(
    parts: dict[str, Part], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(settled_parts(run_with(10, tmp_path), parts, 0.0)["train"]) == 400
    assert capsys.readouterr().out.startswith("Plan: 400 of 400 training pictures in each of 2 folds, about 0.0 of 10")


def test_no_time_leaves_few_and_says_so(
    parts: dict[str, Part], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_with(0.01, tmp_path)
    planned = settled_parts(run, parts, 60.0)
    assert len(planned["train"]) == 200
    assert planned["validation"] is parts["validation"]
    assert "Even so few take longer than that" in capsys.readouterr().out
    # The next fold, or the next start, goes by the same plan, without another measurement.
    assert read_json(run.folder / "plan.json")["share"] == 0.5
    again = settled_parts(run, parts, 0.0)["train"]
    assert again.ids == planned["train"].ids and capsys.readouterr().out == ""
    # Another seed takes others.
    settings = {**run.request.recipe.settings, "seed": 5}
    recipe = dataclasses.replace(run.request.recipe, settings=settings)
    other = dataclasses.replace(run, request=dataclasses.replace(run.request, recipe=recipe))
    assert settled_parts(other, parts, 0.0)["train"].ids != again.ids
