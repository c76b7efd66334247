"""From a contest and a recipe to a finished run: the one way in for every command that trains."""

import platform
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from baselines import own_model
from baselines.backend_choice import chosen
from baselines.catalog import entry
from baselines.crossval import ROOT, cross_validated
from competition import run_search, runs
from competition.dataset import Dataset
from competition.errors import RunError
from competition.filenames import is_folder_name
from competition.messages import _
from competition.reviewing.review import Review, load_review, save_review
from competition.runs import BLEND, Recipe, Request, Run
from competition.split_files import settled_split
from competition.splits import Split
from competition.turns import Busy, turn

_PACKAGES = ("numpy", "scikit-learn", "albumentations", "pandas", "pillow")


@dataclass(frozen=True)
class Place:
    """Where runs go and where the contest came from.

    Args:
        root: The folder of all runs, as ``--runs`` names it.
        where: The contest's built-in name or folder, as it can be opened again from anywhere.
    """

    root: Path
    where: str

    def runs_of(self, contest: str) -> Path:
        """The folder of one contest's runs and splits."""
        return self.root / contest


def split_for(dataset: Dataset, place: Place, n_folds: int, share: float | None = None) -> Split:
    """The contest's split, made once and then only read; see `competition.split_files.settled_split`."""
    rules = dataset.contest.split
    return settled_split(
        place.runs_of(dataset.contest.name),
        dataset.labels,
        dataset.train.digests,
        dataset.fingerprint,
        n_folds,
        share,
        rules.holdout,
        rules.seed,
    )


def requested(
    dataset: Dataset,
    place: Place,
    recipe: Recipe,
    split: Split,
    n_folds: int,
    minutes: float | None = None,
    parent: str | None = None,
) -> Request:
    """What is asked for, as the run will remember it."""
    contest = dataset.contest
    return Request(
        contest.name,
        contest.metric,
        place.where,
        recipe,
        n_folds,
        split.fingerprint,
        split.share,
        split.seed,
        minutes,
        parent,
    )


def settled_run(request: Request, place: Place, name: str | None, command: str, review: Review | None = None) -> Run:
    """The run for a request: the one that was started with an equal one, or a new one.

    Args:
        request: What is asked for.
        place: Where the runs are.
        name: The run's name, or None for the usual one: the recipe's (with a number where that is taken).
        command: How it can be started again.
        review: The list of labels whose fingerprint is in the request; None takes that of the run it is made from.

    Raises:
        RunError: A run with this name was asked for something else, or the name is none for a folder.
    """
    if name is not None and not is_folder_name(name):
        raise RunError(
            _("--name must be a word that can be a folder's name; '{name}' came").format(name=name),
            hint=_("Leave out slashes, and dots and blanks at its ends."),
        )
    folder = place.runs_of(request.contest)
    if name is not None and (folder / name / "run.json").exists():
        there = runs.load_run(folder / name)
        changes = _as_now(there.request, request).differences(request)
        if changes:
            raise RunError(
                _("The run {name} is there already and was asked for something else").format(name=name),
                changes,
                hint=_("Choose another --name, or give the same settings to go on with it."),
            )
        return there
    if name is None:
        for there in run_search.all_runs(place.root, request.contest):
            if _as_now(there.request, request).same_as(request):
                return there
        name = run_search.free_name(folder, _usual_name(request))
    run = runs.Run(folder / name, request, made_with(command))
    if request.review:
        # Before the run itself, which is never there without its list.
        origin = request.models_from or request.parent
        save_review(review or load_review(runs.load_run(folder / str(origin))), run.folder)
    runs.save_run(run)
    return run


def _as_now(before: Request, now: Request) -> Request:
    """An older request with the settings that the kit learned since, at the values at which they change nothing."""
    if before.recipe.name != now.recipe.name or now.recipe.kind == BLEND:
        return before
    usual = entry(now.recipe.name).settings
    known = before.recipe.settings
    new = {name: usual[name] for name in now.recipe.settings if name in usual and name not in known}
    return replace(before, recipe=replace(before.recipe, settings={**known, **new}))


def _usual_name(request: Request) -> str:
    """The recipe's name, or its file's; for a run made from another one, that one's and how they differ."""
    recipe = request.recipe
    if request.models_from is not None:
        return "-".join([request.models_from, *recipe.views.split(",")])
    if request.parent is not None:
        return f"{request.parent}-all"
    name = own_model.file_and_function(recipe.name)[0].stem if own_model.is_path(recipe.name) else recipe.name
    return f"{name}-reviewed" if request.review else name


def made_with(command: str) -> Mapping[str, Any]:
    """Command, versions, git state and machine, as a run remembers them."""
    return {
        "command": command,
        "started": time.strftime("%Y-%m-%d %H:%M:%S"),
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in ("keras", chosen(), *_PACKAGES)},
        "git": _git_state(),
        "system": platform.platform(),
    }


def _git_state() -> str:
    """The kit's commit, with a plus where files were changed since; empty where there is no git."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), "describe", "--always", "--dirty=+", "--abbrev=12"],
            capture_output=True,
            text=True,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def trained_run(run: Run, dataset: Dataset, *, began: float, workers: int = 1) -> Run:
    """Train a run to its end, from wherever it is; a finished one is left as it is.

    Raises:
        Stopped: Ctrl-C; everything is saved.
        RunError: A fold's process ended badly, or another process trains this run right now.
    """
    if run.is_finished:
        return run
    try:
        with turn(run.folder / ".lock", waits=False):
            cross_validated(run, dataset.labels, began=began, workers=workers)
    except Busy:
        raise RunError(
            _("The run {name} is being trained by another process right now").format(name=run.name),
            hint=_("Wait for it, or give this one another --name and --seed."),
        ) from None
    return run
