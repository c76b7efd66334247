"""Functions of the kit as text that runs without it: each with everything that it stands on, word for word.

A metric that were written a second time, for Kaggle, would sooner or later give another number.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Iterable
from types import FunctionType, ModuleType
from typing import Any

# A name that begins so belongs to the kit and is copied; all others are imported.
_OURS = ("competition.", "submit.")
# The way to the catalogue of sentences, which stays behind.
_CATALOGUE = '''def _(sentence: str) -> str:
    """The sentence itself; in the kit, translations hang on this."""
    return sentence
'''


def copied(roots: Iterable[Callable[..., Any]]) -> str:
    """The source of these functions and classes, and before each what it uses, as one module's text.

    Args:
        roots: Functions and classes of the kit. What they use of the kit is copied too: functions, classes and
            constants; of all else, the imports.

    Returns:
        Python source without a docstring of its own.
    """
    imports: set[str] = set()
    constants: dict[str, str] = {}
    parts: dict[str, str] = {}

    def add(name: str, value: Any) -> None:
        """Note one name; a function goes behind everything it uses."""
        if name in parts or name in constants:
            return
        if isinstance(value, ModuleType):
            imports.add(f"import {value.__name__}" + (f" as {name}" if name != value.__name__ else ""))
        elif name == "_":
            parts[name] = _CATALOGUE
        elif isinstance(value, FunctionType | type):
            if not value.__module__.startswith(_OURS):
                imports.add(f"from {value.__module__} import {name}")
                return
            source = inspect.getsource(value)
            names = vars(inspect.getmodule(value))
            for used in _names_in(source):
                if used in names and used != name:
                    add(used, names[used])
            parts[name] = source
        else:
            constants[name] = f"{name} = {value!r}\n"

    for root in roots:
        add(root.__name__, root)
    head = [_import_block(imports), "".join(constants.values())]
    return "\n\n".join(["\n".join(filter(None, head)), *parts.values()])


def _import_block(lines: Iterable[str]) -> str:
    """The imports as one writes them: Python's own first, then a blank line, then the others."""

    def is_foreign(line: str) -> bool:
        return line.split()[1].split(".")[0] not in sys.stdlib_module_names

    groups = ([line for line in sorted(lines) if is_foreign(line) == foreign] for foreign in (False, True))
    return "\n".join("".join(f"{line}\n" for line in sorted(group, key=_order)) for group in groups if group)


def _order(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line


def _names_in(source: str) -> list[str]:
    """Every name in a piece of source, annotations too, in the order of their first use."""
    return list(dict.fromkeys(node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)))
