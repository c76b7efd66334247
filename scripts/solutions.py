"""Finding the labels that a command scores against: a file, the contest's own, or the held-out part."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from competition.contest import Contest
from competition.contest_page import PAGE
from competition.dataset import open_contest, submission_ids
from competition.errors import SolutionError
from competition.messages import _
from competition.solution import Solution, read_solution
from competition.split_files import load_split, saved_splits

# How many ids are looked for in a file to tell which pictures it answers.
_LOOKED_FOR = 100


def hosted(where: str) -> tuple[Contest, Path, Path | None]:
    """The contest that an organizer means, its folder for teams, and the hidden labels that lie beside it.

    Args:
        where: What ``host new`` made (with ``public`` and ``private`` in it), or whatever `open_contest` takes.

    Returns:
        The contest; the folder that teams get; the solution's file, None where the contest's page names it.
    """
    made = Path(where)
    # "~somebody" has no home where there is no such user: then it is a folder's name.
    with suppress(RuntimeError):
        made = made.expanduser()
    private = made / "private" / "solution.csv"
    if (made / "public" / PAGE).is_file() and private.is_file():
        return *open_contest(str(made / "public")), private
    return *open_contest(where), None


def solution_of(contest: Contest, folder: Path, asked: Path | None) -> tuple[Path, Solution]:
    """The hidden labels and the file they stand in.

    Args:
        contest: Its page may name a solution.
        folder: Where the contest lies.
        asked: The file that ``--solution`` names, if any; it goes before the contest's own.

    Raises:
        SolutionError: There is none, or it cannot be used.
    """
    if asked is None and not contest.data.solution:
        raise SolutionError(
            _("{name} comes without hidden labels, so nothing can be scored against them").format(name=contest.name),
            hint=_("Name a file with the columns id and label: --solution FILE."),
        )
    path = asked if asked is not None else folder / contest.data.solution
    return path, read_solution(path, contest)


def held_out_solutions(place: Path) -> list[Solution]:
    """The labels of the held-out part of each split beside the runs in ``place``."""
    known = [load_split(path).holdout_labels for path in saved_splits(place)]
    return [Solution(labels.ids, labels.targets) for labels in known]


def answered_solution(
    file: Path, contest: Contest, folder: Path, asked: Path | None, place: Path
) -> tuple[Solution, bool]:
    """The labels whose pictures a file answers, and whether they are the held-out part's.

    Told by how many of the first ids stand in the file, so that a faulty file is told apart too.

    Args:
        file: The submission file.
        contest: Its page may name a solution.
        folder: Where the contest lies.
        asked: The file that ``--solution`` names; then no other is looked for.
        place: Where the contest's runs and splits are.

    Raises:
        SolutionError: There are no labels to score against.
    """
    held_out = held_out_solutions(place) if asked is None else []
    known = [(solution, True) for solution in held_out]
    if not known or contest.data.solution:
        known.insert(0, (solution_of(contest, folder, asked)[1], False))
    data = file.read_bytes() if file.is_file() else b""

    def n_answered(ids: Sequence[str]) -> int:
        return sum(name.encode() in data for name in ids[:_LOOKED_FOR])

    meant = max(known, key=lambda pair: n_answered(pair[0].ids))
    if meant[1] and contest.data.test_images and n_answered(submission_ids(contest, folder)) > n_answered(meant[0].ids):
        solution_of(contest, folder, asked)  # says that the labels of the test part are not here
    return meant
