"""`Review`: which pictures a training leaves out or takes for another class, as people decided.

It changes what is learned from and nothing else: scores stay on the labels as given, so that runs with and without it
can be compared, and the held-out part is never touched. The list that people work at is `review_list`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from competition.errors import KitError, RunError
from competition.labels import Labels
from competition.messages import _, n_
from competition.runs import Run
from competition.tables import read_table, write_table

KEEP, DROP, RELABEL = ACTIONS = ("keep", "drop", "relabel")
REVIEWED = "reviewed.csv"


@dataclass(frozen=True)
class Review:
    """What a reviewed list changes.

    Args:
        dropped: The pictures to leave out.
        relabelled: The pictures to take for another class, and its name.
    """

    dropped: frozenset[str] = frozenset()
    relabelled: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A short name of what is changed, whatever the order of the rows; empty where nothing is.

        >>> Review().fingerprint, len(Review(frozenset({"a.png"})).fingerprint)
        ('', 12)
        """
        if not self.dropped and not self.relabelled:
            return ""
        changes = json.dumps([sorted(self.dropped), sorted(self.relabelled.items())])
        return hashlib.sha256(changes.encode()).hexdigest()[:12]

    @property
    def sight(self) -> str:
        """What it changes, one sentence."""
        if not self.fingerprint:
            return _("The reviewed list keeps every label: nothing is changed.")
        return _(
            "By the reviewed list, {dropped} left out of the training and {relabelled} taken for another class. "
            "Scores stay on the labels as given."
        ).format(
            dropped=n_("{n} picture is", "{n} pictures are", len(self.dropped)),
            relabelled=n_("{n} is", "{n} are", len(self.relabelled)),
        )

    def taught(self, ids: Sequence[str], labels: Labels) -> tuple[tuple[str, ...], np.ndarray]:
        """What a model that follows the list learns from these pictures.

        Args:
            ids: Of the pictures it would learn from.
            labels: As given.

        Returns:
            The pictures that are left, and their classes as places in ``labels.classes``, int64 (n,).

        >>> labels = Labels(("a", "b", "c"), np.array([0, 0, 1]), classes=("cat", "dog"))
        >>> Review(frozenset({"a"}), {"b": "dog"}).taught(labels.ids, labels)
        (('b', 'c'), array([1, 1]))
        """
        left = tuple(name for name in ids if name not in self.dropped)
        targets = labels.targets_of(left)
        for place, name in enumerate(left):
            if name in self.relabelled:
                targets[place] = labels.classes.index(self.relabelled[name])
        return left, targets


def save_review(review: Review, folder: Path) -> None:
    """Keep what a list changes in the folder of the run that follows it; itself a list that `read_review` takes."""
    rows = [(name, DROP, "") for name in sorted(review.dropped)]
    rows += [(name, RELABEL, review.relabelled[name]) for name in sorted(review.relabelled)]
    write_table(pd.DataFrame(rows, columns=["id", "action", "label"], dtype="str"), folder / REVIEWED)


def load_review(run: Run) -> Review:
    """What a run's training leaves out or relabels; nothing for most runs.

    Raises:
        RunError: The run's list is gone or was edited: its folds would be of two lists under one score.
    """
    if not run.request.review:
        return Review()
    path = run.folder / REVIEWED
    try:
        rows = read_table(path)[["id", "action", "label"]].itertuples(index=False, name=None)
        changes = {name: (action, label) for name, action, label in rows}
    except (KitError, KeyError) as error:
        raise RunError(_("{path} cannot be read ({error})").format(path=path, error=error)) from error
    review = Review(
        frozenset(name for name, (action, _label) in changes.items() if action == DROP),
        {name: label for name, (action, label) in changes.items() if action == RELABEL},
    )
    if review.fingerprint != run.request.review:
        raise RunError(
            _("{path} was edited since this run was started").format(path=path),
            hint=_("Put it back, or give the edited list to `train --labels` for another run."),
        )
    return review
