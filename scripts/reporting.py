"""What a report shows besides numbers: pictures out of the contest's data, and where a fold's network looked."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from baselines import own_model
from baselines.catalog import CATALOG
from baselines.fold_model import loaded, source, validate_models
from baselines.quiet import quiet_stderr
from baselines.written import validate_unchanged
from competition.builtin import BUILTIN
from competition.dataset import Dataset, open_contest, open_dataset
from competition.errors import KitError
from competition.messages import _, n_
from competition.runs import BLEND, Run
from competition.split_files import fitting_split
from submit.report.findings import Findings

# As large as a picture is ever shown, on a screen with two dots for each pixel.
_TILE_PX = 160


@dataclass(frozen=True)
class Album:
    """Pictures that a page may show.

    Args:
        title: The contest's.
        dataset: Where they come from; None where they cannot be shown.
        reason: Then why, in one sentence.
    """

    title: str
    dataset: Dataset | None
    reason: str = ""

    def squares(self, ids: Sequence[str], side: int = _TILE_PX) -> dict[str, np.ndarray]:
        """Pictures by name, no larger than they came: uint8 (side, side, 3) each."""
        if self.dataset is None or not ids:
            return {}
        side = min(side, self.dataset.train.side)
        return dict(zip(ids, self.dataset.train.squares(ids, side), strict=True))


def album(run: Run, are_wanted: bool) -> Album:
    """The pictures of a run's contest, if they are wanted, here, and still those it was trained on."""
    title = run.request.contest
    # A page can be read where the pictures are gone.
    with suppress(KitError):
        contest, _folder = open_contest(run.request.where)
        title = contest.title or contest.name
    if not are_wanted:
        return Album(title, None, _("Pictures were left out."))
    try:
        dataset = open_dataset(run.request.where)
        fitting_split(run, dataset.labels, dataset.fingerprint)
    except KitError as error:
        return Album(title, None, _("There are no pictures here: {reason}.").format(reason=_reason(error)))
    return Album(title, dataset)


def print_privacy(pictures: Album, n_shown: int) -> None:
    """Say, before anything is written, that other people's pictures will be in it."""
    if pictures.dataset is None or pictures.dataset.contest.name in BUILTIN or not n_shown:
        return
    print(
        n_(
            "The page will show {n} picture of {contest}, without place and date. Where people are in it, ask them "
            "before you hand it on; --no-pictures leaves it out.",
            "The page will show {n} pictures of {contest}, without place and date. Where people are in them, ask them "
            "before you hand it on; --no-pictures leaves them out.",
            n_shown,
            contest=pictures.title,
        )
    )


def recipe_summary(run: Run) -> str:
    """What a recipe is, in one sentence; empty where nobody has written one."""
    name = run.request.recipe.name
    if name == BLEND:
        return _("several runs as one")
    if own_model.is_path(name):
        return _("a model of our own")
    return CATALOG[name].summary if name in CATALOG else ""


def looked_at(found: Findings, pictures: Album) -> tuple[Mapping[tuple[str, int], np.ndarray], str]:
    """Where the first fold's network looked, for the findings' right and wrong answers.

    Returns:
        By picture and class, float32 (size, size), 0 … 1; and why there are none, in one sentence, or nothing.
    """
    kind = found.run.request.recipe.kind
    if pictures.dataset is None:
        return {}, pictures.reason
    if kind in (BLEND, "classical"):
        return {}, _("There is no network here whose view could be shown: it is for runs of a network.")
    if not any(found.looked):
        return {}, _("It cannot be shown: nobody here knows which pictures the first fold had not learned from.")
    try:
        return _heats(found, pictures.dataset), ""
    except KitError as error:
        return {}, _("It cannot be shown: {reason}.").format(reason=_reason(error))


def _reason(error: KitError) -> str:
    """What is wrong, without what the command's user could do about it: whoever reads the page cannot."""
    return str(error).partition("\n")[0]


def _heats(found: Findings, dataset: Dataset) -> Mapping[tuple[str, int], np.ndarray]:
    """By picture and class, where the network that did not learn from it looked."""
    trained = source(found.run)
    validate_models(trained)
    validate_unchanged(trained.request.recipe)
    with quiet_stderr():
        from baselines import backend, explain

        backend.devices()
    answers = found.answers
    asked = {
        (answers.ids[row], int(number)): None
        for rows in found.looked
        for row in rows
        for number in (answers.chosen[row], answers.y_true[row])
    }
    model = loaded(trained, 0, len(answers.classes))
    images = dataset.train.squares([name for name, _number in asked], trained.request.recipe.settings["size"])
    heats = explain.grad_cam(model, images, [number for _name, number in asked])
    return dict(zip(asked, heats, strict=True))
