"""The process that measures what trials take: ``python -m baselines.search.trial_cost RUN OUT POLICY…``.

It writes a `halving.Cost` to OUT. The network's step is measured once and the making of a batch under each policy
apart; that they then run side by side is time gained, not time planned with.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from augment.mixing import mixing
from augment.pipeline import pipeline
from baselines.batches import Batches
from baselines.budget import seconds_per_call
from baselines.fold_model import built, save_model
from baselines.parts import Part
from baselines.quiet import quiet_stderr
from baselines.search.halving import Cost
from baselines.search.trials import judged_parts
from competition import runs
from competition.dataset import open_dataset
from competition.errors import KitError
from competition.runs import Recipe

_BATCHES = 4


def measured(folder: Path, policies: Sequence[str], began: float) -> Cost:
    """What a trial takes under each policy.

    Args:
        folder: Of any of the search's runs; it is left as it is.
        policies: By name.
        began: When this process started, as ``time.monotonic`` has it.
    """
    run = runs.load_run(folder)
    recipe = run.request.recipe
    dataset = open_dataset(run.request.where)
    parts = judged_parts(run, 0, dataset, recipe.settings["size"])
    with quiet_stderr():
        import keras  # noqa: F401 - the model is about to, and would show the backend's chatter
    from baselines.inference import BATCH, probabilities

    train, validation = parts["train"], parts["validation"]
    plain = _batches(recipe, train, dataset.contest.n_classes, "none")
    batch = plain.batch(0, plain.places(0)[0])
    # The first network of a process takes longer than those after it; what it takes more counts to the process.
    _first_calls(recipe, dataset.contest.n_classes, batch, validation)
    first_s = time.monotonic() - began
    again = time.monotonic()
    model = _first_calls(recipe, dataset.contest.n_classes, batch, validation)
    fold_s = time.monotonic() - again
    step_s = seconds_per_call(lambda: model.train_on_batch(*batch))
    call_s = seconds_per_call(lambda: probabilities(model, validation.images, validation.rows[:BATCH]))
    judging_s = call_s * -(-len(validation) // BATCH)
    epoch_s = {}
    for name in policies:
        batches = _batches(recipe, train, dataset.contest.n_classes, name)
        epoch_s[name] = len(batches) * (step_s + _seconds_per_batch(batches)) + judging_s
    # Judged once more at the end.
    return Cost(max(0.0, first_s - fold_s), fold_s + judging_s, epoch_s)


def _batches(recipe: Recipe, train: Part, n_classes: int, policy: str) -> Batches:
    assert train.targets is not None
    return Batches(
        train.images,
        train.rows,
        train.targets,
        min(recipe.settings["batch_size"], len(train)),
        0,
        pipeline(policy, recipe.settings["size"], 0),
        mixing(recipe.settings, n_classes),
    )


def _first_calls(recipe: Recipe, n_classes: int, batch: tuple[Any, Any], validation: Part) -> Any:
    """A network after everything that is done once in a fold: made, compiled, saved."""
    from baselines.inference import probabilities
    from baselines.trainer import compiled

    model = compiled(built(recipe, n_classes, seed=0), recipe.settings, 1000)
    model.train_on_batch(*batch)
    probabilities(model, validation.images, validation.rows[:1])
    with tempfile.TemporaryDirectory() as folder:
        save_model(model, Path(folder))
    return model


def _seconds_per_batch(batches: Batches) -> float:
    """The median over a few batches."""
    times = []
    for number in range(_BATCHES):
        before = time.perf_counter()
        batches.batch(number, batches.places(0)[0])
        times.append(time.perf_counter() - before)
    return sorted(times)[_BATCHES // 2]


if __name__ == "__main__":
    started = time.monotonic()
    try:
        runs.write_json(Path(sys.argv[2]), asdict(measured(Path(sys.argv[1]), sys.argv[3:], started)))
    except KitError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
