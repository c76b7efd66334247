"""One process after the other."""

import subprocess
import sys
from pathlib import Path

import pytest

from competition.turns import Busy, turn

ROOT = Path(__file__).resolve().parents[2]


def test_a_second_process_is_told_and_gets_its_turn_when_the_first_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "鍵.lock"
    holding = (
        "import sys, time; from pathlib import Path; from competition.turns import turn\n"
        "with turn(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", holding, str(lock)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(Busy), turn(lock, waits=False):
            pass
        first.kill()
    with turn(lock, waits=False):
        pass
