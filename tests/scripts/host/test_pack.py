"""`host pack`: what lies on the stick, what does not, and an install from it without a network."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from competition.contest import Contest, DataFiles
from competition.contest_page import PAGE, read_contest, write_contest
from competition.dataset import open_dataset
from competition.errors import KitError
from competition.solution import Solution, write_solution
from scripts.cli import main
from scripts.host import pack
from scripts.packing.copies import copy_contest, kit_files, team_files
from scripts.packing.start_here import start_here
from tests.miniatures import write_kaggle
from tests.scripts.test_kit import offline, version_of, wheel

ROOT = Path(__file__).parents[3]
HERE = "{}.{}".format(*sys.version_info[:2])
SYSTEM = {"linux": "linux", "darwin": "macos", "win32": "windows"}[sys.platform]


@pytest.fixture
def hosted(tmp_path: Path) -> Path:
    """A contest whose hidden labels lie among its files."""
    folder = write_kaggle(tmp_path / "contest")
    page = Contest(
        "shapes",
        ("circle", "square", "star", "triangle"),
        data=DataFiles("train", "test", "train.csv", "", "sample_submission.csv", "test/solution.csv", "id", "shape"),
    )
    write_contest(page, folder / PAGE)
    ids = tuple(f"test_{n:03}.png" for n in range(4))
    write_solution(Solution(ids, np.arange(4)), page, folder / "test/solution.csv")
    (folder / "README.ja.md").write_text("読んでください", encoding="utf-8")
    (folder / "notes of the teacher.txt").touch()
    (folder / "train" / ".DS_Store").touch()
    return folder


def test_the_whole_kit_is_packed_and_nothing_else() -> None:
    tracked = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("not a clone: git cannot tell what belongs to the kit")
    expected = {
        line for line in tracked.stdout.splitlines() if not line.startswith((".", '"')) and (ROOT / line).exists()
    }
    assert {path.as_posix() for path in kit_files(ROOT)} >= expected
    assert not [path for path in kit_files(ROOT) if "__pycache__" in path.parts or path.parts[0] in ("runs", ".venv")]


def test_a_contest_is_packed_without_its_hidden_labels(hosted: Path, tmp_path: Path) -> None:
    contest = read_contest(hosted / PAGE)
    copy_contest(contest, hosted, tmp_path / "copy")
    there = {
        path.relative_to(tmp_path / "copy").as_posix() for path in (tmp_path / "copy").rglob("*") if path.is_file()
    }
    assert there == {PAGE, *(path.as_posix() for path in team_files(contest, hosted))}
    assert {"train.csv", "sample_submission.csv", "README.ja.md", PAGE} < there
    assert not [name for name in there if "solution.csv" in name or "notes" in name or ".DS" in name]
    assert read_contest(tmp_path / "copy" / PAGE).data.solution == ""
    copied = open_dataset(str(tmp_path / "copy"))
    assert copied.fingerprint == open_dataset(str(hosted)).fingerprint
    assert copied.test is not None


def test_the_page_is_in_two_languages_and_loads_nothing() -> None:
    page = start_here([("Windows <64>", 512.4)], ["3.12", "3.13"], "coins", "wheels")
    assert "Windows &lt;64&gt;" in page
    assert page.count("512 MB") == page.count("py scripts\\kit.py --wheels E:\\wheels quickstart") == 2
    assert "Python 3.12 or 3.13 must be there" in page
    assert "Python 3.12 / 3.13 が必要です" in page
    assert page.count("contest/coins") == 4
    assert not re.search(r"https?://|<script|<img|@import", page)
    alone = start_here([("Linux", 1)], ["3.11"], "", "wheels")
    assert "contest" not in re.sub(r"competition|Contest", "", alone)


def test_what_is_in_the_way_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "kit" / "mine.txt"
    mine.parent.mkdir()
    mine.touch()
    assert main(["host", "pack", "--out", str(tmp_path), "--for", "linux"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert mine.exists()
    assert main(["host", "pack", "--out", str(mine), "--for", "linux"]) == 2
    assert main(["host", "pack", "--out", str(tmp_path / "new"), "--for", "amiga"]) == 2
    assert not (tmp_path / "new").exists()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kit whose lock names two tiny packages, one of them for Windows alone, and an index that has them."""
    kit, index = tmp_path / "競技 kit", tmp_path / "index"
    for name in kit_files(ROOT):
        if name.parts[0] != "tests":
            (kit / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, kit / name)
    lines = wheel(index, "tiny", "1.0")
    windows = wheel(index, "tinier", "2.0").replace(" \\", " ; sys_platform == 'win32' \\", 1)
    (kit / "requirements.lock").write_text("# made by hand\n" + lines + windows, encoding="utf-8")
    for variable, value in offline(index).items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(pack, "_ROOT", kit)
    return kit


