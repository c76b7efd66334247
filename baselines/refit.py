"""Training a recipe once more on everything, for the last submission. Its parent's scores stand for it."""

from dataclasses import replace

from baselines import training
from baselines.training import Place
from competition import run_search
from competition.dataset import Dataset
from competition.errors import RunError
from competition.messages import _
from competition.metrics import METRICS
from competition.runs import Request, Run
from competition.split_files import load_split, split_path


def best_run(place: Place, contest: str) -> Run:
    """The finished run with the best cross-validated score.

    Raises:
        RunError: There is none.
    """
    finished = [
        run for run in run_search.all_runs(place.root, contest) if run.is_finished and run.request.parent is None
    ]
    if not finished:
        raise RunError(
            _("No finished run of {contest} to train again on everything").format(contest=contest),
            hint=_("Cross-validate a recipe first: python3 scripts/kit.py train {contest} --recipe cnn").format(
                contest=contest
            ),
        )
    return min(finished, key=lambda run: METRICS[run.request.metric].key(run.scores["cv"][run.request.metric]))


def requested(dataset: Dataset, place: Place, parent: str) -> Request:
    """What it takes to train a run's recipe on everything.

    Args:
        dataset: The contest's data.
        place: Where the runs are.
        parent: The run's name; empty for the best.

    Raises:
        RunError: The run is not there, not finished, or itself trained on everything.
    """
    contest = dataset.contest.name
    run = run_search.found_run(place.root, parent, contest) if parent else best_run(place, contest)
    if run.request.parent is not None:
        raise RunError(
            _("The run {name} was itself trained on everything").format(name=run.name),
            hint=_("Name the cross-validated one: {parent}.").format(parent=run.request.parent),
        )
    epochs = run.scores["epochs"]
    recipe = run.request.recipe
    if recipe.kind == "network":
        # As long as its folds were trained, early stopping included: nothing is left to stop it by.
        settings = dict(recipe.settings) | {
            "epochs": max(1, round(sum(epochs) / len(epochs))),
            "early_stop": 0,
        }
        recipe = replace(recipe, settings=settings)
    split = load_split(split_path(place.runs_of(contest), run.request.share, run.request.split_seed))
    return training.requested(dataset, place, recipe, split, n_folds=1, parent=run.name)
