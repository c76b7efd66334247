"""Runs from laptop to laptop: whole, under a free name, on one split, and no file of a stranger's believed."""

from dataclasses import replace
from pathlib import Path

import pytest

from competition.errors import KitError, RunError, SplitError
from competition.reviewing.review import REVIEWED, Review, save_review
from competition.run_search import all_runs
from competition.runs import Recipe, Run, load_run, save_run
from competition.split_files import load_split, saved_splits
from competition.transfer.run_transfer import exported, imported
from tests.made_runs import CLASSES, CONTEST, TEST_IDS, a_split, made_run


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def hers(tmp_path: Path) -> Path:
    """Aki's runs: ``cnn``, ``forest``, and ``cnn-all`` on everything."""
    root = tmp_path / "hers"
    split = a_split(root / CONTEST)
    made_run(root, "cnn", split, seed=1)
    made_run(root, "forest", split, seed=2)
    made_run(root, "cnn-all", split, seed=3, parent="cnn", n_folds=1)
    return root


def handed_over(root: Path, mine: Path, *names: str) -> dict[str, str]:
    """Export and import; what each run is called here."""
    exported([load_run(root / CONTEST / name) for name in names], mine.parent / "team.zip")
    return {one.name: one.run.name for one in imported(mine.parent / "team.zip", mine)}


