"""Every form of file that a contest's page can ask for: what `submit` writes, `check` and `score` take as it was meant."""

from pathlib import Path

import numpy as np
import pytest

from competition.contest import KINDS, Contest, DataFiles, SubmissionFormat
from competition.contest_page import PAGE, write_contest
from competition.metrics import METRICS
from competition.predictions import Predictions
from competition.solution import Solution, write_solution
from scripts.cli import main
from submit.submission import write_submission
from tests.blendable_runs import answers, written_run, written_split
from tests.miniatures import CLASSES

# As organizers name pictures, and as they should not.
IDS = ("test 2.png", "犬,1.png", "003", "3", 'a "b".png', "test/x.png", "1e5", "NA", "null", "が.png", "#7", "1.0")
TARGETS = np.arange(len(IDS)) % len(CLASSES)
ANSWERS = Predictions(IDS, CLASSES, answers(TARGETS, 1.0, 5))
METRIC_OF = {"probabilities": "log_loss", "label_id": "accuracy", "label_name": "macro_f1", "top_k": "top_3"}
FIXED = {
    "none": (),
    "dummies": ("dummy,0", "dummy,1"),
    "tabs": ("dummy\t0", "0;0\t0"),
    "words": ("The rows below are the answers",),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("runs")
    run = written_run(root / "shapes", written_split(root / "shapes", 60), "cnn", 1.0)
    ANSWERS.save(run.folder / "test.csv")
    return root


@pytest.mark.parametrize("fixed", FIXED)
@pytest.mark.parametrize("separator", [",", "\t"], ids=["comma", "tab"])
@pytest.mark.parametrize("header", [True, False], ids=["header", "bare"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_form_is_written_checked_and_scored(
    kind: str, header: bool, separator: str, fixed: str, runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    metric = METRICS[METRIC_OF[kind]]
    form = SubmissionFormat(kind, header, separator, "写真 file", "the label", 3, FIXED[fixed])
    files = DataFiles(sample_submission="sample.csv", solution="solution.csv")
    page = Contest("shapes", CLASSES, ("01", "1", "2.0", "10"), metric.name, data=files, submission=form)
    write_contest(page, tmp_path / PAGE)
    write_solution(Solution(IDS, TARGETS), page, tmp_path / "solution.csv")
    write_submission(ANSWERS, page, IDS, tmp_path / "sample.csv")
    folder, file = str(tmp_path), str(tmp_path / "answers.csv")
    assert main(["submit", folder, "cnn", "--runs", str(runs), "--out", file]) == 0
    assert "read back and checked, no problems" in capsys.readouterr().out
    assert main(["check", folder, file]) == 0
    assert capsys.readouterr().out == f"No problems: {file} can be handed in.\n"
    assert main(["score", folder, file, "--runs", str(runs)]) == 0
    value = metric(TARGETS, ANSWERS.probabilities)
    assert capsys.readouterr().out.startswith(f"{metric.name} {metric.text(value)} [")
    assert main(["host", "score", file, "--contest", folder]) == 0
    assert f"{value:.5f}" in capsys.readouterr().out
