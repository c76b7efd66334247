"""Runs that come from elsewhere: in which order, under which names, and what of another laptop they must forget.

Nothing is written here; `competition.transfer.run_transfer` does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from competition.errors import RunError
from competition.messages import _
from competition.run_search import free_name
from competition.runs import PARTS, Request, Run


@dataclass(frozen=True)
class Arrival:
    """What becomes of one run of an archive.

    Args:
        name: In the archive.
        run: As it is here from now on.
        is_new: False where the very same run was here already.
    """

    name: str
    run: Run
    is_new: bool


def parents_first(arrived: Sequence[Run], path: Path) -> list[Run]:
    """The runs in an order in which those that others are made from come first.

    Args:
        arrived: Out of one archive.
        path: Its, for the error's sentence.

    Raises:
        RunError: A parent is missing, or two runs are made from each other.
    """
    by_name = {run.name: run for run in arrived}
    orphans = [run.name for run in arrived if run.request.parent not in (None, *by_name)]
    try:
        order = TopologicalSorter({run.name: _origins(run.request) for run in arrived}).static_order()
        ordered = [by_name[name] for name in order if name in by_name]
    except CycleError as error:
        raise RunError(
            _("{path} holds runs that are made from each other").format(path=path), sorted(set(error.args[1]))
        ) from error
    if orphans:
        raise RunError(
            _("{path} lacks what these runs are made from").format(path=path),
            orphans,
            hint=_("Have `runs export` make it anew; nothing was taken from it."),
        )
    return ordered


def _origins(request: Request) -> list[str]:
    """The runs that a run is made from, by name."""
    return [name for name in (request.parent, request.models_from, *request.recipe.parts) if name is not None]


def arrivals(arrived: Sequence[Run], here: Sequence[Run], place: Path, where: str) -> Iterator[Arrival]:
    """Under which name each run is here, or was already.

    Args:
        arrived: Those that others are made from first.
        here: The contest's runs.
        place: Their folder.
        where: The contest's data on this laptop.
    """
    names: dict[str, str] = {}
    for run in arrived:
        request = _renamed(_portable(run.request), names)
        twin = next((one for one in here if _portable(one.request).same_as(request) and _same_answers(one, run)), None)
        taken = {one.casefold() for one in names.values()}
        name = twin.name if twin else free_name(place, run.name, taken)
        names[run.name] = name
        yield Arrival(run.name, twin or Run(place / name, replace(request, where=where), run.made_with), twin is None)


def _portable(request: Request) -> Request:
    """Without the folders of the laptop it was asked on: a file of one's own is looked for in the folder one is in.

    A path from elsewhere could lead to any file, and a recipe's is run.
    """
    recipe = request.recipe
    settings = {key: _file_name(value) if isinstance(value, str) else value for key, value in recipe.settings.items()}
    named = replace(
        recipe,
        name=_file_name(recipe.name),
        build=_file_name(recipe.build),
        policy=_file_name(recipe.policy),
        settings=settings,
    )
    return replace(request, recipe=named)


def _file_name(path: str) -> str:
    r"""What stands after the last slash of any system.

    >>> _file_name(r"C:\\me\\my_model.py:build"), _file_name("forest")
    ('my_model.py:build', 'forest')
    """
    return re.split(r"[/\\]", path)[-1]


def _renamed(request: Request, names: Mapping[str, str]) -> Request:
    """The same, made from runs under the names that they have here."""
    settings = dict(request.recipe.settings)
    if request.recipe.parts:
        for group in ("parts", "temperatures"):
            settings[group] = {names.get(name, name): value for name, value in settings.get(group, {}).items()}
    return replace(
        request,
        recipe=replace(request.recipe, settings=settings),
        parent=names.get(request.parent, request.parent) if request.parent else request.parent,
        models_from=names.get(request.models_from, request.models_from) if request.models_from else None,
    )


def _same_answers(one: Run, other: Run) -> bool:
    """Whether two runs answer alike to the bit, which runs of one recipe on two laptops need not."""

    def content(run: Run) -> list[bytes]:
        paths = [run.folder / f"{part}.csv" for part in PARTS]
        return [path.read_bytes() if path.exists() else b"" for path in paths]

    return content(one) == content(other)
