"""Which runs there are below a folder of runs, and the one that is meant. What a run holds: `competition.runs`."""

from collections.abc import Collection, Iterator
from itertools import count
from pathlib import Path

from competition.errors import RunError
from competition.messages import _
from competition.runs import Run, load_run


def all_runs(root: Path, contest: str | None = None) -> list[Run]:
    """Every run that can be read, oldest first; `damaged_runs` names the others.

    Args:
        root: The folder of runs, as ``--runs`` names it.
        contest: Only this contest's.
    """
    found = [run for run in _read(root, contest) if isinstance(run, Run)]
    return sorted(found, key=lambda run: str(run.made_with.get("started", "")))


def damaged_runs(root: Path, contest: str | None = None) -> list[RunError]:
    """What is wrong with the runs that `all_runs` leaves out: one bad file must not hide the good runs."""
    return [run for run in _read(root, contest) if isinstance(run, RunError)]


def _read(root: Path, contest: str | None) -> Iterator[Run | RunError]:
    # The contest's name is compared, not globbed: it may hold stars and brackets.
    for path in sorted(root.glob("*/*/run.json")):
        if contest not in (None, path.parent.parent.name):
            continue
        try:
            run = load_run(path.parent)
            if run.is_finished:
                run.scores  # noqa: B018 - damaged ones say so here
            yield run
        except RunError as error:
            yield error


def free_name(folder: Path, base: str, taken: Collection[str] = ()) -> str:
    """A run's name, with the first number that is free.

    Args:
        folder: Where the contest's runs are.
        base: The name it should have.
        taken: Names that will be there, in small letters: Windows and macOS take "CNN" and "cnn" for one folder.
    """
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in names if name.casefold() not in taken and not (folder / name).exists())


def found_run(root: Path, name: str, contest: str | None = None) -> Run:
    """The run with this name, or in this folder.

    Args:
        root: The folder of runs.
        name: ``cnn``, ``emoji20/cnn``, or the path of the run's folder.
        contest: Only this contest's.

    Raises:
        RunError: There is none, it is damaged, or the name stands for runs of several contests.
    """
    # A path, or a name whose run may be damaged: what is wrong with it is said, not that it is not there.
    for folder in (Path(name), root / (contest or "") / name):
        if name and (folder / "run.json").exists():
            return load_run(folder)
    known = all_runs(root, contest)
    named = [run for run in known if name in (run.name, f"{run.request.contest}/{run.name}")]
    if len(named) == 1:
        return named[0]
    if named:
        raise RunError(
            _("Several contests have a run named {name}").format(name=name),
            [f"{run.request.contest}/{run.name}" for run in named],
            hint=_("Name it with its contest."),
        )
    raise RunError(
        _("There is no run named {name} in {root}").format(name=name, root=root / (contest or "")),
        hint=(
            _("There are: {names}.").format(names=", ".join(run.name for run in known))
            if known
            else _("Train one first: `train {contest} --recipe cnn`").format(contest=contest or "emoji20")
        ),
    )


def run_of(root: Path, name: str, contest: str) -> Run:
    """The run of this contest with this name, or in this folder.

    Raises:
        RunError: There is none, it is damaged, or it belongs to another contest.
    """
    found = found_run(root, name, None if Path(name).is_dir() else contest)
    if found.request.contest != contest:
        raise RunError(
            _("The run {run} belongs to the contest {theirs}, not to {contest}").format(
                run=found.name, theirs=found.request.contest, contest=contest
            )
        )
    return found
