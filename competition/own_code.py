"""A student's own function by path, ``my_file.py:name``: found, run, and checked before anything is built on it.

What the function is for (a model, a policy) is the business of whoever asks.
"""

import hashlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from competition.errors import RecipeError
from competition.messages import _


def is_path(name: str) -> bool:
    r"""Whether a name on the command line means a Python file.

    >>> is_path("my_model.py:build"), is_path(r"C:\me\m.py:build"), is_path("cnn")
    (True, True, False)
    """
    return name.endswith(".py") or ".py:" in name


def file_and_function(name: str, default: str) -> tuple[Path, str]:
    r"""The two halves of a path name; the last colon counts, the first may be a Windows drive's.

    >>> path, function = file_and_function("my_model.py:big", default="build")
    >>> path.name, function
    ('my_model.py', 'big')
    """
    file, _colon, attribute = (name, "", default) if name.endswith(".py") else name.rpartition(":")
    return Path(file), attribute


def function(name: str, default: str, form: str, trial: Sequence[Any]) -> Callable[..., Any]:
    """The function named by ``path/to/file.py:function``.

    The file is run, as ``import`` would do it: only name files you would run yourself.

    Args:
        name: The path, a colon, and the function's name; without the last, ``default`` is meant.
        default: The function's name where none is given.
        form: How it has to be written, after its name: ``"(size): return [...]"``.
        trial: What it will be called with; it need not be called to see whether it takes as many arguments.

    Raises:
        RecipeError: There is no such file or function, the file stops with an error, or the function
            cannot be called as it has to be.
    """
    path, attribute = file_and_function(name, default)
    if not path.is_file():
        raise RecipeError(_("There is no file {path}").format(path=path))
    found = getattr(_module(path), attribute, None)
    if not callable(found):
        raise RecipeError(
            _("{path} has no function '{name}'").format(path=path, name=attribute),
            hint=_("Write: def {name}{form}").format(name=attribute, form=form),
        )
    try:
        inspect.signature(found).bind(*trial)
    except TypeError as error:
        raise RecipeError(
            _("{name} must be callable as {function}{arguments}; {error}").format(
                name=name, function=attribute, arguments=form.partition(":")[0], error=error
            ),
            hint=_("Give every other argument a default."),
        ) from error
    checked: Callable[..., Any] = found
    return checked


def _module(path: Path) -> Any:
    """The module made by running the file, registered so that its classes can be saved with a model."""
    resolved = path.resolve()
    name = f"own_code_{hashlib.sha256(str(resolved).encode()).hexdigest()[:12]}"
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
