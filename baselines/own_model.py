"""A student's own model by path: ``--recipe my_model.py:build``. The kit's own recipes live in `catalog`."""

import hashlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from competition.errors import RecipeError
from competition.messages import _


def is_path(name: str) -> bool:
    r"""Whether a recipe's name means a Python file.

    >>> is_path("my_model.py:build"), is_path(r"C:\me\m.py:build"), is_path("cnn")
    (True, True, False)
    """
    return name.endswith(".py") or ".py:" in name


def file_and_function(name: str) -> tuple[Path, str]:
    r"""The two halves of a path recipe's name; the last colon counts, the first may be a Windows drive's.

    >>> path, function = file_and_function("my_model.py:big")
    >>> path.name, function
    ('my_model.py', 'big')
    """
    file, _colon, attribute = (name, "", "build") if name.endswith(".py") else name.rpartition(":")
    return Path(file), attribute


def function(name: str) -> Callable[..., Any]:
    """The function named by ``path/to/file.py:function``; without a function's name, ``build``.

    The file is run, as ``import`` would do it: only name files you would run yourself.

    Raises:
        RecipeError: There is no such file or function, the file stops with an error, or the function
            cannot be called with ``input_shape`` and ``n_classes`` alone.
    """
    path, attribute = file_and_function(name)
    if not path.is_file():
        raise RecipeError(_("There is no file {path}").format(path=path))
    found = getattr(_module(path), attribute, None)
    if not callable(found):
        raise RecipeError(
            _("{path} has no function '{name}'").format(path=path, name=attribute),
            hint=_("Write: def {name}(input_shape, n_classes): … return keras.Model(…)").format(name=attribute),
        )
    try:
        inspect.signature(found).bind((32, 32, 3), 20)
    except TypeError as error:
        raise RecipeError(
            _("{name} must be callable as {function}(input_shape, n_classes); {error}").format(
                name=name, function=attribute, error=error
            ),
            hint=_("Give every other argument a default."),
        ) from error
    checked: Callable[..., Any] = found
    return checked


def defaults(build: Callable[..., Any]) -> dict[str, Any]:
    """The arguments of a student's function that have a default, such as ``dropout=0.2``: these can be turned.

    >>> defaults(lambda input_shape, n_classes, dropout=0.2: None)
    {'dropout': 0.2}
    """
    parameters = list(inspect.signature(build).parameters.values())[2:]
    return {one.name: one.default for one in parameters if one.default is not one.empty}


def completed(model: Any, name: str, input_shape: tuple[int, ...], n_classes: int) -> Any:
    """The student's model with its weights made, once it is sure that it answers as the kit's own do.

    The softmax left out at the end is the commonest slip: such a model trains badly and says nothing.

    Args:
        model: What the student's function gave; it may come without an input.
        name: The recipe's name.
        input_shape: Of one picture.
        n_classes: How many probabilities it has to give for it.

    Raises:
        RecipeError: It is no model, does not take such pictures, or does not give probabilities.
    """
    import numpy as np

    noise = np.random.default_rng(0).integers(0, 256, (2, *input_shape), dtype=np.uint8)
    try:
        if not model.built:
            model.build((None, *input_shape))
        answers = np.asarray(model(noise, training=False))
    except Exception as error:  # whatever a student's layers may raise
        raise RecipeError(
            _("{name} gave something that cannot answer pictures of shape {shape} ({kind}: {error})").format(
                name=name, shape=input_shape, kind=type(error).__name__, error=error
            ),
            hint=_("It has to return a keras.Model whose input is input_shape."),
        ) from error
    sums = answers.sum(axis=-1)
    if answers.shape != (2, n_classes) or answers.min() < 0 or not np.allclose(sums, 1, atol=1e-3):
        raise RecipeError(
            _("{name} must give {n} probabilities a picture, summing to 1; shape {shape}, sum {sum:.3g} came").format(
                name=name, n=n_classes, shape=answers.shape[1:], sum=float(sums.flat[0])
            ),
            hint=_('End it with keras.layers.Dense(n_classes, activation="softmax").'),
        )
    return model


def _module(path: Path) -> Any:
    """The module made by running the file, registered so that its classes can be saved with a model."""
    resolved = path.resolve()
    name = f"own_model_{hashlib.sha256(str(resolved).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, resolved)
    if spec is None or spec.loader is None:
        raise RecipeError(_("{path} is not a Python file").format(path=path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever a student's file may raise
        del sys.modules[name]
        raise RecipeError(
            _("{path} stops with {kind}: {error}").format(path=path, kind=type(error).__name__, error=error)
        ) from error
    return module
