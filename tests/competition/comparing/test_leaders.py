"""Which runs could be the best: those too close to it, among the runs of one contest and split."""

from pathlib import Path

import numpy as np
import pytest

from competition.comparing.leaders import leaders
from competition.runs import Run
from tests.answered_runs import written_run, written_split


def named(runs: list[Run]) -> dict[str, bool]:
    return {folder.name: verdict for folder, verdict in leaders(runs).items()}


@pytest.mark.parametrize("metric", ["log_loss", "accuracy", "macro_f1"])
def test_close_ones_could_be_far_ones_not(tmp_path: Path, metric: str) -> None:
    place = tmp_path / "shapes"
    split = written_split(place)
    runs = [
        written_run(place, name, split, skill, seed=seed, metric=metric)
        for seed, (name, skill) in enumerate((("far", 0.5), ("good", 2.5), ("as good", 2.5)))
    ]
    assert named(runs) == {"good": True, "as good": True, "far": False}
    assert named(runs[::-1]) == named(runs)


def test_each_table_has_its_own_best(tmp_path: Path) -> None:
    place = tmp_path / "shapes"
    runs = [written_run(place, "one", written_split(place), 0.5)]
    runs.append(written_run(place, "two", written_split(place, data="other"), 2.5))
    assert named(runs) == {"one": True, "two": True}
    assert named([]) == {}


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    place = tmp_path / "shapes"
    split = written_split(place)
    runs = [written_run(place, f"run-{seed}", split, 1.0 + 0.5 * seed, seed=seed) for seed in range(4)]
    (runs[0].folder / "out_of_fold.csv").unlink()
    (runs[1].folder / "scores.json").unlink()
    assert named(runs) == {"run-3": True, "run-2": False}


def test_of_equals_hardly_one_is_called_worse(tmp_path: Path) -> None:
    """Six runs that are equally good, twenty times: the first of them is the first by luck."""
    place = tmp_path / "shapes"
    split = written_split(place)
    runs = [written_run(place, f"run-{seed}", split, 1.5, seed=seed) for seed in range(24)]
    random = np.random.default_rng(0)
    tables = [[runs[one] for one in random.permutation(24)[:6]] for _table in range(20)]
    assert sum(not all(leaders(table).values()) for table in tables) <= 3
