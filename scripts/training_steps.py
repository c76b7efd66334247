"""Training as the commands show it: what was seen, where the run is, how to go on after Ctrl-C."""

import sys
import time
from dataclasses import replace
from pathlib import Path

from baselines import training
from baselines.crossval import Stopped
from baselines.history_picture import history_picture
from baselines.training import Place
from competition import run_search
from competition.dataset import Dataset, open_dataset
from competition.drawing import save_picture
from competition.fold_files import read_history
from competition.histories import turning_point
from competition.messages import _, n_
from competition.reviewing.review import Review
from competition.reviewing.review_list import read_review
from competition.runs import Recipe, Request, Run
from competition.split_files import load_split, split_path
from scripts import arguments
from scripts.command_line import typed


def opened(contest: str, runs: Path) -> tuple[Dataset, Place]:
    """Open a contest's data, say what was seen, and settle where its runs go."""
    dataset = open_dataset(contest)
    print(dataset.sight)
    for note in dataset.notes:
        print("!", note)
    return dataset, arguments.place_from(contest, runs)


def reviewed(path: Path | None, request: Request, dataset: Dataset, place: Place) -> Review:
    """Read the reviewed list of labels that ``train --labels`` names, and say what it changes.

    Args:
        path: The list, or None where the labels are learned as given.
        request: Which split it is, whose held-out part nobody changes.
        dataset: The contest's data.
        place: Where the runs are.
    """
    if path is None:
        return Review()
    split = load_split(split_path(place.runs_of(request.contest), request.share, request.split_seed))
    review = read_review(path, dataset.labels, split.holdout_ids)
    print(review.sight)
    return review


def finished(
    request: Request,
    dataset: Dataset,
    place: Place,
    name: str | None = None,
    *,
    began: float,
    workers: int = 1,
    review: Review | None = None,
) -> Run | None:
    """Train or predict what is asked for, or go on with it, saying so.

    Args:
        request: What is asked for.
        dataset: The contest's data.
        place: Where the runs are.
        name: The run's name, or None for the recipe's.
        began: When the command was given, as ``time.monotonic`` has it.
        workers: Who makes the batches.
        review: The list of labels whose fingerprint is in the request.

    Returns:
        The finished run, or None after Ctrl-C, when everything is saved and how to go on has been said.
    """
    command = typed(sys.argv[1:])
    run = training.settled_run(request, place, name, command, review)
    if run.is_finished:
        if request.models_from is not None:
            print(_("The run {name} is finished already.").format(name=run.name))
            return run
        print(_("The run {name} is finished already; another --seed or --name makes a new one.").format(name=run.name))
        _show_curves(run)
        return run
    print(
        _("Run {name}: {recipe}, {folds}, in {folder}").format(
            name=run.name,
            recipe=request.recipe.name
            if request.models_from is None
            else _("the models of {run} with the views {views}").format(
                run=request.models_from, views=request.recipe.views
            ),
            folds=_("on everything") if request.parent else n_("{n} fold", "{n} folds", request.n_folds),
            folder=run.folder,
        ),
        flush=True,
    )
    try:
        done = training.trained_run(run, dataset, began=began, workers=workers)
    except Stopped:
        print(_("Stopped; everything is saved. The same command goes on:"))
        print("  " + command)
        return None
    _show_curves(done)
    return done


def seeded(
    request: Request,
    n_seeds: int,
    dataset: Dataset,
    place: Place,
    name: str | None = None,
    *,
    began: float,
    workers: int = 1,
    review: Review | None = None,
) -> list[Run] | None:
    """Train what is asked for once, or several times with one seed after the other, everything else the same.

    Args:
        request: What is asked for; its seed is the first.
        n_seeds: How many trainings.
        dataset: The contest's data.
        place: Where the runs are.
        name: Of the first run, or None for the usual one; the others are called after it.
        began: When the command was given, as ``time.monotonic`` has it.
        workers: Who makes the batches.
        review: The list of labels whose fingerprint is in the request.

    Returns:
        The finished runs by seed, or None after Ctrl-C.
    """
    recipe, done = request.recipe, list[Run]()
    first_seed = int(recipe.settings["seed"])
    for seed in range(first_seed, first_seed + n_seeds):
        if done:
            print("\n" + _("Once more, with seed {seed}").format(seed=seed), flush=True)
            request = replace(request, recipe=replace(recipe, settings={**recipe.settings, "seed": seed}))
            known = run_search.all_runs(place.root, request.contest)
            # One that is there already keeps the name it has.
            name = None if any(run.request.same_as(request) for run in known) else f"{done[0].name}-seed{seed}"
        run = finished(request, dataset, place, name, began=began, workers=workers, review=review)
        if run is None:
            return None
        done.append(run)
        began = time.monotonic()
    return done


def _show_curves(run: Run) -> None:
    """Draw a network's loss per epoch beside its scores, if that is not done yet, and say where."""
    if run.request.recipe.kind != "network" or run.request.models_from is not None:
        return
    path = run.folder / "curves.png"
    histories = [read_history(run.fold_folder(fold) / "history.csv") for fold in range(run.request.n_folds)]
    if not path.exists():
        save_picture(history_picture(histories, run.name), path)
    print(_("Loss of every epoch, drawn: {path}").format(path=path))
    turned = turning_point(histories)
    if turned is not None:
        print(
            _(
                "The validation loss was lowest after epoch {epoch} and rose from there: the rest was learned by "
                "heart. Try --epochs {epoch}, --early-stop 3, or a policy such as --policy light."
            ).format(epoch=turned)
        )


def cross_validated(recipe: Recipe, dataset: Dataset, place: Place, n_folds: int) -> Run | None:
    """Train one recipe on the contest's settled split; None after Ctrl-C."""
    split = training.split_for(dataset, place, n_folds)
    request = training.requested(dataset, place, recipe, split, n_folds)
    return finished(request, dataset, place, began=time.monotonic())
