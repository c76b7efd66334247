"""The networks' contract once more, on another of Keras's backends: the same tests in a process that computes with JAX.

JAX is no package of the kit's. It is installed from its own lock into a folder that only that process looks into.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.launcher.failures import pip_failure

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements-jax.lock"
# Every network builds, learns a toy, answers with rows that sum to 1, and goes on where it stopped, to the bit.
CONTRACT = ("backend_choice", "networks", "folding", "finetuning/unfreezing", "trainer", "network_fold", "inference")
# What trains by the clock or says again what another of them says; `best` is the network of `finetune`.
LEFT_OUT = ("minutes", "defaults_build", "mixed2", "toy[best]")


@pytest.fixture(scope="module")
def jax(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The variables of a process whose Keras computes with JAX."""
    folder = tmp_path_factory.mktemp("jax")
    wanted = ["--no-user", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(LOCK)]
    command = [sys.executable, "-m", "pip", "install", "--no-input", "--target", str(folder / "packages"), *wanted]
    pip = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    reason = pip_failure(pip.stdout) or ""
    if pip.returncode and "no way to the package server" in reason:
        pytest.skip(f"JAX could not be downloaded to run this test. {reason}")
    assert pip.returncode == 0, pip.stdout
    return {
        **os.environ,
        "KERAS_BACKEND": "jax",
        "JAX_PLATFORMS": "cpu",
        "PYTHONPATH": str(folder / "packages"),
        # The tests build the same networks again and again; JAX has to compile each but once.
        "JAX_COMPILATION_CACHE_DIR": str(folder / "compiled"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    }


@pytest.mark.slow
def test_the_contract_holds_on_jax(jax: Mapping[str, str]) -> None:
    files = [str(place.with_name(f"test_{place.name}.py")) for place in map(Path("tests/baselines").joinpath, CONTRACT)]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-k", f"not ({' or '.join(LEFT_OUT)})", *files]
    done = subprocess.run(command, cwd=ROOT, env=jax, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_a_command_trains_on_jax(jax: Mapping[str, str], tmp_path: Path, class_folder: Path) -> None:
    """The processes of the folds, too, compute with what the user chose, and the run says so."""
    words = ["train", str(class_folder), "--recipe", "cnn", "--folds", "2", "--epochs", "1", "--runs", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "scripts.cli", *words],
        cwd=ROOT,
        env=jax,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [written] = tmp_path.glob("*/cnn/run.json")
    assert '"jax": "0.' in written.read_text(encoding="utf-8")
    assert (written.parent / "scores.json").is_file()
