"""A student's own model by path: ``--recipe my_model.py:build``. The kit's own recipes live in `catalog`."""

import inspect
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from baselines.quiet import quiet_stderr
from competition import own_code
from competition.errors import RecipeError
from competition.messages import _
from competition.own_code import is_path as is_path


def file_and_function(name: str) -> tuple[Path, str]:
    """The two halves of a path recipe's name; without a function's name, ``build`` is meant.

    >>> path, function = file_and_function("my_model.py")
    >>> path.name, function
    ('my_model.py', 'build')
    """
    return own_code.file_and_function(name, "build")


def source(name: str) -> str:
    """What is written in the file of a path recipe, so that an edited one is noticed.

    Raises:
        RecipeError: There is no such file.
    """
    path = file_and_function(name)[0]
    if not path.is_file():
        raise RecipeError(_("There is no file {path}").format(path=path))
    return path.read_text(encoding="utf-8")


def function(name: str) -> Callable[..., Any]:
    """The function named by ``path/to/file.py:function``; without a function's name, ``build``.

    Raises:
        RecipeError: There is no such file or function, the file stops with an error, or the function
            cannot be called with ``input_shape`` and ``n_classes`` alone.
    """
    form = "(input_shape, n_classes): … return keras.Model(…)"
    with quiet_stderr():
        import keras  # noqa: F401 - the file is about to, and would show the backend's chatter
    return own_code.function(name, "build", form, [(32, 32, 3), 20])


def defaults(build: Callable[..., Any]) -> dict[str, Any]:
    """The arguments of a student's function that have a default, such as ``dropout=0.2``: these can be turned.

    >>> defaults(lambda input_shape, n_classes, dropout=0.2: None)
    {'dropout': 0.2}
    """
    parameters = list(inspect.signature(build).parameters.values())[2:]
    return {one.name: one.default for one in parameters if one.default is not one.empty}


def built(
    build: Callable[..., Any], name: str, input_shape: tuple[int, ...], n_classes: int, settings: Mapping[str, Any]
) -> Any:
    """The student's model, made and checked.

    Args:
        build: As `baselines.catalog.builder` gives it.
        name: The recipe's name.
        input_shape: Of one picture.
        n_classes: How many probabilities it has to give for it.
        settings: Of the recipe.

    Raises:
        RecipeError: Its code stops with an error, or `completed` finds it unfit.
    """
    path = file_and_function(name)[0].resolve()
    try:
        model = build(input_shape, n_classes, **settings)
    except Exception as error:  # whatever a student's code may raise
        frames = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(frames) if Path(frame.filename) == path), None)
        raise RecipeError(
            _("{name} stops in line {line} with {kind}: {error}").format(
                name=name, line=line, kind=type(error).__name__, error=error
            )
        ) from error
    return completed(model, name, input_shape, n_classes)


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
