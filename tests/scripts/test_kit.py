"""The launcher, run for real in a copied tree. Machines we don't have are played by ``sitecustomize``."""

import ast
import base64
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from pathlib import Path

import pytest

from scripts.launcher import environment, notebook, packages, pythons
from scripts.launcher.failures import pip_failure
from scripts.launcher.turns import turn

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = [
    ROOT / "competition" / "languages.py",
    ROOT / "scripts" / "kit.py",
    *sorted((ROOT / "scripts" / "launcher").glob("*.py")),
]
SPEAKING = ("competition.languages", "competition.messages")
IS_WINDOWS = sys.platform == "win32"


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A copy of the project without ``.venv``, in a folder whose name has a space and Japanese in it."""
    copy = tmp_path / "競技 kit"
    without = shutil.ignore_patterns("__pycache__")
    for folder in ("competition", "augment", "baselines", "submit", "scripts"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=without)
    for file in ROOT.glob("requirements*"):
        shutil.copy(file, copy)
    return copy


def ran(
    kit: Path, *arguments: str, cwd: str | Path | None = None, **variables: str
) -> "subprocess.CompletedProcess[str]":
    """One real start of the copied kit. A variable set to nothing is absent."""
    environ = {**os.environ, **variables}
    return subprocess.run(
        [sys.executable, str(kit / "scripts" / "kit.py"), *arguments],
        cwd=cwd or kit,
        env={name: value for name, value in environ.items() if value},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def venv_python(kit: Path) -> Path:
    return kit / ".venv" / environment.PYTHON.relative_to(environment.VENV)


def stamp(kit: Path) -> Path:
    return kit / ".venv" / "installed.txt"


def write_ready_venv(kit: Path) -> None:
    """A ``.venv`` that borrows the packages of the Python that runs the tests, stamped as complete."""
    venv.create(kit / ".venv", with_pip=False)
    printed = subprocess.run(
        [venv_python(kit), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    (Path(printed.stdout.strip()) / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    version = "Python {}.{}".format(*sys.version_info[:2])
    stamp(kit).write_text(f"{version}\n{environment.entry(kit / 'requirements.lock')}\n", encoding="utf-8")


def another_machine(tmp_path: Path, code: str) -> dict[str, str]:
    """Variables under which every Python believes what the code says, and no other Python is on the path."""
    folder = tmp_path / "machine"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    return {"PYTHONPATH": str(folder), "PATH": str(tmp_path / "empty")}


def assert_one_sentence(done: "subprocess.CompletedProcess[str]", words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


# ── the sources ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", LAUNCHER, ids=lambda path: path.name)
def test_an_old_python_can_read_the_launcher(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("path", LAUNCHER, ids=lambda path: path.name)
def test_the_launcher_needs_no_package(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            top = name.split(".")[0]
            assert top in sys.stdlib_module_names or top == "scripts" or name in SPEAKING


# ── the locks ────────────────────────────────────────────────────────────────────────────────────


def locked(name: str) -> dict[str, list[str]]:
    """Every package in a lock with its lines, one for each version in it."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if re.match(r"[a-z0-9]", line):
            found.setdefault(line.split("==")[0], []).append(line.rstrip(" \\"))
    return found


@pytest.mark.parametrize("name", ["requirements", "requirements-test"])
def test_a_lock_names_every_requirement_with_hashes_and_no_machine(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    wanted = notebook.required((ROOT / f"{name}.txt").read_text(encoding="utf-8"))
    assert set(wanted) <= set(locked(f"{name}.lock"))
    assert not re.search(r"https?://|index-url|file:|/tmp|/home|/root", text)
    assert all("--hash=sha256:" in entry for entry in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:])


def test_the_tests_change_no_version() -> None:
    kit_lock, test_lock = locked("requirements.lock"), locked("requirements-test.lock")
    assert {name: test_lock[name] for name in kit_lock.keys() & test_lock.keys()} == {
        name: kit_lock[name] for name in kit_lock.keys() & test_lock.keys()
    }


# ── a start when all is there ────────────────────────────────────────────────────────────────────


def test_a_second_start_runs_at_once_where_the_user_stands(kit: Path, tmp_path: Path) -> None:
    write_ready_venv(kit)
    before = stamp(kit).stat().st_mtime_ns
    done = ran(kit, "doctor", cwd=tmp_path, COLUMNS="300", KIT_CACHE=str(tmp_path / "cache"))
    assert re.search(r"UTF-8 +on", done.stdout), done.stdout + done.stderr
    assert re.search(r"network call +off", done.stdout)
    assert "the kit's .venv" in done.stdout
    assert str(tmp_path) in done.stdout
    assert done.stderr == ""
    assert stamp(kit).stat().st_mtime_ns == before