def test_runs_arrive_as_they_were_sent(hers: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    assert handed_over(hers, mine, "cnn", "forest") == {"cnn": "cnn", "forest": "forest"}
    sent, arrived = files(hers), files(mine)
    assert {name for name in sent if "cnn-all" not in name} == set(arrived)
    # The contest's data lie elsewhere on this laptop; everything else is the same to the bit.
    assert {name for name, data in arrived.items() if data != sent[name]} == {
        f"{CONTEST}/cnn/run.json",
        f"{CONTEST}/forest/run.json",
    }
    assert load_run(mine / CONTEST / "cnn").request.where == CONTEST
    assert load_split(saved_splits(mine / CONTEST)[0]).fingerprint == a_split().fingerprint
    assert list(mine.iterdir()) == [mine / CONTEST]


def test_the_very_same_run_comes_once(hers: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    handed_over(hers, mine, "cnn")
    (mine / CONTEST / "cnn").rename(mine / CONTEST / "akis")
    before = files(mine)
    arrivals = imported(tmp_path / "team.zip", mine)
    assert [(one.run.name, one.is_new) for one in arrivals] == [("akis", False)]
    assert files(mine) == before
    # Also where it was trained.
    before = files(hers)
    assert [one.is_new for one in imported(tmp_path / "team.zip", hers)] == [False]
    assert files(hers) == before


def test_another_run_of_that_name_keeps_it_and_children_follow_their_parent(hers: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    split = a_split(mine / CONTEST)
    made_run(mine, "cnn", split, seed=9, where="/home/ren/animals")
    before = files(mine)
    # Her cnn comes along unasked: its score stands for cnn-all.
    assert handed_over(hers, mine, "cnn-all") == {"cnn": "cnn-2", "cnn-all": "cnn-all"}
    assert {name: data for name, data in files(mine).items() if name in before} == before
    arrived = load_run(mine / CONTEST / "cnn-all").request
    assert (arrived.parent, arrived.where) == ("cnn-2", "/home/ren/animals")


def test_a_blend_finds_its_parts_under_their_new_names(hers: Path, tmp_path: Path) -> None:
    split = a_split()
    settings = {
        "mean": "arithmetic",
        "parts": {"cnn": 0.5, "forest": 0.5},
        "temperatures": {"cnn": [1.0], "forest": [2.0]},
    }
    made_run(hers, "blend", split, seed=5, recipe=Recipe("blend", "blend", "", settings))
    mine = tmp_path / "mine"
    a_split(mine / CONTEST)
    made_run(mine, "forest", split, seed=9)
    assert handed_over(hers, mine, "blend", "forest", "cnn")["forest"] == "forest-2"
    recipe = load_run(mine / CONTEST / "blend").request.recipe
    assert recipe.parts == {"cnn": 0.5, "forest-2": 0.5}
    assert recipe.settings["temperatures"] == {"cnn": [1.0], "forest-2": [2.0]}


def test_a_reviewed_list_comes_along(hers: Path, tmp_path: Path) -> None:
    review = Review(frozenset({a_split().development_ids[0]}))
    run = made_run(hers, "forest-reviewed", a_split(), seed=6, review=review.fingerprint)
    save_review(review, run.folder)
    handed_over(hers, tmp_path / "mine", "forest-reviewed")
    assert (tmp_path / "mine" / CONTEST / "forest-reviewed" / REVIEWED).read_bytes() == (
        run.folder / REVIEWED
    ).read_bytes()


@pytest.mark.parametrize(
    ("own", "here"),
    [("/home/aki/my_model.py:build", "my_model.py:build"), (r"\\host\share\my_model.py:build", "my_model.py:build")],
)
def test_no_path_of_another_laptop_is_kept(own: str, here: str, hers: Path, tmp_path: Path) -> None:
    recipe = Recipe(own, "network", own, {"size": 16, "weights": "/etc/passwd"}, "/tmp/p.py:mine", code="0123456789ab")
    made_run(hers, "own", a_split(), seed=7, recipe=recipe)
    handed_over(hers, tmp_path / "mine", "own")
    arrived = load_run(tmp_path / "mine" / CONTEST / "own").request.recipe
    assert (arrived.name, arrived.build, arrived.policy) == (here, here, "p.py:mine")
    assert arrived.settings["weights"] == "passwd"
    assert [one.is_new for one in imported(tmp_path / "team.zip", hers)] == [False]


OTHER_SPLITS = {
    "data": {"data": "beef"},
    "holdout": {"seed": 1},
}


@pytest.mark.parametrize("name", OTHER_SPLITS)
def test_another_split_is_refused_and_nothing_comes(name: str, hers: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    made_run(mine, "tree", a_split(mine / CONTEST, **OTHER_SPLITS[name]))  # type: ignore[arg-type]
    before = files(mine)
    with pytest.raises(SplitError) as raised:
        handed_over(hers, mine, "cnn")
    golden = Path(__file__).parent / "golden_archives" / f"split_{name}.txt"
    assert str(raised.value) + "\n" == golden.read_text(encoding="utf-8")
    assert files(mine) == before
    assert sorted(path.name for path in mine.iterdir()) == [CONTEST]


def test_the_contests_own_folder_is_told_or_refused(hers: Path, tmp_path: Path, class_folder: Path) -> None:
    exported([load_run(hers / CONTEST / "cnn")], tmp_path / "team.zip")
    with pytest.raises(RunError, match="is another one"):
        imported(tmp_path / "team.zip", tmp_path / "mine", str(class_folder))
    named = class_folder.rename(tmp_path / CONTEST)
    (arrival,) = imported(tmp_path / "team.zip", tmp_path / "mine", str(named))
    assert arrival.run.request.where == str(named)


def test_what_cannot_be_exported(hers: Path, tmp_path: Path) -> None:
    split = a_split()
    cnn = load_run(hers / CONTEST / "cnn")

    def refused(several: list[Run]) -> str:
        with pytest.raises(KitError) as raised:
            exported(several, tmp_path / "team.zip")
        assert not (tmp_path / "team.zip").exists()
        return str(raised.value)

    assert "Windows and macOS cannot tell" in refused([cnn, made_run(hers, "CNN", split, seed=4)])
    unfinished = made_run(hers, "half", split, seed=4)
    (unfinished.folder / "scores.json").unlink()
    assert "The run half is not finished" in refused([cnn, unfinished])
    other = made_run(hers, "other", split, seed=4)
    save_run(replace(other, request=replace(other.request, split="0000")))
    assert "do not go into one file" in refused([cnn, load_run(other.folder)])
    assert "trained on another split" in refused([load_run(other.folder)])
    edited = made_run(hers, "edited", split, seed=4)
    table = (edited.folder / "out_of_fold.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (edited.folder / "out_of_fold.csv").write_text("".join(table[:-5]), encoding="utf-8")
    assert "would not be believed on another laptop: edited: it says log_loss" in refused([cnn, edited])
    (hers / CONTEST / "cnn" / "run.json").unlink()
    assert "is not the folder of a run" in refused([load_run(hers / CONTEST / "cnn-all")])


def test_models_stay_behind(hers: Path, tmp_path: Path) -> None:
    (hers / CONTEST / "cnn" / "fold-1" / "model.keras").write_bytes(b"weights")
    (hers / CONTEST / "cnn" / "submission.csv").write_bytes(b"a,b\n")
    names, size = exported([load_run(hers / CONTEST / "cnn")], tmp_path / "team.zip")
    assert (names, size) == (["cnn"], (tmp_path / "team.zip").stat().st_size)
    imported(tmp_path / "team.zip", tmp_path / "mine")
    assert not [name for name in files(tmp_path / "mine") if "model" in name or "submission" in name]
    (run,) = all_runs(tmp_path / "mine", CONTEST)
    assert run.predictions("test").ids == TEST_IDS
    assert run.predictions("out_of_fold").classes == CLASSES
