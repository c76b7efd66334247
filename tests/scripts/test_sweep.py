"""`sweep`: a run for each value, a picture, and the best of them by name."""

from pathlib import Path

import pytest
from PIL import Image

from competition.runs import load_run
from tests.scripts.conftest import Desk


def test_a_setting_is_turned_and_drawn(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "深さ.png"
    asked = ("--recipe", "tree", "--over", "max-depth=1,10,1", "--folds", "2", "--min-samples-leaf", "2")
    assert desk.kit("sweep", *asked, "--out", str(out)) == 0
    said = capsys.readouterr().out
    assert "Best by validation: max_depth = 1" in said
    assert said.count("← best") == 1
    with Image.open(out) as picture:
        assert picture.width > 200
    depths = [load_run(desk.place / name).request.recipe.settings["max_depth"] for name in ("tree-2", "tree-3")]
    assert depths == [1, 10]
    assert not (desk.place / "tree-4").exists()
    # Again costs nothing: every run is there.
    assert desk.kit("sweep", *asked, "--out", str(out)) == 0
    assert capsys.readouterr().out.count("is finished already") == 2
