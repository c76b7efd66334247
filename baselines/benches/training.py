"""What training costs: our trainer against the barest thing that does the same work, augmentation against learning."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from augment.pipeline import pipeline
from baselines import backend
from baselines.batches import Batches
from baselines.benches.measuring import paired_seconds, stored_pictures
from baselines.catalog import builder, entry, with_settings
from baselines.trainer import compiled, trained

_RECIPE = "cnn"
_SETTINGS = with_settings(entry(_RECIPE), {"epochs": 1})
_BATCH = _SETTINGS["batch_size"]
_N_CLASSES = 20
# Batches in an epoch.
_STEPS = 150


def _model(size: int, n_steps: int) -> Any:
    backend.seeded(0)
    return compiled(builder(entry(_RECIPE))((size, size, 3), _N_CLASSES, **_SETTINGS), _SETTINGS, n_steps)


@contextmanager
def _stored(size: int, n_steps: int) -> Iterator[Callable[[str], Batches]]:
    """A function that gives the same pictures in batches under any policy; they lie on disk, as in a run."""
    # Windows does not delete a file that is still mapped; the system's own tidying will.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        images = stored_pictures(Path(folder), n_steps * _BATCH, size)
        targets = np.random.default_rng(0).integers(0, _N_CLASSES, len(images))

        def batches(policy: str) -> Batches:
            return Batches(images, np.arange(len(images)), targets, _BATCH, 0, pipeline(policy, size, 0))

        yield batches


def _epoch(batches: Batches, checkpoint: Path) -> Callable[[], None]:
    """An epoch through our trainer, as often as it is called."""
    model = _model(batches.images.shape[1], len(batches))

    def epoch() -> None:
        trained(model, batches, None, _SETTINGS, checkpoint)
        checkpoint.unlink()

    return epoch


def training_step() -> tuple[float, float]:
    """Seconds for an epoch of ``cnn`` at 32 px: through our batches and trainer, and by bare ``model.fit``."""
    with _stored(_SETTINGS["size"], _STEPS) as under, tempfile.TemporaryDirectory() as folder:
        batches = under("none")
        bare, images = _model(_SETTINGS["size"], _STEPS), np.array(batches.images)
        return paired_seconds(
            _epoch(batches, Path(folder) / "checkpoint.npz"),
            lambda: bare.fit(images, batches.targets, batch_size=_BATCH, verbose=0),
        )


def light_training() -> tuple[float, float]:
    """Seconds for an epoch of ``cnn`` at 32 px under ``light``, and under ``none``, batches made by one thread."""
    with _stored(_SETTINGS["size"], _STEPS) as under, tempfile.TemporaryDirectory() as folder:
        light, none = (_epoch(under(policy), Path(folder) / f"{policy}.npz") for policy in ("light", "none"))
        return paired_seconds(light, none)


def batch_and_step(size: int, n_steps: int) -> tuple[float, float]:
    """Seconds to make batches under ``medium``, on one core, and for ``cnn`` to learn from as many.

    Args:
        size: Side of the pictures in pixels.
        n_steps: How many batches.
    """
    with _stored(size, n_steps) as under:
        batches, model = under("medium"), _model(size, n_steps)
        made = [batches.batch(0, places) for places in batches.places(0)]

        def ours() -> None:
            for places in batches.places(0):
                batches.batch(0, places)

        def learned() -> None:
            for images, targets in made:
                model.train_on_batch(images, targets)

        return paired_seconds(ours, learned)
