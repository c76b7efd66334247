"""The network of one fold: built from its recipe, kept in ``model.keras``, taken up again later.

What asks it for answers: `network_fold` after training, `predicting` at any time later.
"""

import warnings
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from baselines import own_model
from baselines.catalog import builder, entry
from baselines.outcome import HEAD, MODEL
from competition import atomic, runs
from competition.errors import RunError, listed
from competition.messages import _
from competition.runs import BLEND, Recipe, Run


def built(recipe: Recipe, n_classes: int, seed: int) -> Any:
    """A network as it is before its first step; same seed, same weights.

    Args:
        recipe: Of a network.
        n_classes: How many answers there are.
        seed: Of the fold.

    Returns:
        An uncompiled ``keras.Model``.

    Raises:
        RecipeError: A student's own model does not answer as it has to.
    """
    from baselines import backend

    backend.seeded(seed)
    shape = (recipe.settings["size"], recipe.settings["size"], 3)
    build = builder(entry(recipe.name))
    if own_model.is_path(recipe.name):
        return own_model.built(build, recipe.name, shape, n_classes, recipe.settings)
    return build(shape, n_classes, **recipe.settings)


def unpretrained(recipe: Recipe) -> Recipe:
    """The recipe of a network whose weights are about to come from elsewhere: ImageNet's need not be there."""
    if "pretrained" not in recipe.settings:
        return recipe
    return replace(recipe, settings={**recipe.settings, "pretrained": False})


def save_model(model: Any, folder: Path) -> None:
    """Write a trained network into its fold's folder, whole or not at all."""
    with atomic.replacing(folder / MODEL) as fresh:
        model.save(fresh)


def source(run: Run) -> Run:
    """The run whose folds hold the models that a run answers with: mostly itself.

    Raises:
        RunError: It is of a run that is gone or was trained anew in another way.
    """
    if run.request.models_from is None:
        return run
    folder = run.folder.parent / run.request.models_from
    if not (folder / "run.json").exists():
        raise RunError(
            _("The run {name} answers with the models of {source}, which is not there").format(
                name=run.name, source=run.request.models_from
            ),
            hint=_("Put its folder back, or train it again under that name."),
        )
    trained = runs.load_run(folder)
    recipe = replace(run.request.recipe, views=trained.request.recipe.views)
    changes = replace(run.request, recipe=recipe, models_from=None).differences(trained.request)
    if changes:
        raise RunError(
            _("The run {name} answers with the models of {source}, which was trained anew in another way").format(
                name=run.name, source=trained.name
            ),
            changes,
        )
    return trained


def validate_models(run: Run) -> None:
    """Make sure that every fold's network is there and whole, without opening one: that would take Keras seconds.

    Raises:
        RunError: The recipe is no network's, or files are missing or damaged; all of them are named.
    """
    kind = run.request.recipe.kind
    if kind == BLEND:
        raise RunError(
            _("The run {name} is a blend of {parts} and has no network of its own").format(
                name=run.name, parts=listed(list(run.request.recipe.parts))
            ),
            hint=_("Name one of them."),
        )
    if kind == "classical":
        raise RunError(
            _("The run {name} is of the classical recipe {recipe}, which leaves no network behind").format(
                name=run.name, recipe=run.request.recipe.name
            ),
            hint=_("Views are for networks: `runs` shows which runs are of a network's recipe."),
        )
    paths = [run.fold_folder(fold) / (HEAD if kind == "features" else MODEL) for fold in range(run.request.n_folds)]
    unfit = [path.relative_to(run.folder).as_posix() for path in paths if not _is_whole(path)]
    if unfit:
        raise RunError(
            _("The run {name} has no whole model in").format(name=run.name),
            unfit,
            hint=_(
                "Put the files back, or train it again under another --name. An imported run left them on its laptop."
            ),
        )


def _is_whole(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False


def loaded(run: Run, fold: int, n_classes: int) -> Any:
    """A fold's trained network, taken up again.

    It is built from its recipe and takes only its weights from the file, so nothing that a file says is ever run,
    and a student's own layers need no way to be saved.

    Args:
        run: As `source` gives it.
        fold: Counted from 0.
        n_classes: How many answers there are.

    Returns:
        A ``keras.Model`` that answers to the bit as it did after its training.

    Raises:
        RunError: Its file cannot be read or does not fit.
        RecipeError: A student's own model is not there, or does not answer as it has to.
    """
    recipe = run.request.recipe
    if recipe.kind == "features":
        from baselines.frozen import feature_fold

        return feature_fold.loaded(run, fold)
    from baselines import backend
    from baselines.folding import plain

    model = plain(built(unpretrained(recipe), n_classes, recipe.settings["seed"]))  # its first weights don't stay
    path = run.fold_folder(fold) / MODEL
    try:
        with warnings.catch_warnings():
            # Of layers that it does not find in the file Keras may only warn, and leave them untrained.
            warnings.simplefilter("error", UserWarning)
            model.load_weights(path)
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise RunError(_("{path} cannot be read ({error})").format(path=path, error=error)) from error
    except (ValueError, KeyError, UserWarning) as error:
        raise RunError(
            _("{path} does not fit the recipe {recipe}").format(path=path, recipe=recipe.name),
            hint=_("Its network was changed since: train it again under another --name."),
        ) from error
    # As it was trained: other ways to compute come to other last bits.
    model.compile(jit_compile=backend.compiles_whole())
    return model
