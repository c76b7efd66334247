"""How often the held-out part was looked at. Each look that leads to a choice uses up some of its honesty."""

import csv
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from competition import atomic
from submit.score import Score

_COLUMNS = ("when", "run", "metric", "score", "low", "high")


def looks(folder: Path) -> list[dict[str, str]]:
    """Every look at a contest's held-out part so far, oldest first.

    Args:
        folder: Where the contest's runs are.
    """
    path = folder / "holdout-looks.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def n_looks(rows: Iterable[Mapping[str, str]]) -> int:
    """How many different results were seen: who looks at the same one again has learned nothing.

    >>> look = {"run": "cnn", "metric": "accuracy", "score": "0.5"}
    >>> n_looks([look, look, look | {"run": "forest"}])
    2
    """
    return len({(row["run"], row["metric"], row["score"]) for row in rows})


def note_look(folder: Path, run: str, score: Score) -> int:
    """Write down one look.

    Args:
        folder: Where the contest's runs are.
        run: Whose held-out score was shown.
        score: What was shown.

    Returns:
        How many looks there have been at different results, this one included.
    """
    rows = looks(folder)
    values = (time.strftime("%Y-%m-%d %H:%M:%S"), run, score.metric, score.value, score.low, score.high)
    rows.append(dict(zip(_COLUMNS, map(str, values), strict=True)))
    with (
        atomic.replacing(folder / "holdout-looks.csv") as fresh,
        fresh.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return n_looks(rows)
