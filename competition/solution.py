"""`Solution`: the hidden labels, and which of them count for the public and the private score.

For organizers' eyes: no sentence of a `SolutionError` is ever shown to a participant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from competition.contest import Contest
from competition.errors import DataError, SolutionError
from competition.labels import Labels
from competition.messages import _
from competition.tables import read_table, write_table

PUBLIC, PRIVATE, IGNORED = "Public", "Private", "Ignored"
USAGES = (PUBLIC, PRIVATE, IGNORED)
USAGE_COLUMN = "Usage"


@dataclass(frozen=True)
class Solution:
    """The hidden labels of the test pictures.

    Args:
        ids: Picture names, each once.
        targets: The class of each picture as its place in ``contest.classes``, int64 (n,).
        usage: For each picture `PUBLIC`, `PRIVATE` or `IGNORED`; None where every picture counts.
    """

    ids: tuple[str, ...]
    targets: np.ndarray
    usage: tuple[str, ...] | None = None

    @cached_property
    def places(self) -> dict[str, np.ndarray]:
        """Which pictures make each score, int64 (n_of_part,): by usage, or all under "" where there is none.

        >>> Solution(("a", "b"), np.array([0, 1]), ("Ignored", "Public")).places
        {'Public': array([1])}
        """
        if self.usage is None:
            return {"": np.arange(len(self.ids))}
        words = np.array(self.usage)
        places = {usage: np.flatnonzero(words == usage) for usage in (PUBLIC, PRIVATE)}
        return {usage: part for usage, part in places.items() if len(part)}

    def labels(self, usage: str = "") -> Labels:
        """The labels that make one score."""
        places = self.places[usage]
        return Labels(tuple(self.ids[place] for place in places.tolist()), self.targets[places])


def read_solution(path: Path, contest: Contest) -> Solution:
    """Read hidden labels from a table with an id, a label and perhaps a ``Usage`` column.

    The label may be a name or a label id of the contest. A first line that names the columns may be missing.

    Args:
        path: CSV or TSV.
        contest: Its page knows the classes.

    Raises:
        SolutionError: The table cannot be read, has twins, unknown labels or usages, or nothing to score.
    """
    try:
        table = read_table(path, header=False)
    except DataError as error:
        raise SolutionError(error.sentence, error.offenders, error.hint) from error
    label_column, usage_column = 1, 2 if table.shape[1] == 3 else None
    numbers = {name: place for names in (contest.label_ids, contest.classes) for place, name in enumerate(names)}
    first = [str(cell) for cell in table.iloc[0]]
    if len(first) > 1 and (first[1] not in numbers or first[0] in _id_columns(contest)):
        label_column, usage_column = _places(first, contest)
        table = table.iloc[1:]
    if table.shape[1] < 2 or table.empty:
        raise SolutionError(_("{path} is no table of ids and labels").format(path=path))
    ids, labels = table.iloc[:, 0].tolist(), table.iloc[:, label_column].tolist()
    lines = table.index.tolist()
    usage = None if usage_column is None else [word.strip().title() for word in table.iloc[:, usage_column]]
    _validate(path, ids, labels, usage, lines, numbers)
    targets = np.array([numbers[label] for label in labels], dtype=np.int64)
    return Solution(tuple(ids), targets, None if usage is None else tuple(usage))


def _id_columns(contest: Contest) -> tuple[str, str]:
    return contest.submission.id_column, contest.data.id_column


def _places(header: list[str], contest: Contest) -> tuple[int, int | None]:
    """The columns of the label and of the usage, found by name; the second is the label if no name fits."""
    known = {contest.submission.label_column, contest.data.label_column, "label", "label_id", "label_name"}
    labels = [place for place, name in enumerate(header) if place and name in known]
    usages = [place for place, name in enumerate(header) if name.casefold() == USAGE_COLUMN.casefold()]
    return labels[0] if labels else 1, usages[0] if usages else None


def _validate(
    path: Path,
    ids: Sequence[str],
    labels: Sequence[str],
    usage: Sequence[str] | None,
    lines: Sequence[int],
    numbers: dict[str, int],
) -> None:
    faults = []
    seen: set[str] = set()
    for row, (line, name, label) in enumerate(zip(lines, ids, labels, strict=True)):
        if name in seen:
            faults.append(_("line {line}: '{id}' a second time").format(line=line, id=name))
        seen.add(name)
        if label not in numbers:
            close = get_close_matches(label, numbers, n=1) if len(faults) < 10 else []
            meant = _(" (did you mean '{name}'?)").format(name=close[0]) if close else ""
            faults.append(_("line {line}: '{label}' is no class").format(line=line, label=label) + meant)
        if usage is not None and usage[row] not in USAGES:
            faults.append(_("line {line}: usage '{word}'").format(line=line, word=usage[row]))
    if not faults and usage is not None and set(usage) == {IGNORED}:
        faults.append(_("every picture is ignored"))
    if faults:
        raise SolutionError(
            _("{path} cannot be used as a solution").format(path=path),
            faults,
            hint=_("Each picture stands once, with a class of the contest and a usage of {usages}.").format(
                usages=", ".join(USAGES)
            ),
        )


def write_solution(solution: Solution, contest: Contest, path: Path) -> None:
    """Write hidden labels by class name; `read_solution` gives the same solution back.

    >>> import tempfile
    >>> contest, answers = Contest("pets", ("cat", "dog")), Solution(("a", "b"), np.array([1, 0]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_solution(answers, contest, Path(folder, "solution.csv"))
    ...     read_solution(Path(folder, "solution.csv"), contest).targets
    array([1, 0])
    """
    columns = {
        contest.submission.id_column: list(solution.ids),
        contest.submission.label_column: [contest.classes[target] for target in solution.targets.tolist()],
    }
    if solution.usage is not None:
        columns[USAGE_COLUMN] = list(solution.usage)
    write_table(pd.DataFrame(columns), path)
