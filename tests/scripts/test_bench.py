"""`bench`: each row is a ratio, measured in one run."""

import json

import pytest

from scripts.cli import main


@pytest.mark.slow
def test_rows_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "train_step", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["row"] == "train_step"
    assert row["ratio"] == pytest.approx(row["ours_s"] / row["bare_s"])
    assert row["reach"] == 1.15
