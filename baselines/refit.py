"""Training a recipe once more on everything, for the last submission. Its parent's scores stand for it."""

import math
from dataclasses import replace

from baselines import training
from baselines.outcome import DONE
from baselines.training import Place
from baselines.written import validate_unchanged
from competition import run_search, runs
from competition.dataset import Dataset
from competition.errors import RunError
from competition.messages import _
from competition.metrics import METRICS
from competition.runs import BLEND, PLAN, Request, Run, Stage
from competition.split_files import fitting_split, load_split, settled_path


def best_run(dataset: Dataset, place: Place) -> Run:
    """The finished run with the best cross-validated score, among those on the contest's settled split.

    Raises:
        RunError: There is none.
        SplitError: The split's file is damaged.
    """
    contest = dataset.contest.name
    rules = dataset.contest.split
    path = settled_path(place.runs_of(contest), None, rules.holdout, rules.seed)
    settled = load_split(path).fingerprint if path.exists() else None
    finished = [
        run
        for run in run_search.all_runs(place.root, contest)
        if run.is_finished
        and run.request.parent is None
        and run.request.split == settled
        and run.request.recipe.kind != BLEND
    ]
    if not finished:
        raise RunError(
            _("No finished run of {contest} to train again on everything").format(contest=contest),
            hint=_("Cross-validate one first: `train {contest} --recipe cnn`").format(contest=contest),
        )
    return min(finished, key=lambda run: METRICS[run.request.metric].key(run.scores["cv"][run.request.metric]))


def requested(dataset: Dataset, place: Place, parent: str) -> Request:
    """What it takes to train a run's recipe on everything.

    Args:
        dataset: The contest's data.
        place: Where the runs are.
        parent: The run's name; empty for the best.

    Raises:
        RunError: The run is not there, not finished, a blend, itself trained on everything, or its files were edited.
        SplitError: The data set changed since it was trained.
    """
    contest = dataset.contest.name
    run = run_search.found_run(place.root, parent, contest) if parent else best_run(dataset, place)
    if run.request.parent is not None:
        raise RunError(
            _("The run {name} was itself trained on everything").format(name=run.name),
            hint=_("Name the cross-validated one: {parent}.").format(parent=run.request.parent),
        )
    epochs = run.scores["epochs"]
    recipe = run.request.recipe
    if recipe.kind == BLEND:
        heaviest = max(recipe.parts, key=lambda name: recipe.parts[name], default="cnn")
        raise RunError(
            _("The run {name} is a blend, which has nothing of its own to train").format(name=run.name),
            hint=_("Train its parts on everything one by one, such as `train {contest} --all {part}`.").format(
                contest=contest, part=heaviest
            ),
        )
    validate_unchanged(recipe)
    if recipe.kind == "network":
        # As long as its folds were trained, early stopping included: nothing is left to stop it by.
        settings = dict(recipe.settings) | {
            "epochs": max(1, round(sum(epochs) / len(epochs))),
            "early_stop": 0,
        }
        if settings.get("temperature") == 0:
            # Nothing is left to find it by either: what its folds asked for, on the average.
            found = [runs.read_json(run.fold_folder(fold) / DONE)["temperature"] for fold in range(len(epochs))]
            settings["temperature"] = math.prod(found) ** (1 / len(found))
        plan = run.folder / PLAN
        stages = runs.read_json(plan)["stages"] if recipe.stages and plan.exists() else None
        kept = tuple(Stage(**stage) for stage in stages) if stages is not None else recipe.stages
        recipe = replace(recipe, settings=settings, stages=kept)
    split = fitting_split(run, dataset.labels, dataset.fingerprint)
    request = training.requested(dataset, place, recipe, split, n_folds=1, parent=run.name)
    return replace(request, review=run.request.review)
