"""The process that works at folds of one run: ``python -m baselines.fold RUN SPENT_S WORKERS FOLD…``.

It trains them, or asks their models again. `crossval` alone starts it. A fresh process for each network fold
that is trained keeps memory flat and random numbers apart. When its parent is gone it saves its state and ends:
the parent holds the other end of its standard input.
"""

import os
import signal
import sys
import threading
import time
from functools import cache, partial
from pathlib import Path
from types import FrameType

from baselines.outcome import Interrupted, save_outcome
from baselines.parts import parts_of
from baselines.quiet import quiet_stderr
from baselines.written import validate_unchanged
from competition import runs
from competition.dataset import open_dataset
from competition.errors import KitError
from competition.reviewing.review import load_review
from competition.split_files import fitting_split

INTERRUPTED = 130


def main(folder: Path, spent_s: float, workers: int, folds: list[int], stop: threading.Event) -> int:
    """Train the folds, or ask them again, and write their files.

    Args:
        folder: The run's.
        spent_s: Seconds gone since the command was given.
        workers: Who makes the batches.
        folds: Counted from 0.
        stop: Set when it should save and end.

    Returns:
        The exit code: 0, or `INTERRUPTED` when it was asked to stop.
    """
    began = time.monotonic()
    run = runs.load_run(folder)
    request = run.request
    validate_unchanged(request.recipe)
    review = load_review(run)
    dataset = open_dataset(request.where)
    split = fitting_split(run, dataset.labels, dataset.fingerprint)
    if request.recipe.kind == "features" and request.models_from is None:
        from baselines.frozen.feature_fold import trained_folds

        size = request.recipe.settings["size"]
        parts_of_fold = cache(partial(parts_of, request, dataset, split, size=size, review=review))
        try:
            for fold, outcome in trained_folds(run, folds, parts_of_fold, dataset.contest.n_classes, stop.is_set):
                save_outcome(outcome, run.fold_folder(fold), parts_of_fold(fold), dataset.contest.classes)
                if stop.is_set():
                    return INTERRUPTED
        except Interrupted:
            return INTERRUPTED
        return 0
    for fold in folds:
        parts_at = cache(partial(parts_of, request, dataset, split, fold, review=review))
        parts = parts_at(request.recipe.settings["size"])
        if request.models_from is not None:
            with quiet_stderr():
                import keras  # noqa: F401 - the model is about to, and would show the backend's chatter
            from baselines.predicting import predicted_fold

            try:
                outcome = predicted_fold(run, fold, parts, dataset.contest.n_classes, stop.is_set)
            except Interrupted:
                return INTERRUPTED
            save_outcome(outcome, run.fold_folder(fold), parts, dataset.contest.classes)
        elif request.recipe.kind == "network":
            with quiet_stderr():
                from baselines.network_fold import CHECKPOINT, trained_fold
                from baselines.trainer import CHECKPOINT_S

            try:
                outcome = trained_fold(
                    run,
                    fold,
                    parts_at,
                    dataset.contest.n_classes,
                    spent_s=spent_s + time.monotonic() - began,
                    workers=workers,
                    should_stop=stop.is_set,
                    checkpoint_s=float(os.environ.get("KIT_CHECKPOINT_S", CHECKPOINT_S)),
                )
            except Interrupted:
                return INTERRUPTED
            save_outcome(outcome, run.fold_folder(fold), parts, dataset.contest.classes)
            (run.fold_folder(fold) / CHECKPOINT).unlink(missing_ok=True)
        else:
            from baselines.classical_fold import trained_fold as trained_classical
            from baselines.classical_plan import settled_parts

            parts = settled_parts(run, parts, spent_s + time.monotonic() - began)
            outcome = trained_classical(request.recipe, fold, parts, dataset.contest.n_classes)
            save_outcome(outcome, run.fold_folder(fold), parts, dataset.contest.classes)
        if stop.is_set():
            return INTERRUPTED
    return 0


def stop_when_asked() -> threading.Event:
    """An event that is set by Ctrl-C, by a polite kill, and by the end of the parent process."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)

    def watch() -> None:
        # Read past Python's buffer: a thread that holds the buffer's lock at exit would be fatal.
        while os.read(0, 1):
            pass
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
    return stop


if __name__ == "__main__":
    try:
        code = main(
            Path(sys.argv[1]),
            float(sys.argv[2]),
            int(sys.argv[3]),
            [int(fold) for fold in sys.argv[4:]],
            stop_when_asked(),
        )
    except KitError as error:
        print(error, file=sys.stderr)
        code = 2
    sys.exit(code)
