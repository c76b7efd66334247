"""`compare` as a team meets it: one sentence that says which is better, or that it may be luck; and every refusal."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from baselines.recipes import CATALOG
from competition.run_search import found_run
from competition.runs import Recipe, Request, Run
from competition.split_files import load_split, saved_splits
from scripts.cli import main
from scripts.comparing import more_seeds
from tests.answered_runs import written_run, written_split
from tests.scripts.conftest import TREE, Desk

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The runs of one contest in the folder one stands in: a good one, one as good, a bad one, all of two folds."""
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "runs" / "図形"
    split = written_split(place)
    written_run(place, "good", split, 2.5, epochs=9)
    written_run(place, "as-good", split, 2.5, seed=1, epochs=7)
    written_run(place, "bad", split, 0.8, epochs=3)
    return place


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["compare", *words]) == 0
    return capsys.readouterr().out


def test_a_clear_winner(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "bad", "good")
    better = re.search(r"good is better than bad by (\S+) log_loss, 95 % between (\S+) and (\S+)\.", text)
    assert better is not None
    gain, low, high = map(float, better.groups())
    runs = [found_run(place.parent, name) for name in ("bad", "good")]
    bad, good = (run.scores["cv"]["log_loss"] for run in runs)
    assert gain == pytest.approx(bad - good, abs=1e-5)
    assert 0 < low < gain < high
    assert "400 pictures" in text
    assert "hardly chance (McNemar's test)" in text
    assert "三角" in text and "good is better" in text
    assert "could well be chance" not in text
    assert text.rstrip().endswith("kit.py compare --recipes bad good")
    assert said(capsys, "bad", "good") == text


def test_what_may_be_luck_says_how_many_pictures_it_would_take(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "good", "as-good")
    assert re.search(r"(as-)?good did better than (as-)?good here by \S+ log_loss, 95 % between -\S+ and \S+\. ", text)
    assert re.search(
        r"That could well be chance: it would take about [\d,]+ more pictures to see a gain this small\.", text
    )
    assert "of all tries (McNemar's test)" in text


def test_a_run_and_its_twin(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    split = load_split(saved_splits(place)[0])
    written_run(place, "twin", split, 2.5, epochs=8)
    text = said(capsys, "good", "twin")
    assert "good and twin have the same log_loss on these pictures." in text
    assert "both are right about the same pictures" in text


@pytest.mark.parametrize("names", [[], ["good"], ["図形", "good", "bad"]])
def test_two_runs_and_no_more(names: list[str], place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *names]) == 2
    error = capsys.readouterr().err
    assert f"compare takes two runs, {len(names)} came" in error
    assert "without their contest" in error


