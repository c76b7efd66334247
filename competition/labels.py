"""`Labels`: which picture is of which class, and which pictures belong together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from competition.errors import DataError
from competition.messages import _


@dataclass(frozen=True)
class Labels:
    """The known answers.

    Args:
        ids: Picture names, each once.
        targets: The class of each picture as its place in ``contest.classes``, int64 (n,).
        groups: Pictures with the same group (one emoji by two artists, two photos of one coin) never
            straddle a split; None when each stands alone.
        classes: The classes' names, for sentences that speak of them; empty where none does.
    """

    ids: tuple[str, ...]
    targets: np.ndarray
    groups: tuple[str, ...] | None = None
    classes: tuple[str, ...] = ()

    def class_name(self, number: int) -> str:
        """What people call a class; its number where the names are not known here.

        >>> Labels((), np.array([]), classes=("cat", "dog")).class_name(1)
        'dog'
        """
        return self.classes[number] if self.classes else str(number)

    def targets_of(self, ids: Sequence[str]) -> np.ndarray:
        """The class numbers of these pictures, in their order, int64 (len(ids),).

        Raises:
            DataError: A picture has no label.
        """
        known = self._target_of
        missing = [name for name in ids if name not in known]
        if missing:
            raise DataError(_("These pictures have no label"), missing)
        return np.array([known[name] for name in ids], dtype=np.int64)

    @cached_property
    def _target_of(self) -> dict[str, int]:
        """Each picture's class; made once, since many runs are asked about the same pictures."""
        return dict(zip(self.ids, self.targets.tolist(), strict=True))
