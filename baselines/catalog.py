"""Recipes by name: found, changed, and made into models. The table itself stands in `baselines.recipes`.

No recipe's code is imported before it is needed, so that lists and ``--help`` stay fast.
"""

import importlib
import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from baselines import own_model
from baselines.recipes import CATALOG as CATALOG
from baselines.recipes import CLASSICAL, NETWORK
from baselines.recipes import Entry as Entry
from baselines.settings import SETTINGS, Value, problems
from competition.errors import RecipeError
from competition.messages import _


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
        known = SETTINGS.keys() - CLASSICAL.keys()
        own = {key: value for key, value in own_model.defaults(function).items() if key in known}
        wrong = problems(own)
        if wrong:
            raise RecipeError(_("{name} has defaults that cannot be").format(name=name), wrong)
        return Entry(name, "network", _("a model of your own"), name, MappingProxyType(NETWORK | own))
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
