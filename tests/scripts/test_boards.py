"""The table of runs fits a small terminal and shows names as they are."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from competition.runs import Recipe, Request, Run, save_run, write_json
from scripts.boards import print_table
from scripts.finished import print_run


def finished_run(root: Path, name: str, loss: float, recipe: str = "tiny_vgg") -> Run:
    asked = Recipe(recipe, "network", "build", {}, "light")
    run = Run(root / name, Request("emoji20", "log_loss", "emoji20", asked, 5, "68e5b3ff", 0.2, 0))
    save_run(run)
    scores = {"log_loss": loss, "accuracy": 0.5}
    values = {"cv": scores, "spread": scores, "train_minus_validation": scores, "minutes": 123.4, "epochs": [9]}
    write_json(run.folder / "scores.json", values)
    return run


@pytest.fixture
def several(tmp_path: Path) -> list[Run]:
    names = ("tiny_vgg-12", "[red]", ":dog:", "犬の決定木")
    return [finished_run(tmp_path, name, 2.0 + place) for place, name in enumerate(names)]


def test_eighty_columns_are_enough(
    several: list[Run], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    print_table(several)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) <= 80
    text = "\n".join(lines)
    assert "…" not in text
    assert "2.00000 ± 2.00000" in text
    assert "tiny_vgg+light" in text
    assert all(name in text for name in ("tiny_vgg-12", "[red]", ":dog:", "lower is better", "123.4"))


def test_the_best_run_comes_first(several: list[Run], capsys: pytest.CaptureFixture[str]) -> None:
    print_table(several[::-1])
    text = capsys.readouterr().out
    assert text.index("tiny_vgg-12") < text.index("[red]") < text.index("犬の決定木")


def test_only_the_best_run_is_to_be_handed_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "runs" / "emoji20"
    first, better, worse = (finished_run(place, *one) for one in (("one", 2.0), ("two", 1.5, "cnn"), ("three", 3.0)))
    following = []
    for run in (first, better, worse):
        print_run(run)
        said = capsys.readouterr().out
        assert "±: standard error over the folds" in said
        following.append(said.partition("Next: python3 scripts/kit.py ")[2].partition(" --runs")[0])
    assert following == ["compare one two", "submit emoji20 two", "compare three two"]
