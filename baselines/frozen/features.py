"""Features of every picture, computed once by a network that stays as it is, and kept.

They hang on the pictures, their size, the view, the weights and where in the network they are taken: another of these
is another file. How a network gives them stands in `baselines.frozen.extractor`; ``clean`` may delete them.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from augment.views import VIEWS
from baselines.backbones.catalog import backbone
from baselines.inference import batch_at
from baselines.outcome import Interrupted
from baselines.quiet import quiet_stderr
from competition import atomic
from competition.arrays import cache_writing
from competition.cache import cache_dir
from competition.enlarged import Enlarged, Images
from competition.messages import _
from competition.progress import bar
from competition.turns import turn

# Goes up when the same network would give other features than before.
_VERSION = 1
# Roots of means, from 0 to a few units: half precision keeps three digits of them, and half of the disk.
_DTYPE = np.dtype(np.float16)
# What each of the 65,536 values of half precision is in single precision: looking up takes a third of NumPy's own way.
_SINGLES = np.arange(1 << 16, dtype=np.uint16).view(_DTYPE).astype(np.float32)
# So many rows may still be on their way to the disk when a machine dies; a few seconds' work.
_UNSURE = 1024


class Extractor:
    """A recipe's network for features; built when it is first needed, which mostly is never.

    Args:
        settings: Of the recipe.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings

    @cached_property
    def fingerprint(self) -> str:
        """Another word when the features would be others."""
        weights = self.settings["weights"]
        found = backbone(self.settings["backbone"], Path(weights) if weights else None)
        pooling = "gem" if self.settings["head"] == "gem" else "mean"
        parts = (_VERSION, found.name, found.fingerprint, self.settings["taps"], pooling)
        return "\0".join(map(str, parts))

    @cached_property
    def model(self) -> Any:
        """The network itself, from pictures to rows."""
        with quiet_stderr():
            from baselines import backend
            from baselines.frozen.extractor import extractor
        model = extractor(self.settings)
        model.compile(jit_compile=backend.compiles_whole())
        return model


def features(
    extractor: Extractor, images: Images, view: str, should_stop: Callable[[], bool] = lambda: False
) -> np.ndarray:
    """The features of all pictures of a store, in one view.

    Args:
        extractor: Of the recipe.
        images: The store's, uint8 (n, size, size, 3), a memory map or enlarged.
        view: A name in `augment.views.VIEWS`.
        should_stop: Asked after every batch.

    Returns:
        float16 (n, n_features), left on disk.

    Raises:
        Interrupted: ``should_stop`` said so; what was computed is kept.
        InstallError: The backbone's weights are not here, or the cache cannot be written.
    """
    path = _path(extractor, images, view)
    found = _kept(path, len(images))
    if found is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with cache_writing(path.parent), turn(path.with_suffix(".lock")):
            if _kept(path, len(images)) is None:
                _compute(extractor.model, images, view, path, should_stop)
        found = _kept(path, len(images))
        assert found is not None
    return found


def single(halves: np.ndarray) -> np.ndarray:
    """Features as they are kept, in the precision that is calculated with.

    Args:
        halves: float16, of any shape, contiguous.

    Returns:
        float32, of the same shape.

    >>> single(np.array([0.5, -2.0], np.float16))
    array([ 0.5, -2. ], dtype=float32)
    """
    found: np.ndarray = _SINGLES[halves.view(np.uint16)]
    return found


def _path(extractor: Extractor, images: Images, view: str) -> Path:
    """Where features are kept. A store's file is named by what its pictures are."""
    file = images.path if isinstance(images, Enlarged) else Path(images.filename)  # type: ignore[attr-defined]
    # What the pictures are, which of them, and the size they are kept at.
    key = "\0".join([extractor.fingerprint, *file.parts[-3:], str(images.shape), view])
    return cache_dir("features") / f"{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}.npy"


def _kept(path: Path, n: int) -> np.ndarray | None:
    """What is kept, if it is there and whole."""
    try:
        found = np.load(path, mmap_mode="r")
    except (OSError, ValueError, EOFError):
        return None
    return found if found.dtype == _DTYPE and found.ndim == 2 and len(found) == n else None


def _compute(model: Any, images: Images, view: str, path: Path, should_stop: Callable[[], bool]) -> None:
    """Have the network look at every picture, from wherever an earlier start was ended."""
    begun = path.with_suffix(".part")
    width = model.output_shape[-1]
    note = _("Features, view {view}").format(view=view)
    with begun.open("ab+") as file:
        header = {"descr": _DTYPE.str, "fortran_order": False, "shape": (len(images), width)}
        written = BytesIO()
        np.lib.format.write_array_header_1_0(written, header)
        # The last rows may not have reached the disk; they are computed again.
        there = (file.seek(0, os.SEEK_END) - len(written.getvalue())) // (width * _DTYPE.itemsize)
        done = max(0, there - _UNSURE)
        file.truncate(len(written.getvalue()) + done * width * _DTYPE.itemsize if done else 0)
        if not done:
            file.write(written.getvalue())
        with bar(note, len(images), done, _("picture")) as progress:
            for rows in batches_of_features(model, images, view, done):
                file.write(rows.astype(_DTYPE).data)
                progress.update(len(rows))
                if should_stop():
                    raise Interrupted
        file.flush()
        os.fsync(file.fileno())
    atomic.replace(begun, path)


def batches_of_features(model: Any, images: Images, view: str, start: int = 0) -> Iterator[np.ndarray]:
    """The features of pictures from ``start`` on, batch by batch; the next one is read while the network looks.

    Args:
        model: As `Extractor.model` gives it.
        images: uint8 (n, size, size, 3).
        view: A name in `augment.views.VIEWS`.
        start: Which picture comes first.

    Yields:
        float32 (batch, n_features).
    """
    size = batch_at(images.shape[1])

    def read(first: int) -> np.ndarray:
        # The last batch is filled up with its own last picture: one shape, so the model is compiled once.
        places = np.minimum(np.arange(first, first + size), len(images) - 1)
        return VIEWS[view](images[places])

    with ThreadPoolExecutor(1) as reader:
        ahead = reader.submit(read, start)
        for first in range(start, len(images), size):
            batch = ahead.result()
            if first + size < len(images):
                ahead = reader.submit(read, first + size)
            yield np.asarray(model.predict_on_batch(batch))[: len(images) - first]
