"""Whether a run that goes to another laptop, or comes from one, is one: values of the right kind, its answers' scores.

Everything that reads runs may then take them as if they had been trained here. The zip they came in: `run_archive`.
"""

import math
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from competition import own_code, runs
from competition.errors import KitError
from competition.fold_files import ANSWERS, load_fold_predictions, read_history
from competition.messages import _
from competition.metrics import METRICS
from competition.predictions import Predictions
from competition.reviewing.review import REVIEWED, load_review
from competition.runs import BLEND, PARTS, PLAN, Run, Stage
from competition.splits import Split
from competition.transfer.kinds import are_numbers, is_finite, is_number, is_printable, is_well_typed
from competition.transfer.run_archive import is_run_name

_MOST_FOLDS = 1_000
_OF_BLENDS = ("parts", "temperatures")
# Another processor may come to other last bits.
_TOLERANCE = 1e-6


def check_run(folder: Path, split: Split) -> list[str]:
    """What is wrong with a run from elsewhere, a sentence each; none where it can be taken.

    Args:
        folder: The run's.
        split: The one it came with.
    """
    try:
        with _reading("run.json"):
            run = runs.load_run(folder)
        return list(_request_problems(run, split)) or list(_file_problems(run, split))
    except _UnreadableError as error:
        return [_("{file} is damaged").format(file=error)]


class _UnreadableError(Exception):
    """A file of the run, by its name."""


@contextmanager
def _reading(file: str) -> Iterator[None]:
    """Turn whatever is wrong with a file into its name: why a reader stumbled says nothing to people."""
    try:
        yield
    except (KitError, RecursionError) as error:
        raise _UnreadableError(file) from error


def _request_problems(run: Run, split: Split) -> Iterator[str]:
    request, recipe = run.request, run.request.recipe
    if not all(is_well_typed(one) for one in (request, recipe, *recipe.stages)) or not isinstance(run.made_with, dict):
        yield _("run.json holds values of the wrong kind")
        return
    if not is_printable([asdict(request), run.made_with]):
        yield _("run.json holds characters that cannot be printed")
    if not is_run_name(request.contest):
        yield _("its contest's name, {name}, can be no folder's").format(name=ascii(request.contest))
    if recipe.kind == BLEND and not all(isinstance(recipe.settings.get(one), dict) for one in _OF_BLENDS):
        yield _("it does not say what it was blended from")
    if request.metric not in METRICS:
        yield _("it is judged by an unknown metric, {name}").format(name=ascii(request.metric))
    if not 1 <= request.n_folds <= _MOST_FOLDS:
        yield _("it cannot have {n} folds").format(n=request.n_folds)
    if (request.split, request.share, request.split_seed) != (split.fingerprint, split.share, split.seed):
        yield _("it was trained on another split than the one beside it")
    # Whoever trains the recipe again would run that file: it has to be the very one that was written then.
    if any(map(own_code.is_path, (recipe.name, recipe.policy))) and not recipe.code:
        yield _("it does not say what was written in its own model or policy")


def _file_problems(run: Run, split: Split) -> Iterator[str]:
    with _reading("scores.json"):
        scores = run.scores
    if not is_finite(scores) or not is_printable(scores):
        yield _("scores.json holds values of the wrong kind")
        return
    if not is_number(scores["minutes"]) or not are_numbers(scores["epochs"]):
        yield _("scores.json does not say how long it was trained")
    elif run.request.recipe.kind == "network" and len(scores["epochs"]) != run.request.n_folds:
        yield _("scores.json does not say how long each fold was trained")
    with _reading(REVIEWED):
        load_review(run)
    parts: dict[str, Predictions] = {}
    for part in PARTS:
        if (run.folder / f"{part}.csv").exists():
            with _reading(f"{part}.csv"):
                parts[part] = run.predictions(part)
            yield from _answer_problems(f"{part}.csv", part, parts[part], split)
    for fold in range(run.request.n_folds):
        yield from _fold_problems(run, fold, split)
    plan = run.folder / PLAN
    with _reading(plan.name):
        if plan.exists() and not _is_plan(runs.read_json(plan)):
            yield _("plan.json holds values of the wrong kind")
    if run.request.parent is None:
        if "out_of_fold" not in parts:
            yield _("it has no out-of-fold answers")
        else:
            yield from _score_problems(run, parts["out_of_fold"], split)


