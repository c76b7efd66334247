"""From files to entries: each is checked and scored, and a faulty one becomes an entry with its reasons."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from competition.contest import Contest
from competition.messages import _
from competition.metrics import metric_named
from competition.solution import PRIVATE, PUBLIC, Solution
from submit.check import check
from submit.leaderboard.classes import confusion
from submit.leaderboard.standings import Entry, team_of
from submit.problems import printable
from submit.score import scores_of_several

# What operating systems leave beside people's files.
_JUNK = {"thumbs.db", "desktop.ini"}


def entry_of(path: Path, contest: Contest, solution: Solution, by_path: bool = False) -> Entry:
    """Check and score one file.

    Args:
        path: The file; its name without ending is the team, its last change the time.
        contest: Its page says what the file should look like.
        solution: The hidden labels; the file must answer all of its pictures, ignored ones too.
        by_path: Show the whole path, not the file's name: several have the same one.
    """
    return explained_entries([path], contest, solution, by_path)[0][0]


def explained_entries(
    paths: Sequence[Path], contest: Contest, solution: Solution, by_path: bool = False, usage: str | None = None
) -> list[tuple[Entry, np.ndarray | None]]:
    """The same for several files, and which classes each took for which.

    Args:
        paths: The files; quickest in groups of `submit.score.TOGETHER`.
        contest: Its page.
        solution: The hidden labels.
        by_path: As for `entry_of`.
        usage: The pictures that are looked at by class; None: none.

    Returns:
        For each file its entry, and what `submit.leaderboard.classes.confusion` says of it, None for an invalid one.
    """
    all_checked = [check(path, contest, solution.ids) for path in paths]
    answers = [checked.predictions for checked in all_checked if checked.predictions is not None]
    scores = iter(scores_of_several(answers, solution, metric_named(contest.metric)) if answers else ())
    found = []
    for path, checked in zip(paths, all_checked, strict=True):
        given = checked.predictions
        entry = Entry(
            team=team_of(path.name),
            file=printable(str(path) if by_path else path.name),
            time_s=path.stat().st_mtime,
            scores={} if given is None else next(scores),
            problems=tuple(str(problem) for problem in checked.problems),
            notes=tuple(str(note) for note in checked.notes),
        )
        table = None if given is None or usage is None else confusion(given, solution, usage)
        found.append((entry, table))
    return found


def files_in(paths: Sequence[Path], left_out: Sequence[Path] = ()) -> list[Path]:
    """All files that are meant: the files themselves and those directly in the folders, each once.

    Args:
        paths: Files and folders.
        left_out: Files that are no submissions, such as the solution or an older board in the same folder.
    """
    without = {path.resolve() for path in left_out}

    def candidates() -> Iterator[Path]:
        for path in paths:
            if path.is_dir():
                yield from sorted(inside for inside in path.iterdir() if inside.is_file() and not _is_junk(inside))
            else:
                yield path

    found = {path.resolve(): path for path in reversed(list(candidates()))}
    return [path for place, path in reversed(found.items()) if place not in without]


def _is_junk(path: Path) -> bool:
    return path.name.startswith(".") or path.name.casefold() in _JUNK


def shown_usages(solution: Solution, final: bool) -> tuple[str, ...]:
    """Which scores a board shows, the one that ranks first; before the end only the public one."""
    usages = tuple(solution.places)
    if set(usages) == {PUBLIC, PRIVATE}:
        return (PRIVATE, PUBLIC) if final else (PUBLIC,)
    return usages


def usage_words(usages: Sequence[str]) -> str:
    """Which part ranks, in words for a title.

    >>> usage_words(("Private", "Public"))
    'private board'
    """
    return {PUBLIC: _("public board"), PRIVATE: _("private board")}.get(usages[0], _("board"))
