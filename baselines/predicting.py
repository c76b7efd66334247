"""A finished run's models asked once more, with views: what that asks for, and one fold of it. Nothing is trained."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from augment.views import written
from baselines.fold_model import loaded, source, validate_models
from baselines.inference import answered, asked
from baselines.outcome import DONE, Interrupted, Outcome
from baselines.parts import Part
from baselines.written import validate_unchanged
from competition import runs
from competition.dataset import Dataset
from competition.errors import RunError
from competition.fold_files import read_history
from competition.messages import _
from competition.metrics import METRICS, spread
from competition.progress import bar
from competition.runs import Request, Run
from competition.split_files import fitting_split


def requested(run: Run, views: str) -> Request:
    """What it takes to predict with a run's models again.

    Args:
        run: Finished, of a network's recipe; one that was itself predicted again stands for the one it is from.
        views: As ``--views`` names them.

    Raises:
        RecipeError: There are no such views.
        RunError: The run is not finished, its models are not whole, or its files were edited.
    """
    views = written(views)
    run.scores  # noqa: B018 - an unfinished run says so here
    trained = source(run)
    validate_models(trained)
    validate_unchanged(trained.request.recipe)
    request = trained.request
    return replace(request, recipe=replace(request.recipe, views=views), models_from=trained.name)


def validate_data(run: Run, dataset: Dataset) -> None:
    """Make sure that the data are those a run was trained on, or its folds would know what they are asked.

    Raises:
        SplitError: They changed since, or the split did.
    """
    fitting_split(run, dataset.labels, dataset.fingerprint)


def gain(run: Run, before: Run) -> tuple[float, float | None] | None:
    """How much better a run's cross-validated score is than that of another run with the same folds.

    Args:
        run: Of which it is asked.
        before: What it is held against.

    Returns:
        The gain in the contest's metric, above 0 when it is better, and its standard error over the folds
        (None for a single one); None where the runs learned from everything and have no such scores.
    """
    if "cv" not in run.scores:
        return None
    name = run.request.metric
    key = METRICS[name].key
    folds = zip(before.scores["folds"][name], run.scores["folds"][name], strict=True)
    return (
        key(before.scores["cv"][name]) - key(run.scores["cv"][name]),
        spread([key(theirs) - key(mine) for theirs, mine in folds]),
    )


def predicted_fold(
    run: Run, fold: int, parts: Mapping[str, Part], n_classes: int, should_stop: Callable[[], bool]
) -> Outcome:
    """Ask one fold's model again.

    Args:
        run: What to predict, as `requested` asks for it.
        fold: Counted from 0.
        parts: Of this fold, as `baselines.parts.parts_of` gives them.
        n_classes: How many answers there are.
        should_stop: Asked after every batch.

    Returns:
        The fold's answers; with them the history of its training, whose time counts with the new one's.

    Raises:
        Interrupted: ``should_stop`` said so.
        RunError: The model's file cannot be read or does not fit.
    """
    before = time.monotonic()
    trained = source(run)
    folder = trained.fold_folder(fold)
    model = loaded(trained, fold, n_classes)

    judged = asked(parts)
    n_pictures, n_folds = sum(map(len, judged.values())), run.request.n_folds
    about = _("fold {fold}/{n_folds}").format(fold=fold + 1, n_folds=n_folds)
    with bar(about, total=n_pictures * n_folds, initial=n_pictures * fold, unit=_("picture")) as progress:

        def said(n: int) -> None:
            progress.update(n)
            if should_stop():
                raise Interrupted

        answers = answered(model, judged, run.request.recipe.views, said)
    trained_s = 60 * runs.read_json(folder / DONE)["minutes"]
    return Outcome(answers, _history(folder / "history.csv"), trained_s + time.monotonic() - before)


def _history(path: Path) -> list[dict[str, float]]:
    """How the fold's model was trained, an epoch a row."""
    rows = read_history(path)
    if not rows:
        raise RunError(
            _("There is no {path}, which says how the model was trained").format(path=path),
            hint=_("Put the file back, or train the run again under another --name."),
        )
    return [{**row, "epoch": int(row["epoch"])} for row in rows]