def _score_problems(run: Run, answers: Predictions, split: Split) -> Iterator[str]:
    """Whether the scores are those of the answers, by the labels that we have ourselves."""
    said = run.scores
    named = list(dict.fromkeys((run.request.metric, "accuracy", "log_loss")))
    groups = ("cv", "folds", "spread", "train_minus_validation")
    if not all(isinstance(said.get(group), dict) for group in groups):
        yield _("scores.json lacks its scores")
        return
    kinds = (
        all(is_number(said["cv"].get(name)) for name in named)
        and all(are_numbers(said["folds"].get(name)) for name in named)
        and all(said["spread"].get(name) is None or is_number(said["spread"][name]) for name in named)
        and is_number(said["train_minus_validation"].get("log_loss"))
    )
    if not kinds:
        yield _("scores.json holds values of the wrong kind")
        return
    y_true = split.labels.targets_of(answers.ids)
    for name in named:
        ours = METRICS[name](y_true, answers.probabilities)
        if not math.isclose(ours, said["cv"][name], rel_tol=_TOLERANCE, abs_tol=_TOLERANCE):
            text = METRICS[name].text
            yield _("it says {name} {theirs}, but its answers come to {ours}").format(
                name=name, theirs=text(said["cv"][name]), ours=text(ours)
            )


def _answer_problems(file: str, part: str, answers: Predictions, split: Split) -> Iterator[str]:
    """Whether answers are probabilities, for pictures of that part of the split."""
    names = (*answers.ids, *answers.classes)
    table = answers.probabilities
    if not all(isinstance(name, str) for name in names) or not np.issubdtype(table.dtype, np.floating):
        yield _("{file} holds values of the wrong kind").format(file=file)
    elif not is_printable(list(answers.classes)):
        yield _("{file} holds characters that cannot be printed").format(file=file)
    elif len(set(answers.ids)) < len(answers.ids) or len(set(answers.classes)) < len(answers.classes):
        yield _("{file} names a picture or a class more than once").format(file=file)
    elif not len(answers.ids) or len(answers.classes) <= split.targets.max():
        yield _("{file} lacks pictures or classes").format(file=file)
    elif not np.isfinite(table).all() or table.min() < 0 or not np.allclose(table.sum(axis=1), 1, atol=1e-3):
        yield _("{file} holds what is no probability").format(file=file)
    elif part == "holdout" and set(answers.ids) != set(split.holdout_ids):
        yield _("{file} answers to other pictures than those held out").format(file=file)
    elif part in ("out_of_fold", "validation") and not set(answers.ids) <= set(split.development_ids):
        yield _("{file} answers to pictures that no fold is made of").format(file=file)


def _fold_problems(run: Run, fold: int, split: Split) -> Iterator[str]:
    folder = run.fold_folder(fold)
    where = folder.name
    with _reading(f"{where}/fold.json"):
        if (folder / "fold.json").exists() and not is_finite(runs.read_json(folder / "fold.json")):
            yield _("{file} holds values of the wrong kind").format(file=f"{where}/fold.json")
    with _reading(f"{where}/history.csv"):
        read_history(folder / "history.csv")
    answers = folder / ANSWERS
    if not answers.exists():
        return
    # We write it unpacked; packed, a small file could hold more than the memory does.
    if _is_packed(answers):
        yield _("{file} is packed").format(file=f"{where}/{ANSWERS}")
        return
    with _reading(f"{where}/{ANSWERS}"):
        tables = load_fold_predictions(answers)
    for part, table in tables.items():
        yield from _answer_problems(f"{where}/{ANSWERS}", part, table, split)


def _is_packed(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(member.compress_type != zipfile.ZIP_STORED for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False  # whoever reads it says what is wrong with it


def _is_plan(plan: dict[str, Any]) -> bool:
    """Whether training the recipe once more can go by it."""
    try:
        return all(is_well_typed(Stage(**stage)) for stage in plan.get("stages", ()))
    except TypeError:
        return False
