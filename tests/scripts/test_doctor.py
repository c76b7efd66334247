"""What doctor finds, and that every wrong line says what to do."""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.commands import doctor
from scripts.launcher import environment
from scripts.launcher.inventory import installed

LOCK = """\
# made by a tool
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:00
    # via pandas
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:11
Resvg_Py==0.5.0 \\
    --hash=sha256:22
colorama==0.4.6 ; sys_platform == 'no-such-system' \\
    --hash=sha256:33
"""


def test_a_lock_means_one_version_for_this_computer() -> None:
    numpy = "2.4.6" if sys.version_info < (3, 12) else "2.5.5"
    assert list(doctor.locked_versions(LOCK)) == [("numpy", numpy), ("resvg-py", "0.5.0")]


def test_another_version_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numpy = installed()["numpy"]
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"numpy=={numpy} \\\n    --hash=sha256:00\nabsent-thing==1.0 \\\n    --hash=sha256:11\n", "utf-8")
    monkeypatch.setattr(environment, "LOCK", lock)
    monkeypatch.setattr(environment, "VENV", Path(sys.prefix))
    finding = doctor.packages()
    assert "1 of 2" in finding.value
    assert "absent-thing missing instead of 1.0" in finding.value
    assert finding.next_step


def test_in_a_python_of_one_s_own_versions_are_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "VENV", tmp_path)
    assert not doctor.packages().next_step


def test_little_disk_has_a_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=0.4e9))
    assert doctor.disk().value == "0.4 GB"
    assert "clean" in doctor.disk().next_step


def test_a_backend_that_is_not_there_has_a_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "abacus")
    assert "abacus" in doctor.backend().value
    assert "KERAS_BACKEND" in doctor.backend().next_step


def test_this_computer_has_memory_and_cores() -> None:
    assert doctor.memory_bytes() > 2**28
    assert int(doctor.cores().value) >= 1


def test_the_exit_code_says_whether_something_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NO_ALBUMENTATIONS_UPDATE", raising=False)
    assert doctor.run(argparse.Namespace(deep=False)) == 1
    printed = capsys.readouterr().out
    assert "✗" in printed
    assert "To mend:" in printed


def test_no_heavy_package_is_imported() -> None:
    code = "import argparse, sys; from scripts.commands import doctor; doctor.run(argparse.Namespace(deep=False))\n"
    code += "sys.exit(any(name in sys.modules for name in ('tensorflow', 'keras', 'numpy', 'albumentations')))"
    subprocess.run([sys.executable, "-c", code], cwd=environment.ROOT, stdout=subprocess.DEVNULL, check=True)
