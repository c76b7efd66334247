"""The process that trains several small runs one after the other: ``python -m baselines.search.trials RUN…``.

`policy_search` alone starts it. A search trains dozens of small networks, and starting a process for each takes longer
than training it; so here they share one, and the pictures they were opened from. What is asked of a run is the same as
in `baselines.fold`, but a trial is only judged: neither the held-out part nor the test part is answered, and no model
is kept.
"""

import os
import sys
import threading
from functools import cache, partial
from pathlib import Path

from baselines.crossval import is_done
from baselines.fold import INTERRUPTED, stop_when_asked
from baselines.outcome import MODEL, Interrupted, save_outcome
from baselines.parts import Part, parts_of
from baselines.quiet import quiet_stderr
from baselines.written import validate_unchanged
from competition import runs
from competition.dataset import Dataset, open_dataset
from competition.errors import KitError
from competition.runs import Run
from competition.split_files import fitting_split


def main(folders: list[Path], stop: threading.Event) -> int:
    """Train every fold that is not trained yet.

    Args:
        folders: Of the runs, all of one contest.
        stop: Set when it should save and end.

    Returns:
        The exit code: 0, or `INTERRUPTED` when it was asked to stop.
    """
    trials = [runs.load_run(folder) for folder in folders]
    dataset = open_dataset(trials[0].request.where)
    with quiet_stderr():
        import keras  # noqa: F401 - the first fold is about to, and would show the backend's chatter
    try:
        for run in trials:
            validate_unchanged(run.request.recipe)
            for fold in range(run.request.n_folds):
                if not is_done(run.fold_folder(fold)):
                    _train(run, fold, dataset, stop)
    except Interrupted:
        return INTERRUPTED
    return 0


def judged_parts(run: Run, fold: int, dataset: Dataset, size: int) -> dict[str, Part]:
    """What a trial learns from and what it is judged on, and nothing else."""
    split = fitting_split(run, dataset.labels, dataset.fingerprint)
    parts = parts_of(run.request, dataset, split, fold, size)
    return {name: parts[name] for name in ("train", "validation")}


def _train(run: Run, fold: int, dataset: Dataset, stop: threading.Event) -> None:
    from baselines.network_fold import CHECKPOINT, trained_fold
    from baselines.trainer import CHECKPOINT_S

    parts_at = cache(partial(judged_parts, run, fold, dataset))
    folder = run.fold_folder(fold)
    outcome = trained_fold(
        run,
        fold,
        parts_at,
        dataset.contest.n_classes,
        spent_s=0.0,
        workers=1,
        should_stop=stop.is_set,
        checkpoint_s=float(os.environ.get("KIT_CHECKPOINT_S", CHECKPOINT_S)),
    )
    parts = parts_at(run.request.recipe.settings["size"])
    save_outcome(outcome, folder, parts, dataset.contest.classes)
    for left_over in (CHECKPOINT, MODEL):
        (folder / left_over).unlink(missing_ok=True)
    if stop.is_set():
        raise Interrupted


if __name__ == "__main__":
    try:
        code = main([Path(word) for word in sys.argv[1:]], stop_when_asked())
    except KitError as error:
        print(error, file=sys.stderr)
        code = 2
    sys.exit(code)
