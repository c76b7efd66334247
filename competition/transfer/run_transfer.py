"""Runs handed from laptop to laptop: whose split they must share, under which names they arrive, none of them halfway.

The zip is `run_archive`; whether a stranger's run can be believed is `run_check`.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from competition import runs
from competition.builtin import BUILTIN
from competition.dataset import open_contest
from competition.errors import DiskError, RunError, SplitError
from competition.messages import _
from competition.progress import track
from competition.run_search import all_runs
from competition.runs import Run
from competition.split_files import load_split, save_split, saved_splits, shared_split, split_path
from competition.splits import Split
from competition.transfer.arrivals import Arrival, arrivals, parents_first
from competition.transfer.run_archive import SPLIT, unpacked, write_archive
from competition.transfer.run_check import check_run

_MAKE_ANEW = _("Have `runs export` make it anew; nothing was taken from it.")


def exported(several: Sequence[Run], path: Path) -> tuple[list[str], int]:
    """Write runs, with those whose scores stand for them, into one zip.

    Args:
        several: Finished runs.
        path: The zip.

    Returns:
        The names of the runs in it, and its size in bytes.

    Raises:
        RunError: A run is not finished, they are of several contests or splits, or two have the same name to Windows.
    """
    chosen = {run.name: run for run in several}
    for run in several:
        if run.request.parent is not None:
            # Its parent's score stands for it, in every table.
            chosen.setdefault(run.request.parent, runs.load_run(run.folder.parent / run.request.parent))
    for run in chosen.values():
        run.scores  # noqa: B018 - an unfinished run says so here
    first = several[0]
    if len({(run.folder.resolve().parent, run.request.split) for run in (*several, *chosen.values())}) > 1:
        raise RunError(
            _("Runs of several contests, splits or folders do not go into one file"),
            [f"{run.request.contest}/{run.name} ({run.request.split[:6]})" for run in several],
            hint=_("`runs` shows which runs stand in one table; export each table by itself."),
        )
    if len({name.casefold() for name in chosen}) < len(chosen):
        raise RunError(
            _("Windows and macOS cannot tell the names of these runs apart"),
            sorted(chosen),
            hint=_("Rename one of their folders."),
        )
    split = shared_split(list(chosen.values()))
    if odd := _oddities([run.folder for run in chosen.values()], split):
        raise RunError(
            _("These runs would not be believed on another laptop"),
            odd,
            hint=_("Leave them out, or train them again under another --name."),
        )
    return sorted(chosen), write_archive(
        path, split_path(first.folder.parent, split.share, split.seed), list(chosen.values())
    )


def imported(path: Path, root: Path, where: str | None = None) -> list[Arrival]:
    """Take the runs out of a zip that `exported` wrote; nothing, when anything in it is wrong.

    Each comes whole or not at all; should the power fail between two of them, the same command brings the rest.

    Args:
        path: The zip, from anybody.
        root: The folder of runs, as ``--runs`` names it.
        where: The folder where the contest's data lie here; None for where other runs here have them from. Runs that
            were here already are told, too.

    Returns:
        What became of each, those that others are made from first.

    Raises:
        RunError: It is no such zip, or a run in it is not what it says.
        SplitError: Its runs were trained on another split than those that are here.
        DiskError: They cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        # In there twice as deep as runs are, so that nobody who lists runs meanwhile meets these.
        with tempfile.TemporaryDirectory(prefix=".import-", dir=root) as temporary:
            folder = Path(temporary) / "unpacked"
            arrived, split = _believed(path, folder)
            contest = arrived[0].request.contest
            if where is not None and open_contest(where)[0].name != contest:
                raise RunError(
                    _("The runs in {path} are of the contest {theirs}, and {where} is another one").format(
                        path=path, theirs=contest, where=where
                    )
                )
            place = root / contest
            is_new_split = _is_new_split(split, place, contest)
            here = all_runs(root, contest)
            coming = list(arrivals(parents_first(arrived, path), here, place, where or _where(contest, here)))
            if is_new_split:
                save_split(split, place)
            for arrival in coming:
                if arrival.is_new:
                    source = folder / arrival.name
                    runs.save_run(replace(arrival.run, folder=source))
                    arrival.run.folder.parent.mkdir(parents=True, exist_ok=True)
                    source.rename(arrival.run.folder)
                elif where is not None:
                    runs.save_run(replace(arrival.run, request=replace(arrival.run.request, where=where)))
    except OSError as error:
        raise DiskError(
            _("The runs cannot be written into {folder}: {reason}").format(folder=root, reason=error.strerror or error),
            hint=_("See whether the disk is full or write-protected."),
        ) from error
    return coming


