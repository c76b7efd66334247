"""How a run learned, as a picture: the loss of every epoch. The drawing itself is `competition.drawing`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from competition.drawing import curves
from competition.histories import mean_losses
from competition.messages import _

if TYPE_CHECKING:
    from PIL import Image

# With more epochs than these, dots would run into each other.
_MOST_DOTS = 20


def history_picture(histories: Sequence[Sequence[Mapping[str, float]]], title: str) -> "Image.Image":
    """Draw training and validation loss over the epochs: look whether it still learns, or only by heart.

    Training loss is the running mean while weights still change and pictures are altered, so it may well lie
    above validation loss in the first epochs.

    Args:
        histories: For each fold its epochs, at least one each. A refit on everything has no validation loss.
        title: What it shows, such as the run's name.

    Returns:
        A picture for `competition.drawing.save_picture`: the mean over folds thick, each fold thin behind it,
        and the epoch with the lowest mean validation loss ringed.
    """
    training, validation = (mean_losses(histories, name) for name in ("loss", "val_loss"))
    dots = "o" if len(training) <= _MOST_DOTS else ""
    lines = {_("training"): ("loss", training, f"{dots}--"), _("validation"): ("val_loss", validation, f"{dots}-")}
    lines = {name: line for name, line in lines.items() if line[1]}
    marked = None
    if validation:
        lowest = int(np.argmin(validation))
        words = _("lowest: {loss:.3f}, epoch {epoch}").format(loss=validation[lowest], epoch=lowest + 1)
        marked = (lowest + 1, validation[lowest], words)
    return curves(
        {name: (_epochs(means), means, style) for name, (_column, means, style) in lines.items()},
        title,
        _("epoch"),
        _("loss (thick: mean of {n} folds)").format(n=len(histories)) if len(histories) > 1 else _("loss"),
        thin={
            name: [(_epochs(rows), [row[column] for row in rows]) for rows in histories]
            for name, (column, _means, _style) in lines.items()
            if len(histories) > 1
        },
        marked=marked,
    )


def _epochs(rows: Sequence[object]) -> list[int]:
    """The epochs' numbers, from 1."""
    return list(range(1, len(rows) + 1))
