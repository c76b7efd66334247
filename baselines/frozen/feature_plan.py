"""At which size pictures are looked at when features have to be there in M minutes. Plain arithmetic; no Keras."""

from collections.abc import Sequence
from dataclasses import dataclass

from baselines.budget import SAFETY, Speed
from baselines.finetuning.best import ENLARGED
from baselines.finetuning.speeds import at_size
from baselines.inference import BATCH

# Sides in pixels; larger ones show more, and nothing gains from more than the network was made for.
_SIZES = (224, 192, 160, 128, 96, 64)
# Seconds for a head to learn from a picture, on a laptop's two cores; little beside looking at it.
_LEARN_S = 1.5e-4


@dataclass(frozen=True)
class FeatureWork:
    """What there is to do, whatever the size of the pictures.

    Args:
        n_pictures: Labelled and test pictures.
        n_views: Of each.
        n_folds: Heads to learn.
    """

    n_pictures: int
    n_views: int
    n_folds: int

    def seconds(self, size: int, speed: Speed) -> float:
        """All that it takes at this size; ``speed`` as `baselines.finetuning.speeds` gives it.

        >>> FeatureWork(n_pictures=2560, n_views=2, n_folds=0).seconds(96, Speed(0.0, call_s=0.5, start_s=1.0))
        11.0
        """
        looked_s = self.n_pictures * self.n_views / BATCH * at_size(speed, size, BATCH).call_s
        return speed.start_s + looked_s + self.n_folds * self.n_pictures * _LEARN_S


def sizes(side: int) -> tuple[int, ...]:
    """The sizes worth a thought for pictures of this side, largest first.

    >>> sizes(32)
    (160, 128, 96, 64)
    """
    return tuple(size for size in _SIZES if size <= max(ENLARGED * side, min(_SIZES)))


def fitting(work: FeatureWork, speed: Speed, candidates: Sequence[int], left_s: float) -> int:
    """The first of the sizes that ends in time, or the last."""
    return next((size for size in candidates if work.seconds(size, speed) <= left_s * SAFETY), candidates[-1])
