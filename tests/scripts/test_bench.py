"""`bench`: each row is a ratio, measured in one run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.cli import main
from scripts.commands.bench import ROWS

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("name", ROWS)
def test_rows_as_json(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", name, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["row"] == name
    assert row["ratio"] == pytest.approx(row["ours_s"] / row["bare_s"])
    assert row["reach"] == ROWS[name].reach


def test_the_list_of_rows_imports_nothing_that_is_measured() -> None:
    code = "import sys, scripts.commands.bench; print(sorted({'keras', 'albumentations', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