def test_exit_codes_come_through(kit: Path) -> None:
    write_ready_venv(kit)
    assert ran(kit, "clean", "--help").returncode == 0
    assert_one_sentence(ran(kit, "no-such-command"), "no-such-command")


def test_a_user_s_settings_stay(kit: Path) -> None:
    write_ready_venv(kit)
    cli = kit / "scripts" / "cli.py"
    cli.write_text(
        "import os, sys\n"
        "def main(argv):\n"
        "    print(argv, os.environ.get('TF_CPP_MIN_LOG_LEVEL'), os.environ.get('KERAS_BACKEND'), sys.path[0])\n"
        "    return 'PYTHONPATH' in os.environ\n",
        encoding="utf-8",
    )
    done = ran(kit, "あ", "--x y", TF_CPP_MIN_LOG_LEVEL="0", KERAS_BACKEND="jax", PYTHONPATH="")
    assert (done.returncode, done.stdout) == (0, f"['あ', '--x y'] 0 jax {kit}\n"), done.stderr


def test_another_lock_or_python_is_noticed(kit: Path, tmp_path: Path) -> None:
    write_ready_venv(kit)
    no_disk = another_machine(
        tmp_path, "import shutil, types\nshutil.disk_usage = lambda path: types.SimpleNamespace(free=2e9)\n"
    )
    right = stamp(kit).read_text(encoding="utf-8")
    for wrong in ("unfinished\n", right.replace("Python 3", "Python 2"), right[:-3]):
        stamp(kit).write_text(wrong, encoding="utf-8")
        # That it asks for disk shows that it wants to install.
        assert_one_sentence(ran(kit, "doctor", **no_disk), "2.0 GB are left")


# ── machines that lack something ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys\nsys.version_info = (3, 9, 18, 'final', 0)", "this is 3.9"),
        ("import sys\nsys.version_info = (3, 14, 0, 'final', 0)", "this is 3.14"),
        ("import sys\nsys.modules['ensurepip'] = None", "venv module is missing"),
        ("import sys\nsys.maxsize = 2**31 - 1", "32-bit"),
        (
            "import platform, sys\nsys.platform = 'darwin'\nplatform.machine = lambda: 'x86_64'",
            "Intel processor",
        ),
        (
            "import shutil, types\nshutil.disk_usage = lambda path: types.SimpleNamespace(free=1.23e9)",
            "1.2 GB are left",
        ),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(kit: Path, tmp_path: Path, code: str, words: str) -> None:
    assert_one_sentence(ran(kit, "quickstart", **another_machine(tmp_path, code)), words)
    assert not (kit / ".venv").exists()


def test_a_folder_that_cannot_be_written(kit: Path) -> None:
    # A folder in the file's place stands for a read-only disk: to an administrator, all others are writable.
    (kit / ".venv.lock").mkdir()
    assert_one_sentence(ran(kit, "quickstart"), "cannot write into its own folder")


@pytest.mark.skipif(IS_WINDOWS, reason="fake interpreters are shell scripts")
def test_a_newer_python_is_found_behind_broken_ones(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    fakes = {
        "python3.13": "echo 'pyenv: python3.13: command not found' >&2; exit 127",
        "python3.12": "echo not what was asked",
        "python3.11": f'unset PYTHONPATH; exec "{sys.executable}" "$@"',
    }
    for name, script in fakes.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    old = another_machine(tmp_path, "import sys\nsys.version_info = (3, 8, 0, 'final', 0)")
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    code += "from scripts.launcher import pythons; print(pythons.chosen().version)"
    environ = {**os.environ, **old, "PATH": str(folder)}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == f"{list(sys.version_info[:2])}\n"


@pytest.mark.parametrize("version", [[3, 11], [3, 12], [3, 13]])
def test_every_supported_python_may_run_the_kit(version: list[int]) -> None:
    for system, machine in [
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("darwin", "arm64"),
        ("win32", "AMD64"),
    ]:
        assert pythons.problem(pythons.Python("python", version, system, machine, True, True)) is None


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk"),
        ("ERROR: Could not install packages due to an OSError: [WinError 112] 空き領域", "disk"),
        ("WARNING: Retrying (Retry(total=4)) after connection broken by 'NameResolutionError'", "network"),
        (
            "connection broken by 'SSLError(SSLCertVerificationError(1, [SSL: CERTIFICATE_VERIFY_FAILED]",
            "school",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "hash"),
        ("error: externally-managed-environment", "--here"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied", "permission"),
        ("ERROR: No matching distribution found for tensorflow==2.21.0", "no ready-made package"),
    ],
)
def test_pip_s_failures_have_a_way_out(log: str, words: str) -> None:
    assert words in (pip_failure(log) or "")


