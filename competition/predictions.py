"""`Predictions`: a table of probabilities, a row per picture and a column per class.

The one form in which answers travel between models, files and scores. Rows and columns are joined by
name, never by position.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from competition.errors import RunError
from competition.messages import _
from competition.tables import write_table


@dataclass(frozen=True)
class Predictions:
    """Probabilities for some pictures.

    Args:
        ids: Picture names, each once.
        classes: Class names, in the order of the columns.
        probabilities: float64 (len(ids), len(classes)), rows summing to 1.
    """

    ids: tuple[str, ...]
    classes: tuple[str, ...]
    probabilities: np.ndarray

    def __post_init__(self) -> None:
        expected = (len(self.ids), len(self.classes))
        if self.probabilities.shape != expected:
            raise ValueError(f"probabilities of shape {expected} expected, {self.probabilities.shape} came")

    def aligned(self, ids: Sequence[str], classes: Sequence[str]) -> "Predictions":
        """The same answers with rows and columns in the order asked for, found by name.

        Raises:
            RunError: A picture or a class has no answer.

        >>> p = Predictions(("a", "b"), ("x", "y"), np.array([[0.9, 0.1], [0.2, 0.8]]))
        >>> p.aligned(["b"], ["y", "x"]).probabilities
        array([[0.8, 0.2]])
        """
        if tuple(ids) == self.ids and tuple(classes) == self.classes:
            return self
        row = {name: place for place, name in enumerate(self.ids)}
        column = {name: place for place, name in enumerate(self.classes)}
        missing = [name for name in ids if name not in row] + [name for name in classes if name not in column]
        if missing:
            raise RunError(_("There are no predictions for"), missing)
        rows = np.array([row[name] for name in ids], dtype=np.int64)
        columns = np.array([column[name] for name in classes], dtype=np.int64)
        return Predictions(tuple(ids), tuple(classes), self.probabilities[np.ix_(rows, columns)])

    def save(self, path: Path) -> None:
        """Write the table as CSV, ids first; all digits are kept, so `load_predictions` gives the same bits."""
        frame = pd.DataFrame(self.probabilities, columns=list(self.classes))
        frame.insert(0, "id", list(self.ids), allow_duplicates=True)
        write_table(frame, path)


def load_predictions(path: Path) -> Predictions:
    """Read what `Predictions.save` wrote.

    Raises:
        RunError: There is no such file, or it is not a table of probabilities.
    """
    try:
        # As text first: not every version of pandas reads floats to the last bit, Python's own float does.
        cells = pd.read_csv(path, header=None, dtype=str, keep_default_na=False)
        probabilities = cells.iloc[1:, 1:].to_numpy(dtype=object).astype(np.float64)
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise RunError(
            _("{path} cannot be read as predictions ({error})").format(path=path, error=error),
            hint=_("Train again under the same name: what is missing is made again."),
        ) from error
    return Predictions(tuple(cells.iloc[1:, 0]), tuple(cells.iloc[0, 1:]), probabilities)


def mean(several: Sequence[Predictions]) -> Predictions:
    """The average answer of several models for the same pictures, joined by name.

    >>> a = Predictions(("p",), ("x", "y"), np.array([[1.0, 0.0]]))
    >>> b = Predictions(("p",), ("y", "x"), np.array([[0.5, 0.5]]))
    >>> mean([a, b]).probabilities
    array([[0.75, 0.25]])
    """
    first = several[0]
    tables = [one.aligned(first.ids, first.classes).probabilities for one in several]
    return Predictions(first.ids, first.classes, np.mean(tables, axis=0))


def concatenated(several: Sequence[Predictions]) -> Predictions:
    """The answers of several models for different pictures, one below the other (out-of-fold)."""
    first = several[0]
    tables = [one.aligned(one.ids, first.classes).probabilities for one in several]
    ids = tuple(name for one in several for name in one.ids)
    return Predictions(ids, first.classes, np.concatenate(tables))