def test_only_shared_pictures_count(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    split = load_split(saved_splits(place)[0])
    written_run(place, "single", split, 2.5, n_folds=1)
    text = said(capsys, "single", "good")
    assert "80 pictures" in text
    assert "Only those that both answered count; single answered 80, good answered 400." in text
    assert "More folds learn from more pictures each" in text


@pytest.fixture
def seeded(place: Path) -> list[Run]:
    """Three seeds of each of two recipes."""
    split = load_split(saved_splits(place)[0])
    names = [(f"{name}-{seed}", skill, seed) for name, skill in (("new", 2.5), ("old", 1.0)) for seed in range(3)]
    return [written_run(place, name, split, skill, seed=seed, luck=0.1, depth=skill) for name, skill, seed in names]


def test_recipes_over_seeds(seeded: list[Run], capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "--recipes", "old-0", "new-2")
    assert re.search(r"new-2 is better than old-0 by \S+ log_loss, 95 % between \S+ and \S+\. ", text)
    assert "That holds for other pictures and other seeds." in text
    assert "0, 1, 2" in text
    for run in seeded:
        assert f"{run.scores['cv']['log_loss']:.5f}" in text
    assert "Next:" not in text


def test_luck_of_the_seeds_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    split = load_split(saved_splits(place)[0])
    for name, seed in (("one-0", 1), ("one-1", 2), ("two-0", 3), ("two-1", 4)):
        written_run(place, name, split, 1.5, seed=seed, luck=0.8, kind=name[:3])
    text = said(capsys, "--recipes", "one-0", "two-0")
    assert "most of it the luck of the seeds: train with more of them to know" in text
    assert text.count("Next: python3 scripts/kit.py train 図形 --recipe cnn --seeds 4") == 2


def test_one_seed_says_nothing_of_a_recipe(seeded: list[Run], capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "--recipes", "good", "new-0")
    assert "Trained with a single seed: good." in text
    assert "nothing can be said of the recipes" in text
    assert "not known" in text
    assert text.count("Next:") == 1
    assert text.rstrip().endswith("train 図形 --recipe cnn --seeds 3")


def test_how_to_train_more_where_another_command_trained(tmp_path: Path) -> None:
    """A sweep makes no seeds; what is asked for in its place trains the same."""
    settings = {**CATALOG["tree"].settings, "max_depth": 2, "seed": 4}
    recipe = Recipe("tree", "classical", CATALOG["tree"].build, settings)
    request = Request("図形", "log_loss", "my shapes", recipe, 2, "split", 0.2, 0)
    run = Run(tmp_path / "tree", request, {"command": "python3 scripts/kit.py sweep 'my shapes' --over max_depth=2,3"})
    assert more_seeds(run, 1).endswith(
        "train 'my shapes' --recipe tree --folds 2 --holdout 0.2 --seed 4 --max-depth 2 --seeds 3"
    )
    trained = replace(run, made_with={"command": "python3 scripts/kit.py train x --seeds 3 --name y"})
    assert more_seeds(trained, 3) == "python3 scripts/kit.py train x --name y --seeds 6"


@pytest.mark.slow
def test_seeds_are_trained_named_and_compared(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.kit("train", *TREE, "--seeds", "3") == 0
    text = capsys.readouterr().out
    assert "The run tree is finished already" in text
    assert "Once more, with seed 1" in text and "Once more, with seed 2" in text
    assert "Over 3 seeds the CV log_loss is" in text
    runs = [found_run(desk.runs, name) for name in ("tree", "tree-seed1", "tree-seed2")]
    assert [run.request.recipe.settings["seed"] for run in runs] == [0, 1, 2]
    assert len({run.request.split for run in runs}) == 1
    before = {run.name: (run.folder / "scores.json").stat().st_mtime_ns for run in runs}
    assert desk.kit("train", *TREE, "--seeds", "3") == 0
    assert before == {run.name: (run.folder / "scores.json").stat().st_mtime_ns for run in runs}
    assert not (desk.place / "tree-2").exists()
    assert main(["compare", "tree", "tree-seed1", "--runs", str(desk.runs)]) == 0
    assert "so much is the luck of a training" in capsys.readouterr().out
    assert desk.kit("train", "--all", "tree", "--seeds", "2") == 2
    assert "--seeds" in capsys.readouterr().err


def twice(place: Path) -> list[str]:
    return ["good", str(place / "good")]


def other_contest(place: Path) -> list[str]:
    written_run(place.parent / "coins", "tree", written_split(place.parent / "coins"), 1.0)
    return ["good", "tree"]


def other_split(place: Path) -> list[str]:
    written_run(place, "elsewhere", written_split(place, data="other"), 1.0)
    return ["good", "elsewhere"]


def unfinished(place: Path) -> list[str]:
    (place / "bad" / "scores.json").unlink()
    return ["good", "bad"]


def nobody(place: Path) -> list[str]:
    return ["good", "better"]


def on_everything(place: Path) -> list[str]:
    written_run(place, "good-all", load_split(saved_splits(place)[0]), 2.5, parent="good")
    return ["bad", "good-all"]


def no_answers(place: Path) -> list[str]:
    (place / "bad" / "out_of_fold.csv").unlink()
    return ["good", "bad"]


def split_replaced(place: Path) -> list[str]:
    written_split(place, data="other")
    return ["good", "bad"]


def no_shared_pictures(place: Path) -> list[str]:
    for name, start in (("good", 1), ("bad", 201)):
        table = (place / name / "out_of_fold.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (place / name / "out_of_fold.csv").write_text(
            "".join([table[0], *table[start : start + 200]]), encoding="utf-8"
        )
        for fold in (1, 2):
            (place / name / f"fold-{fold}" / "predictions.npz").unlink()
    return ["good", "bad"]


def one_recipe(place: Path) -> list[str]:
    written_run(place, "good-seed1", load_split(saved_splits(place)[0]), 2.5, seed=1, epochs=9)
    return ["--recipes", "good", "good-seed1"]


REFUSED: list[Callable[[Path], list[str]]] = [
    twice,
    other_contest,
    other_split,
    unfinished,
    nobody,
    on_everything,
    no_answers,
    split_replaced,
    no_shared_pictures,
    one_recipe,
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.__name__)
def test_every_refusal_has_its_sentence(
    case: Callable[[Path], list[str]], place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = case(place)
    before = sorted(path for path in place.parent.rglob("*") if path.name != "marks.npz")
    assert main(["compare", *words]) == 2
    assert capsys.readouterr().err == (GOLDEN / f"compare_{case.__name__}.txt").read_text(encoding="utf-8")
    assert sorted(path for path in place.parent.rglob("*") if path.name != "marks.npz") == before


def test_every_golden_file_has_a_case() -> None:
    assert {path.stem for path in GOLDEN.glob("compare_*.txt")} == {f"compare_{case.__name__}" for case in REFUSED}
