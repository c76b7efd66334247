"""From a file's bytes to a verdict: checked by the contest's page, scored against a solution. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from competition.contest import Contest
from competition.metrics import metric_named
from competition.solution import PRIVATE, PUBLIC, Solution
from submit.check import check_bytes
from submit.score import Score, drawn_by_usage


@dataclass(frozen=True, eq=False)
class Verdict:
    """What became of a file.

    Args:
        problems: Why it cannot be scored; empty when it can.
        notes: What was mended while reading.
        scores: By usage; empty with problems.
        draws: By usage, the score of each resample, float64 (n_draws,).
    """

    problems: tuple[str, ...]
    notes: tuple[str, ...]
    scores: Mapping[str, Score] = field(default_factory=dict)
    draws: Mapping[str, np.ndarray] = field(default_factory=dict)


def verdict_of(data: bytes, file: str, contest: Contest, solution: Solution) -> Verdict:
    """Check and score a file.

    Args:
        data: Its bytes.
        file: Its name, for its problems' sentences.
        contest: Its page.
        solution: The hidden labels; the file must answer all of its pictures, ignored ones too.
    """
    checked = check_bytes(data, file, contest, solution.ids)
    problems = tuple(str(problem) for problem in checked.problems)
    notes = tuple(str(note) for note in checked.notes)
    if checked.predictions is None:
        return Verdict(problems, notes)
    found = drawn_by_usage(checked.predictions, solution, metric_named(contest.metric))
    scores = {usage: score for usage, (score, _draws) in found.items()}
    return Verdict(problems, notes, scores, {usage: draws for usage, (_score, draws) in found.items()})


def public_usage(solution: Solution) -> str:
    """Which score the public board shows: that of the public pictures, or of all where there is no usage."""
    return PUBLIC if PUBLIC in solution.places else ""


def private_usage(solution: Solution) -> str:
    """Which score decides at the end; the public one where no picture is private."""
    return PRIVATE if PRIVATE in solution.places else public_usage(solution)


def solution_record(solution: Solution) -> dict[str, Any]:
    """A solution as plain data; `solution_from` gives the same solution back.

    >>> solution_from(solution_record(Solution(("a",), np.array([1]), ("Public",)))).usage
    ('Public',)
    """
    return {
        "ids": list(solution.ids),
        "targets": solution.targets.tolist(),
        "usage": None if solution.usage is None else list(solution.usage),
    }


def solution_from(record: Mapping[str, Any]) -> Solution:
    """A solution as it was kept."""
    usage = record["usage"]
    targets = np.array(record["targets"], dtype=np.int64)
    return Solution(tuple(record["ids"]), targets, None if usage is None else tuple(usage))


def same_solution(one: Solution, other: Solution) -> bool:
    """Whether two solutions give every file the same scores, whatever the order of their rows."""
    return _by_id(one) == _by_id(other)


def _by_id(solution: Solution) -> dict[str, tuple[int, str | None]]:
    usage = solution.usage if solution.usage is not None else [None] * len(solution.ids)
    return dict(zip(solution.ids, zip(solution.targets.tolist(), usage, strict=True), strict=True))