def _believed(path: Path, folder: Path) -> tuple[list[Run], Split]:
    """The runs of an archive and their split, unpacked into a fresh folder, once all of it is what it says.

    Raises:
        RunError: With everything that is wrong.
    """
    names = unpacked(path, folder)
    split = _split_in(folder / SPLIT, path)
    odd = _oddities([folder / name for name in names], split)
    arrived = [] if odd else [runs.load_run(folder / name) for name in names]
    if len({run.request.contest for run in arrived}) > 1:
        odd = [_("its runs are of several contests")]
    if odd:
        raise RunError(_("{path} cannot be believed").format(path=path), odd, hint=_MAKE_ANEW)
    return arrived, split


def _where(contest: str, here: Sequence[Run]) -> str:
    """Where a contest's data lie on this laptop, as far as its runs know; else a folder of its name is looked for."""
    return contest if contest in BUILTIN else next((run.request.where for run in here), contest)


def _split_in(file: Path, path: Path) -> Split:
    """The split that the runs bring; a stranger's, like everything in the archive."""
    broken = RunError(_("{path} holds no split that can be read").format(path=path), hint=_MAKE_ANEW)
    try:
        split = load_split(file)
    except SplitError as error:
        raise broken from error
    if not split.ids or len(set(split.ids)) < len(split.ids) or split.targets.min() < 0 or not 0 <= split.share < 1:
        raise broken
    return split


def _oddities(folders: Sequence[Path], split: Split) -> list[str]:
    """What is wrong with runs, each problem after its run's name."""
    looked_at = track(folders, _("looking at the runs"), unit=_("run"))
    return [f"{folder.name}: {problem}" for folder in looked_at for problem in check_run(folder, split)]


def _is_new_split(theirs: Split, place: Path, contest: str) -> bool:
    """Whether there is no split here yet, so that theirs is taken over.

    Raises:
        SplitError: There is another one.
    """
    if not (there := saved_splits(place)):
        return True
    same_name = split_path(place, theirs.share, theirs.seed)
    ours = load_split(same_name if same_name in there else there[0])
    if same_name in there and ours.fingerprint == theirs.fingerprint:
        return False
    if ours.data_fingerprint != theirs.data_fingerprint:
        apart = sorted(set(ours.ids) ^ set(theirs.ids))
        raise SplitError(
            _(
                "These runs were trained on other data than yours of {contest}, so scores cannot be compared; {what}"
            ).format(
                contest=contest,
                what=_("pictures that only one of you has") if apart else _("a label, a group or a picture differs"),
            ),
            apart,
            hint=_("Copy one folder of data to both laptops, or import into another folder of runs with --runs."),
        )
    raise SplitError(
        _(
            "These runs hold out other pictures of {contest} than yours, so scores cannot be compared (they: {theirs}; "
            "you: {ours})"
        ).format(contest=contest, theirs=_settings(theirs), ours=_settings(ours)),
        hint=_("Import into another folder of runs with --runs, and train there: the split comes along."),
    )


def _settings(split: Split) -> str:
    return _("share {share:g}, seed {seed}").format(share=split.share, seed=split.seed)