def test_an_unknown_failure_shows_pip_s_last_line(tmp_path: Path) -> None:
    log = tmp_path / "install.log"
    log.write_bytes(b"Collecting x\nERROR: something \xff new\n\n")
    assert pip_failure("something new") is None
    assert "ERROR: something \ufffd new" in packages.reason(log)
    assert str(log) in packages.reason(log)


# ── two at once ──────────────────────────────────────────────────────────────────────────────────


def waiting_start(kit: Path) -> "subprocess.Popen[str]":
    """A start that waits for another one's install."""
    start = subprocess.Popen(
        [sys.executable, str(kit / "scripts" / "kit.py"), "no-such-command"],
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert start.stderr is not None
    assert "waiting" in start.stderr.readline()
    return start


def test_a_start_waits_for_another_s_install_and_uses_it(kit: Path) -> None:
    with turn(kit / ".venv.lock"):
        start = waiting_start(kit)
        write_ready_venv(kit)
    _stdout, stderr = start.communicate(timeout=60)
    assert start.returncode == 2
    assert "no-such-command" in stderr


@pytest.mark.skipif(IS_WINDOWS, reason="a test cannot press Ctrl-C there")
def test_ctrl_c_stops_without_a_traceback(kit: Path) -> None:
    # Where the tests run as a background job, Ctrl-C is ignored, also by what they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with turn(kit / ".venv.lock"):
        start = waiting_start(kit)
        start.send_signal(signal.SIGINT)
        _stdout, stderr = start.communicate(timeout=60)
    assert start.returncode == 130
    assert "Traceback" not in stderr
    assert "Stopped" in stderr


# ── real installs, of tiny packages made here ────────────────────────────────────────────────────


def wheel(folder: Path, name: str, version: str, requires: str = "") -> str:
    """Write a package with one module; its line for a lock."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files = {
        f"{name}.py": f"VERSION = '{version}'\n",
        f"{info}/METADATA": metadata + (f"Requires-Dist: {requires}\n" if requires else ""),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for file, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        record += f"{file},sha256={digest},{len(text)}\n"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(file, text)
    return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def offline(wheels: Path) -> dict[str, str]:
    """Variables under which pip knows these wheels and no network."""
    return {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_NO_CACHE_DIR": "1",
        "PYTHONPATH": "",
    }


def version_of(kit: Path, name: str) -> str:
    done = subprocess.run(
        [venv_python(kit), "-c", f"import {name}; print({name}.VERSION)"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


@pytest.mark.slow
def test_an_install_its_upgrade_and_its_accidents(kit: Path, tmp_path: Path) -> None:
    wheels, lock = tmp_path / "wheels", kit / "requirements.lock"
    lock.write_text(wheel(wheels, "tiny", "1.0"), encoding="utf-8")

    done = ran(kit, "no-such-command", **offline(wheels))
    assert_one_sentence(done, "no-such-command")  # it came as far as the command line
    assert "Packages installed: 1" in done.stderr
    assert version_of(kit, "tiny") == "1.0"
    assert "Setting up" not in ran(kit, "no-such-command", **offline(wheels)).stderr

    complete = stamp(kit).read_text(encoding="utf-8")
    line = wheel(wheels, "tiny", "2.0")
    lock.write_text(line.replace(line[-5:], "0000\n"), encoding="utf-8")
    assert_one_sentence(ran(kit, "no-such-command", **offline(wheels)), "hash differs")
    lock.write_text("absent==1.0 --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    assert_one_sentence(ran(kit, "no-such-command", **offline(wheels)), "no ready-made package")
    # Nothing was changed by either, and what worked still does.
    assert stamp(kit).read_text(encoding="utf-8") == complete
    assert version_of(kit, "tiny") == "1.0"

    lock.write_text(line, encoding="utf-8")
    assert "no-such-command" in ran(kit, "no-such-command", **offline(wheels)).stderr
    assert version_of(kit, "tiny") == "2.0"

    # Killed half-way: a package is torn, and so may any other file be.
    stamp(kit).write_text("unfinished\n", encoding="utf-8")
    for torn in (kit / ".venv").rglob("tiny*"):
        if torn.is_file():
            torn.write_text("", encoding="utf-8")
    (kit / ".venv" / "torn").touch()
    assert "no-such-command" in ran(kit, "no-such-command", **offline(wheels)).stderr
    assert version_of(kit, "tiny") == "2.0"
    assert not (kit / ".venv" / "torn").exists()


@pytest.mark.slow
def test_the_test_command_fails_with_its_last_check(kit: Path) -> None:
    write_ready_venv(kit)
    with stamp(kit).open("a", encoding="utf-8") as lines:
        lines.write(environment.entry(kit / "requirements-test.lock") + "\n")
    shutil.copy(ROOT / "pyproject.toml", kit)
    for package in ("augment", "baselines", "submit"):
        shutil.rmtree(kit / package)
        (kit / package).mkdir()
        (kit / package / "__init__.py").write_text('"""Empty."""\n', encoding="utf-8")
    tests = kit / "tests" / "submit"
    tests.mkdir(parents=True)
    (tests / "test_one.py").write_text("def test_one() -> None:\n    raise ValueError\n", encoding="utf-8")
    done = ran(kit, "test", "submit")
    assert done.returncode == 1
    assert [line.split()[1] for line in done.stdout.splitlines() if line.startswith("$ ")] == [
        "ruff",
        "ruff",
        "mypy",
        "pytest",
    ]
    assert "1 failed" in done.stdout.splitlines()[-1]


@pytest.mark.slow
def test_no_network_is_said_in_one_sentence(kit: Path) -> None:
    closed = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "1",
    }
    assert_one_sentence(ran(kit, "quickstart", **closed), "Check the network")
    assert environment.entry(kit / "requirements.lock") not in stamp(kit).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(IS_WINDOWS, reason="a test cannot press Ctrl-C there")
def test_a_killed_install_is_waited_for_and_made_anew(kit: Path, tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    (kit / "requirements.lock").write_text(wheel(wheels, "tiny", "1.0"), encoding="utf-8")
    environ = {**os.environ, **offline(wheels)}
    start = subprocess.Popen([sys.executable, str(kit / "scripts" / "kit.py"), "x"], env=environ)
    while not stamp(kit).exists():
        time.sleep(0.01)
        assert start.poll() is None
    start.kill()
    start.wait()
    assert stamp(kit).read_text(encoding="utf-8") == "unfinished\n"
    assert "no-such-command" in ran(kit, "no-such-command", **offline(wheels)).stderr
    assert version_of(kit, "tiny") == "1.0"


@pytest.mark.slow
def test_here_adds_only_what_is_missing(kit: Path, tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    for version in ("1.0", "2.0"):
        wheel(wheels, "numpy", version)
    wheel(wheels, "tensorflow", "1.0")
    wheel(wheels, "modest", "1.0", requires="numpy>=1")
    wheel(wheels, "greedy", "1.0", requires="numpy>=2")
    venv.create(kit / ".venv", with_pip=True)  # it stands for the notebook's own Python
    python = str(venv_python(kit))
    environ = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        **offline(wheels),
    }
    del environ["PYTHONPATH"]
    pip = [python, "-m", "pip", "install", "-q"]
    subprocess.run([*pip, "numpy==1.0"], env=environ, check=True)

    def here(requirements: str) -> "subprocess.CompletedProcess[str]":
        (kit / "requirements.txt").write_text(requirements, encoding="utf-8")
        command = [python, str(kit / "scripts" / "kit.py"), "--here", "no-such-command"]
        return subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=False)

    done = here("numpy>=2  # newer than what is there\ntensorflow\nmodest\n")
    assert "no-such-command" in done.stderr
    assert "no TensorFlow" in done.stderr
    assert (version_of(kit, "numpy"), version_of(kit, "modest"), version_of(kit, "tensorflow")) == (
        "1.0",
        "1.0",
        "",
    )
    assert here("modest\ngreedy\n").returncode == 2
    assert (version_of(kit, "numpy"), version_of(kit, "greedy")) == ("1.0", "")


def test_a_notebook_service_is_known_by_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in notebook.NOTEBOOK_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert not notebook.is_notebook()
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    assert notebook.is_notebook()
