"""`quickstart`: the whole path on the built-in contest ends in a board, and the runs stay."""

from pathlib import Path

import pytest

from competition.dataset import open_contest, submission_ids
from competition.metrics import METRICS
from competition.run_search import all_runs
from scripts.cli import main
from submit.submission import read_submission


@pytest.mark.slow
def test_the_whole_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = tmp_path / "runs"
    assert main(["quickstart", "--runs", str(runs)]) == 0
    said = capsys.readouterr().out
    cv = {run.name: METRICS["log_loss"].key(run.scores["cv"]["log_loss"]) for run in all_runs(runs, "emoji20")}
    assert set(cv) == {"cnn", "forest", "lite0_features"}
    best = min(cv, key=lambda name: cv[name])
    contest, folder = open_contest("emoji20")
    read_submission(runs / "emoji20" / best / "submission.csv", contest, submission_ids(contest, folder))
    assert len(list(runs.rglob("submission.csv"))) == 1
    board = said[said.index("hidden test part") :]
    assert board.index(best) < board.index("uniform guess")
    assert "2.99573" in board  # ln 20
    assert "looked at 1 time " in said
    # A second time everything is there already.
    assert main(["quickstart", "--runs", str(runs)]) == 0
    assert capsys.readouterr().out.count("is finished already") == 3
