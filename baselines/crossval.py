"""All folds of a run, a fresh process each, and what they add up to. Starting it again goes on where it stopped."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from baselines.fold import INTERRUPTED
from baselines.outcome import DONE
from competition import runs
from competition.errors import RunError
from competition.fold_files import ANSWERS, load_fold_predictions
from competition.labels import Labels
from competition.messages import _
from competition.metrics import METRICS, spread
from competition.predictions import concatenated, mean
from competition.runs import Run

ROOT = Path(__file__).resolve().parent.parent
_LOOK_S = 0.5


class Stopped(Exception):  # noqa: N818 - not an error: the state is saved
    """The user stopped the training; starting it again goes on."""


def cross_validated(run: Run, labels: Labels, *, began: float, workers: int = 1) -> dict[str, Any]:
    """Train every fold that is not trained yet, or ask its model again, then write the run's predictions and scores.

    Args:
        run: Saved by `competition.runs.save_run`.
        labels: The known answers, for the out-of-fold scores.
        began: When the command was given, as ``time.monotonic`` has it; ``--minutes`` counts from here.
        workers: Who makes the batches.

    Returns:
        The scores, as written to ``scores.json``.

    Raises:
        Stopped: Ctrl-C; everything is saved.
        RunError: A fold's process ended badly.
    """
    missing = [fold for fold in range(run.request.n_folds) if not is_done(run.fold_folder(fold))]
    alone = run.request.recipe.kind == "network" and run.request.models_from is None
    together = [[fold] for fold in missing] if alone else [missing] if missing else []
    for folds in together:
        _train(run, folds, time.monotonic() - began, workers)
    return summed_up(run, labels)


def is_done(folder: Path) -> bool:
    """Whether a fold is trained and what it left can still be read; otherwise it is trained again."""
    try:
        load_fold_predictions(folder / ANSWERS)
        runs.read_json(folder / DONE)
    except RunError:
        return False
    return True


def _train(run: Run, folds: list[int], spent_s: float, workers: int) -> None:
    """Train some folds in a process of their own and wait for it."""
    code = exit_code("baselines.fold", [run.folder, spent_s, workers, *folds])
    if code == 2:
        raise RunError(_("The run {name} could not be finished; the reason stands above").format(name=run.name))
    if code != 0:
        numbers = ", ".join(str(fold + 1) for fold in folds)
        raise RunError(
            _("The process of fold {folds} ended unexpectedly (exit code {code})").format(folds=numbers, code=code),
            hint=(
                _("Exit code -9 mostly means that memory ran out: try a smaller --batch-size or --size. ")
                if code in (-9, 137)
                else ""
            )
            + _("What was trained is saved; the same command goes on from there."),
        )


def exit_code(module: str, words: Sequence[object], waiting: Callable[[], object] | None = None) -> int:
    """Run one of our modules in a process of its own, wait for it, and say how it ended.

    Args:
        module: Such as ``baselines.fold``.
        words: Of its command line.
        waiting: Called twice a second meanwhile, by who shows the progress instead of the child, which then shows none.

    Raises:
        Stopped: Ctrl-C; the child has saved everything.
    """
    # The child may be started from any folder and must find the packages; the user's folder stays the current one.
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    # The backend's own chatter would drown the progress bar.
    variables = {"TF_CPP_MIN_LOG_LEVEL": "3", **os.environ, "PYTHONPATH": path}
    if waiting is not None:
        variables["TQDM_DISABLE"] = "1"
    command = [sys.executable, "-m", module, *map(str, words)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, env=variables)
    assert process.stdin is not None
    try:
        code = _waited_for(process, waiting)
    except KeyboardInterrupt:
        # A terminal sends Ctrl-C to both; a notebook's stop button only to us. Closing its input reaches it for sure.
        process.stdin.close()
        process.wait()
        code = INTERRUPTED
    finally:
        process.stdin.close()
    if code == INTERRUPTED:
        raise Stopped
    return code


def _waited_for(process: "subprocess.Popen[bytes]", waiting: Callable[[], object] | None) -> int:
    while waiting is not None:
        try:
            return process.wait(timeout=_LOOK_S)
        except subprocess.TimeoutExpired:
            waiting()
    return process.wait()


def summed_up(run: Run, labels: Labels) -> dict[str, Any]:
    """Write the run's predictions and, last, its scores."""
    folds = [load_fold_predictions(run.fold_folder(fold) / ANSWERS) for fold in range(run.request.n_folds)]
    done = [runs.read_json(run.fold_folder(fold) / DONE) for fold in range(run.request.n_folds)]
    for part in ("holdout", "test"):
        if part in folds[0]:
            mean([fold[part] for fold in folds]).save(run.folder / f"{part}.csv")
    scores: dict[str, Any] = {
        "minutes": round(sum(fold["minutes"] for fold in done), 2),
        "epochs": [fold["epochs"] for fold in done],
    }
    if "validation" in folds[0]:
        out_of_fold = concatenated([fold["validation"] for fold in folds])
        out_of_fold.save(run.folder / "out_of_fold.csv")
        y_true = labels.targets_of(out_of_fold.ids)
        scores["cv"] = {name: metric(y_true, out_of_fold.probabilities) for name, metric in METRICS.items()}
        scores["folds"] = {name: [fold["validation"][name] for fold in done] for name in METRICS}
        scores["spread"] = {name: spread(values) for name, values in scores["folds"].items()}
        scores["train_minus_validation"] = _gap(done)
        scores["n_judged"] = len(out_of_fold.ids)
    runs.write_json(run.folder / "scores.json", scores)
    return scores


def _gap(done: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Training minus validation, the mean over folds: the further from 0, the more was learned by heart."""
    return {
        name: float(np.mean([fold["train"][name] - fold["validation"][name] for fold in done]))
        for name in ("log_loss", "accuracy")
    }
