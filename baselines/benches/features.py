"""What frozen features cost: our pass over pictures against bare calls of the network, all folds against one pass."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from baselines.benches.measuring import paired_seconds, stored_pictures
from baselines.catalog import entry
from baselines.frozen.feature_fold import trained_folds
from baselines.frozen.features import Extractor, features
from baselines.inference import batch_at
from baselines.parts import Part
from competition.enlarged import Images
from competition.runs import Recipe, Request, Run

_RECIPE = entry("lite0_features")
_N_CLASSES = 20
_N_FOLDS = 5


@contextmanager
def _pictures(n: int, size: int) -> Iterator[tuple[Path, Images]]:
    """A folder that is gone afterwards, the cache in it for so long, and pictures."""
    before = os.environ.get("KIT_CACHE")
    # Windows does not delete a file that is still mapped; the system's own tidying will.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["KIT_CACHE"] = folder
        try:
            yield Path(folder), stored_pictures(Path(folder), n, size)
        finally:
            del os.environ["KIT_CACHE"]
            if before is not None:
                os.environ["KIT_CACHE"] = before


def feature_pass(size: int, n_batches: int) -> tuple[float, float]:
    """Seconds to compute features and keep them, and for bare compiled calls on arrays in memory.

    Args:
        size: Side of the pictures in pixels.
        n_batches: How many are looked at.
    """
    extractor = Extractor({**_RECIPE.settings, "size": size})
    n = batch_at(size)
    with _pictures(n * n_batches, size) as (folder, images):
        batches = [images[np.arange(start, start + n)] for start in range(0, len(images), n)]

        def ours() -> None:
            features(extractor, images, "plain")
            for kept in folder.rglob("features/*.npy"):
                kept.unlink()

        def bare() -> None:
            for batch in batches:
                extractor.model.predict_on_batch(batch)

        return paired_seconds(ours, bare)


def feature_folds(size: int, n_pictures: int) -> tuple[float, float]:
    """Seconds for a cross-validation in five folds, features and heads, and for its features alone; processor time.

    Args:
        size: Side of the pictures in pixels.
        n_pictures: How many there are; all are labelled.
    """
    recipe = Recipe("", "features", "", {**_RECIPE.settings, "size": size}, views="flip")
    random = np.random.default_rng(0)
    targets = random.integers(0, _N_CLASSES, n_pictures)
    folds = random.integers(0, _N_FOLDS, n_pictures)
    with _pictures(n_pictures, size) as (folder, images):

        def parts(fold: int) -> dict[str, Part]:
            rows = {"train": np.flatnonzero(folds != fold), "validation": np.flatnonzero(folds == fold)}
            return {name: Part(tuple(map(str, some)), images, some, targets[some]) for name, some in rows.items()}

        run = Run(folder, Request("", "log_loss", "", recipe, _N_FOLDS, "", 0.0, 0))
        extractor = Extractor(recipe.settings)
        extractor.model.predict_on_batch(images[np.arange(batch_at(size))])
        before = time.process_time()
        for view in ("plain", "mirrored"):
            features(extractor, images, view)
        pass_s = time.process_time() - before
        for _outcome in trained_folds(run, range(_N_FOLDS), parts, _N_CLASSES, lambda: False):
            pass
        return time.process_time() - before, pass_s