def packed(*words: str) -> int:
    return main(["host", "pack", *words])


@pytest.mark.slow
def test_a_stick_is_filled_and_goes_on_where_it_stopped(
    small: Path, hosted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, index = tmp_path / "stick", tmp_path / "index"
    away = index.rename(tmp_path / "away")
    index.mkdir()
    words = ["--out", str(out), "--for", "windows,linux", "--python", "3.12", "--contest", str(hosted)]
    assert packed(*words) == 2
    assert "There is no package tiny==1.0 for Windows" in capsys.readouterr().err
    assert (out / "NOT-FINISHED.txt").exists() and not (out / "START-HERE.html").exists()

    shutil.rmtree(index)
    away.rename(index)
    assert packed(*words) == 0
    said = capsys.readouterr().out
    assert "The contest shapes" in said
    assert re.search(r"Linux.*Python 3\.12: 0 MB", said)
    assert sorted(path.name for path in out.iterdir()) == ["START-HERE.html", "contest", "kit", "wheels"]
    assert sorted(path.name for path in (out / "wheels").iterdir()) == [
        "tinier-2.0-py3-none-any.whl",
        "tiny-1.0-py3-none-any.whl",
    ]
    assert not list(out.rglob("solution.csv"))

    # A torn file is fetched anew, a whole one is not touched.
    torn, whole = sorted((out / "wheels").iterdir())
    before = whole.stat().st_mtime_ns
    digest = hashlib.sha256(torn.read_bytes()).hexdigest()
    torn.write_bytes(b"PK")
    assert packed(*words) == 0
    assert hashlib.sha256(torn.read_bytes()).hexdigest() == digest
    assert whole.stat().st_mtime_ns == before


def without_network(kit: Path, *words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    """The launcher on another computer: where the system allows it, with no network at all."""
    command = [sys.executable, str(kit / "scripts" / "kit.py"), *words]
    cut = ["unshare", "--user", "--net", "--map-root-user"]
    if shutil.which("unshare") and subprocess.run([*cut, "true"], capture_output=True).returncode == 0:
        command = [*cut, *command]
    refused = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull}
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("PIP_") and name != "PYTHONPATH"
    }
    return subprocess.run(command, cwd=cwd, env=environ | refused, capture_output=True, encoding="utf-8")


@pytest.mark.slow
def test_a_computer_without_a_network_installs_from_the_stick(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "USB メモリ"
    assert packed("--out", str(out), "--for", SYSTEM, "--python", HERE) == 0
    laptop = tmp_path / "laptop"
    shutil.copytree(out / "kit", laptop / "kit")

    done = without_network(laptop / "kit", "--wheels", "nowhere", "x", cwd=out)
    assert (done.returncode, done.stdout) == (2, "")
    assert "files that end in .whl" in done.stderr
    done = without_network(laptop / "kit", "x", cwd=out)
    assert "Check the network" in done.stderr

    done = without_network(laptop / "kit", "--wheels", "wheels", "no-such-command", cwd=out)
    assert "Packages installed: 1" in done.stderr
    assert "no-such-command" in done.stderr  # it came as far as the command line
    assert version_of(laptop / "kit", "tiny") == "1.0"
    # From then on the stick is not asked for, even where the command still names it.
    done = without_network(laptop / "kit", "--wheels", "pulled out", "no-such-command", cwd=laptop)
    assert "no-such-command" in done.stderr
    assert "Setting up" not in done.stderr

    # A stick that was packed for others.
    (out / "wheels" / "tiny-1.0-py3-none-any.whl").rename(out / "wheels" / "tiny-1.0-cp27-none-any.whl")
    shutil.rmtree(laptop / "kit" / ".venv")
    done = without_network(laptop / "kit", f"--wheels={out}", "x", cwd=laptop)
    assert done.returncode == 2
    assert "has no package tiny for this computer" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_contest_is_never_packed_over_itself(hosted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands in a pack's way is replaced: not a contest that happens to lie there, with its solution."""
    stick = hosted.parent / "stick"
    own = stick / "contest" / "shapes" / "public"
    shutil.copytree(hosted, own)
    secret = own.parent / "private.txt"
    secret.write_text("hidden", encoding="utf-8")
    (stick / "START-HERE.html").write_text("an older pack", encoding="utf-8")
    with pytest.raises(KitError, match="is there already"):
        pack._copied_contest(str(own), stick)
    assert secret.read_text(encoding="utf-8") == "hidden"
    (stick / "START-HERE.html").unlink()
    with pytest.raises(KitError, match="was not made by host pack"):
        pack._validate_mine(stick)
