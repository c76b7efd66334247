"""The named recipes: which model, with which settings, under which policy, and what it was measured to reach.

No recipe's code is imported before it is needed, so that lists and ``--help`` stay fast. What each setting
means and may be stands in `baselines.settings`, the networks in `baselines.networks`.
"""

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from baselines import own_model
from baselines.measured import MEASURED, Measured
from baselines.settings import SETTINGS, Value, problems
from competition.errors import RecipeError
from competition.messages import _


@dataclass(frozen=True)
class Entry:
    """One recipe.

    Args:
        name: What follows ``--recipe``.
        kind: ``network`` (Keras) or ``classical`` (scikit-learn).
        summary: One sentence.
        build: ``module:function`` or ``path/to/file.py:function``.
        settings: Everything that can be turned, with its default.
        policy: The augmentation policy used when none is named.
        measured: What it reached; empty until measured.
    """

    name: str
    kind: str
    summary: str
    build: str
    settings: Mapping[str, Value]
    policy: str = "none"
    measured: tuple[Measured, ...] = ()


_NETWORK: dict[str, Value] = {
    "epochs": 15,
    "learning_rate": 1e-3,
    "optimizer": "adam",
    "momentum": 0.9,
    "nesterov": False,
    "weight_decay": 0.0,
    "batch_size": 64,
    "warmup": 0.05,
    "early_stop": 0,
    "size": 32,
    "seed": 0,
}
_CLASSICAL: dict[str, Value] = {"size": 32, "seed": 0}


def _network(name: str, summary: str, policy: str, **settings: Value) -> Entry:
    merged = MappingProxyType(_NETWORK | settings)
    return Entry(name, "network", summary, f"baselines.networks.{name}:build", merged, policy, MEASURED[name])


def _classical(name: str, summary: str, **settings: Value) -> Entry:
    merged = MappingProxyType(_CLASSICAL | settings)
    return Entry(name, "classical", summary, f"baselines.classical:{name}", merged, measured=MEASURED[name])


CATALOG: dict[str, Entry] = {
    one.name: one
    for one in (
        _network(
            "dense",
            _("one layer of neurons that see the picture as a row of numbers"),
            "none",
            layers=1,
            units=128,
            activation="relu",
            dropout=0.0,
        ),
        _network(
            "cnn",
            _("two convolutions and a layer of neurons, the baseline"),
            "none",
            filters=32,
            units=128,
            activation="relu",
            dropout=0.0,
        ),
        _network(
            "tiny_vgg",
            _("three blocks of two convolutions each"),
            "light",
            filters=32,
            depth=3,
            units=128,
            activation="relu",
            dropout=0.2,
        ),
        _network(
            "resnet",
            _("residual blocks with batch normalization, the best from scratch on a CPU"),
            "light",
            optimizer="adamw",
            learning_rate=3e-3,
            weight_decay=0.05,
            warmup=0.15,
            filters=32,
            depth=1,
            plain=False,
            activation="relu",
            dropout=0.2,
        ),
        _network(
            "vit",
            _("a small Vision Transformer, hungry for pictures"),
            "light",
            optimizer="adamw",
            weight_decay=0.05,
            warmup=0.2,
            patch=4,
            units=96,
            depth=4,
            heads=4,
            activation="gelu",
            dropout=0.1,
        ),
        _classical("tree", _("one decision tree on colours and edges"), max_depth=10, min_samples_leaf=20),
        _classical("forest", _("many trees that vote"), n_trees=200, max_depth=0, min_samples_leaf=2),
        _classical("svm", _("a support vector machine on colours and edges"), kernel="rbf", C=10.0),
    )
}


def entry(name: str) -> Entry:
    """The recipe with this name, or a student's own model when the name is ``my_model.py:build``.

    Args:
        name: A name in `CATALOG`, or a Python file, a colon and a function in it.

    Raises:
        RecipeError: There is no such recipe, file or function, or the function does not take
            ``input_shape`` and ``n_classes``.
    """
    if name in CATALOG:
        return CATALOG[name]
    if own_model.is_path(name):
        function = own_model.function(name)
        known = SETTINGS.keys() - _CLASSICAL.keys()
        own = {key: value for key, value in own_model.defaults(function).items() if key in known}
        wrong = problems(own)
        if wrong:
            raise RecipeError(_("{name} has defaults that cannot be").format(name=name), wrong)
        return Entry(name, "network", _("a model of your own"), name, MappingProxyType(_NETWORK | own))
    close = get_close_matches(name, CATALOG, n=1, cutoff=0.5)
    raise RecipeError(
        _("There is no recipe '{name}'").format(name=name)
        + (_("; did you mean '{close}'?").format(close=close[0]) if close else ""),
        hint=_("Choose one of {known}, or a model of your own as my_model.py:build.").format(known=", ".join(CATALOG)),
    )


def with_settings(recipe: Entry, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe's settings with some of them changed.

    Args:
        recipe: From `entry`.
        changes: Setting names and their new values.

    Returns:
        All settings of the recipe, in its order; numbers have the type that `SETTINGS` names.

    Raises:
        RecipeError: The recipe has no such setting, or a value is not allowed; all of them are named.

    >>> with_settings(entry("tree"), {"max_depth": 3})["max_depth"]
    3
    """
    unknown = [name for name in changes if name not in recipe.settings]
    wrong = []
    for name in unknown:
        close = get_close_matches(name, recipe.settings, n=1)
        wrong.append(
            _("{name} is no setting of {recipe}").format(name=name, recipe=recipe.name)
            + (_(" (did you mean {close}?)").format(close=close[0]) if close else "")
        )
    wrong += problems({name: value for name, value in changes.items() if name not in unknown})
    if wrong:
        raise RecipeError(
            _("The recipe {name} cannot be made so").format(name=recipe.name),
            wrong,
            hint=_("It has: {known}.").format(known=", ".join(recipe.settings)),
        )
    return {name: SETTINGS[name].type(value) for name, value in (dict(recipe.settings) | dict(changes)).items()}


def builder(recipe: Entry) -> Callable[..., Any]:
    """The function that makes the recipe's model; this is where Keras or scikit-learn is imported.

    It may be handed *all* settings of the recipe by name and takes those it knows: a network's builder is
    called ``(input_shape, n_classes, **settings)`` and gives an uncompiled ``keras.Model``, a classical
    one's ``(**settings)`` and gives a scikit-learn classifier.
    """
    if own_model.is_path(recipe.build):
        function = own_model.function(recipe.build)
    else:
        module, _colon, attribute = recipe.build.partition(":")
        function = getattr(importlib.import_module(module), attribute)
    parameters = inspect.signature(function).parameters
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())

    def built(*shape: Any, **settings: Value) -> Any:
        return function(*shape, **{key: value for key, value in settings.items() if takes_all or key in parameters})

    return built
