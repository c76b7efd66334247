"""`ImageSequence`: the kit's batches behind Keras's own interface, for ``model.fit`` in a notebook."""

import copy
from dataclasses import replace

import keras

from baselines.batches import Batch, Batches


class ImageSequence(keras.utils.PyDataset):  # type: ignore[misc]
    """Pictures for ``model.fit``: a new order and new augmentation each epoch, the same for the same seed.

    The trainer does not need it (it must be able to start in the middle of an epoch); a student with a
    model of their own does: ``model.fit(ImageSequence(batches), epochs=5)``.

    Args:
        batches: What to deal out.
        workers, use_multiprocessing: As in ``keras.utils.PyDataset``.
    """

    def __init__(self, batches: Batches, workers: int = 1, use_multiprocessing: bool = False) -> None:
        super().__init__(workers=workers, use_multiprocessing=use_multiprocessing)
        self.batches = batches
        self._epoch = 0
        self._places = batches.places(0)

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, number: int) -> Batch:
        batches = self.batches
        if self.workers > 1:
            # Keras calls this from several threads at once, and a pipeline is reseeded in place for every picture.
            batches = replace(batches, pipeline=copy.deepcopy(batches.pipeline))
        return batches.batch(self._epoch, self._places[number])

    def on_epoch_end(self) -> None:
        """Keras calls this after each epoch."""
        self._epoch += 1
        self._places = self.batches.places(self._epoch)
