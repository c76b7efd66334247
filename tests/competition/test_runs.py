"""A run is a folder that says what was asked for; runs are found by name, by contest and name, and by folder."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.errors import RunError
from competition.predictions import Predictions
from competition.run_search import all_runs, damaged_runs, found_run
from competition.runs import Recipe, Request, Run, load_run, read_json, save_run, write_json

RECIPE = Recipe("cnn", "network", "baselines.networks.cnn:build", {"epochs": 15, "learning_rate": 1e-3, "plain": False})
REQUEST = Request("emoji20", "log_loss", "emoji20", RECIPE, 5, "0123456789abcdef", 0.2, 0)
VALUES = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5))


def saved(root: Path, contest: str, name: str, started: str = "2025-01-01 10:00:00", **changes: Any) -> Run:
    run = Run(
        root / contest / name, replace(REQUEST, contest=contest, **changes), {"started": started, "command": "train …"}
    )
    save_run(run)
    return run


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    run = saved(tmp_path, "絵文字", "私の cnn", minutes=1.5, parent="cnn", where="C:\\データ\\絵文字")
    assert load_run(run.folder) == run
    assert run.name == "私の cnn"
    assert "私" not in run.folder.joinpath("run.json").name
    assert "絵文字" in (run.folder / "run.json").read_text(encoding="utf-8")  # for people, not \\u7d75


@given(st.dictionaries(st.text("abc_", min_size=1, max_size=4), VALUES, max_size=4))
def test_a_request_survives_its_file(tmp_path_factory: pytest.TempPathFactory, values: dict[str, Any]) -> None:
    """Also to the last bit of a learning rate, or the run would not be found again."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    request = replace(REQUEST, recipe=replace(RECIPE, settings=values))
    save_run(Run(folder, request))
    assert load_run(folder).request.same_as(request)
    assert load_run(folder).request.differences(request) == []


def test_differences_read_well() -> None:
    other = replace(
        REQUEST,
        where="/elsewhere",
        n_folds=3,
        minutes=2.0,
        recipe=replace(RECIPE, policy="light", settings={**RECIPE.settings, "epochs": 30, "units": 64}),
    )
    assert REQUEST.differences(other) == [
        "epochs: 15 → 30",
        "policy: none → light",
        "n_folds: 5 → 3",
        "minutes: None → 2.0",
        "units: None → 64",
    ]
    assert other.differences(REQUEST)[0] == "epochs: 30 → 15"
    assert not REQUEST.same_as(other)
    assert REQUEST.same_as(replace(REQUEST, where="/elsewhere"))


def test_a_tuple_among_the_settings_is_the_list_it_becomes_on_disk() -> None:
    one, other = (replace(REQUEST, recipe=replace(RECIPE, settings={"sizes": value})) for value in ((1, 2), [1, 2]))
    assert one.same_as(other)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "7",
        "{}",
        '{"request": "cnn", "made_with": {}}',
        '{"request": {}, "made_with": {}}',
        '{"request": {"recipe": 3}, "made_with": {}}',
        '{"request": {"recipe": {"name": "cnn"}}, "made_with": {}}',
        "\x00\x01",
    ],
)
def test_a_damaged_run_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match=r"run\.json"):
        load_run(tmp_path)


def test_damage_deeper_inside_is_said(tmp_path: Path) -> None:
    run = saved(tmp_path, "emoji20", "cnn")
    whole = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    for broken in (
        {**whole, "made_with": None},
        {**whole, "made_with": "me"},
        {"request": whole["request"]},
        {**whole, "request": {**whole["request"], "surprise": 1}},
        {**whole, "request": {key: value for key, value in whole["request"].items() if key != "n_folds"}},
    ):
        write_json(run.folder / "run.json", broken)
        with pytest.raises(RunError, match=r"run\.json"):
            load_run(run.folder)
    (run.folder / "run.json").write_bytes(b"\xff\xfe\x80")
    with pytest.raises(RunError, match=r"run\.json"):
        load_run(run.folder)


def test_a_folder_without_a_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"no run\.json"):
        load_run(tmp_path)


