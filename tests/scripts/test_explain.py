"""`explain`: which picture may be asked about, and of which fold."""

from pathlib import Path

import pytest
from PIL import Image

from competition.split_files import load_split, saved_splits
from scripts.cli import main
from tests.scripts.conftest import Desk


def explain(desk: Desk, *words: str) -> int:
    return main(["explain", *words, "--runs", str(desk.runs)])


def test_a_forest_has_no_layers(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(desk, "forest", "a.png", "--out", str(tmp_path / "page.html")) == 2
    assert "leaves no network behind" in capsys.readouterr().err


@pytest.mark.slow
def test_a_network_and_its_pictures(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.kit("train", "--recipe", "cnn", "--folds", "2", "--epochs", "1", "--size", "16") == 0
    split = load_split(saved_splits(desk.place)[0])
    out = tmp_path / "頁.html"
    name = split.validation_ids(2, 1)[0]
    assert explain(desk, "cnn", name, "--out", str(out)) == 0
    page = out.read_text(encoding="utf-8")
    assert "The model of fold 2 was asked, which had not learned from this picture." in page
    assert "<canvas" in page
    assert 'class="right"' in page
    with Image.open(out.with_suffix(".png")) as drawing:
        assert drawing.width > 400
    # A file of one's own: what it is, is only known when it is said.
    own = tmp_path / "own.png"
    Image.new("RGB", (30, 20), "red").save(own)
    assert explain(desk, "cnn", str(own), "--out", str(out)) == 0
    assert 'class="right"' not in out.read_text(encoding="utf-8")
    assert explain(desk, "cnn", str(own), "--label", "star", "--out", str(out)) == 0
    assert 'class="right"' in out.read_text(encoding="utf-8")
    capsys.readouterr()
    for words, said in (
        ((split.holdout_ids[0],), "is held out"),
        (("nobody.png",), "is neither a file nor one of the labelled pictures"),
        ((name, "--label", "car"), "There is no class 'car'"),
    ):
        assert explain(desk, "cnn", *words, "--out", str(tmp_path / "none.html")) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "none.html").exists()
