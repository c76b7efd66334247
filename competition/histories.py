"""What the history of a training says: means over folds, and where learning by heart began. Its file: `fold_files`."""

from collections.abc import Mapping, Sequence

import numpy as np

# A last epoch so much worse than the best is more than the noise of one epoch.
_CLEARLY = 1.02


def mean_losses(histories: Sequence[Sequence[Mapping[str, float]]], name: str) -> list[float]:
    """The mean over folds of a loss, epoch by epoch, as far as all folds went.

    Past the end of a fold that stopped early the mean would be over other folds, and jump.

    Args:
        histories: For each fold its epochs, as `competition.fold_files.read_history` gives them.
        name: ``loss`` for training, ``val_loss`` for validation, or any other column.

    Returns:
        A number for each epoch; none where the histories don't have this loss.

    >>> mean_losses([[{"loss": 3.0}, {"loss": 1.0}], [{"loss": 2.0}]], "loss")
    [2.5]
    """
    together = zip(*histories, strict=False)
    return [float(np.mean([row[name] for row in rows])) for rows in together if name in rows[0]]


def turning_point(histories: Sequence[Sequence[Mapping[str, float]]]) -> int | None:
    """The epoch, counted from 1, from which on the run learned by heart; None where it did not.

    That is the one with the lowest mean validation loss, if the loss is clearly higher at the end.

    Args:
        histories: As for `mean_losses`.

    >>> turning_point([[{"val_loss": 2.0}, {"val_loss": 1.5}, {"val_loss": 2.5}]])
    2
    """
    validation = mean_losses(histories, "val_loss")
    if not validation or validation[-1] < _CLEARLY * min(validation):
        return None
    return int(np.argmin(validation)) + 1