def test_an_unfinished_run_says_how_to_go_on(tmp_path: Path) -> None:
    run = saved(tmp_path, "emoji20", "cnn")
    assert not run.is_finished
    with pytest.raises(RunError, match="not finished") as raised:
        run.scores  # noqa: B018
    assert "train …" in raised.value.hint
    with pytest.raises(RunError, match="no predictions for its part 'test'"):
        run.predictions("test")


def test_a_finished_run_has_scores_and_predictions(tmp_path: Path) -> None:
    run = saved(tmp_path, "emoji20", "cnn")
    scores = {"cv": {"log_loss": 0.1 + 0.2}, "minutes": 1.0, "epochs": [3]}
    write_json(run.folder / "scores.json", scores)
    table = Predictions(("1e5", "犬"), ("x", "y"), np.array([[0.1, 0.9], [1 / 3, 2 / 3]]))
    table.save(run.folder / "test.csv")
    assert load_run(run.folder).scores == scores
    found = run.predictions("test")
    assert found.ids == table.ids
    np.testing.assert_array_equal(found.probabilities, table.probabilities)
    assert run.fold_folder(0).name == "fold-1"


def test_json_of_a_run_is_an_object(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"犬": 1})
    assert read_json(tmp_path / "a.json") == {"犬": 1}
    (tmp_path / "a.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(RunError, match=r"a\.json"):
        read_json(tmp_path / "a.json")


@pytest.fixture
def several(tmp_path: Path) -> Path:
    root = tmp_path / "runs"
    saved(root, "emoji20", "second", "2025-01-02 10:00:00")
    saved(root, "emoji20", "cnn", "2025-01-03 10:00:00")
    saved(root, "mnist", "cnn", "2025-01-01 10:00:00")
    saved(root, "contest [1]*", "犬", "2025-01-04 10:00:00")
    return root


def names(found: list[Run]) -> list[str]:
    return [f"{run.request.contest}/{run.name}" for run in found]


def test_runs_are_listed_oldest_first(several: Path) -> None:
    assert names(all_runs(several)) == ["mnist/cnn", "emoji20/second", "emoji20/cnn", "contest [1]*/犬"]
    assert names(all_runs(several, "emoji20")) == ["emoji20/second", "emoji20/cnn"]
    # The name of a contest is no pattern.
    assert names(all_runs(several, "contest [1]*")) == ["contest [1]*/犬"]
    assert names(all_runs(several, "*")) == []
    assert all_runs(several / "nowhere") == []


def test_a_run_is_found_by_name_by_contest_and_by_folder(several: Path) -> None:
    assert names([found_run(several, "second")]) == ["emoji20/second"]
    assert names([found_run(several, "cnn", "mnist")]) == ["mnist/cnn"]
    assert names([found_run(several, "mnist/cnn")]) == ["mnist/cnn"]
    assert names([found_run(several, "mnist/cnn", "mnist")]) == ["mnist/cnn"]
    assert names([found_run(several, str(several / "emoji20" / "cnn"))]) == ["emoji20/cnn"]
    assert names([found_run(several, "犬")]) == ["contest [1]*/犬"]


def test_a_name_of_several_contests_is_said(several: Path) -> None:
    with pytest.raises(RunError, match="Several contests") as raised:
        found_run(several, "cnn")
    assert raised.value.offenders == ["mnist/cnn", "emoji20/cnn"]


def test_a_name_of_no_run_lists_those_there_are(several: Path, tmp_path: Path) -> None:
    for contest, known in ((None, "second, cnn"), ("emoji20", "second, cnn"), ("mnist", "cnn")):
        with pytest.raises(RunError, match="no run named nobody") as raised:
            found_run(several, "nobody", contest)
        assert known in raised.value.hint
    with pytest.raises(RunError) as raised:
        found_run(tmp_path / "none", "cnn")
    assert "Train one first" in raised.value.hint


def test_a_damaged_run_does_not_hide_the_others(several: Path) -> None:
    (several / "mnist" / "cnn" / "run.json").write_text("{", encoding="utf-8")
    assert names(all_runs(several)) == ["emoji20/second", "emoji20/cnn", "contest [1]*/犬"]
    assert [str(Path("mnist", "cnn", "run.json")) in str(error) for error in damaged_runs(several)] == [True]
    with pytest.raises(RunError, match="cannot be read"):
        found_run(several, "mnist/cnn")
