"""What a run folder holds: the recipe, where it was trained, its folds, its scores. Written by training, read by all.

::

    runs/emoji20/cnn/
        run.json            what was asked, on which data, with which versions, on which machine
        plan.json           how many epochs the minutes allow, where minutes were given
        reviewed.csv        the labels that the training leaves out or takes otherwise, where there was such a list
        fold-1/history.csv  an epoch a line: loss and score, training and validation
        fold-1/predictions.npz, fold.json, model.keras
        out_of_fold.csv  holdout.csv  test.csv   probabilities, a row per picture
        scores.json         cross-validated scores, minutes; there when the run is finished
        marks.npz           what each out-of-fold answer was worth; made from the others when a comparison asks
        curves.png          a network's loss in every epoch, training and validation

Nothing here computes a model; nothing here decides. Which runs there are is the business of `competition.run_search`.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from competition import atomic
from competition.errors import RunError
from competition.messages import _

if TYPE_CHECKING:
    from competition.predictions import Predictions

PARTS = ("out_of_fold", "holdout", "test")
PLAN = "plan.json"
# The kind, and the name, of a recipe that is the weighted mean of several runs.
BLEND = "blend"


@dataclass(frozen=True)
class Stage:
    """A stretch of a training that has its own length, pace, size and share of the network.

    Args:
        epochs: How often the training pictures are seen; a part of an epoch is allowed.
        learning_rate: At its largest.
        unfreeze: The share of a pretrained network's layers, the last ones, that learn; 0 is the head alone.
        size: Side of the pictures in pixels.
    """

    epochs: float
    learning_rate: float
    unfreeze: float
    size: int


@dataclass(frozen=True)
class Recipe:
    """How a model is made and trained, as plain data.

    Args:
        name: The name in the catalogue, or the path of a student's own model.
        kind: ``network``, ``features``, ``classical``, or ``blend`` for the weighted mean of several runs.
        build: Where the building function is, ``module:function`` or ``file.py:function``.
        settings: Everything a student can turn.
        policy: The augmentation policy.
        code: A fingerprint of what the student wrote, the lines of the policy and the own model's file; when
            they are edited, it is another recipe.
        views: What of each picture it answers to, as ``--views`` names it.
        stages: Of a pretrained network's training, in order; none where everything learns from start to end.
    """

    name: str
    kind: str
    build: str
    settings: Mapping[str, Any]
    policy: str = "none"
    code: str = ""
    views: str = "none"
    stages: tuple[Stage, ...] = ()

    @property
    def parts(self) -> dict[str, float]:
        """The runs that a blend is made of and what each weighs; empty for what is no blend."""
        parts = self.settings.get("parts", {})
        return dict(parts) if self.kind == BLEND and isinstance(parts, Mapping) else {}


@dataclass(frozen=True)
class Request:
    """What was asked for; a run started again with an equal request goes on where it stopped.

    Args:
        contest, metric: The contest's name and the metric it is judged by.
        where: The built-in name or the folder the contest was opened from.
        recipe: What to train.
        n_folds: The number of folds; 1 is a single hold-out.
        split: The split's fingerprint.
        share, split_seed: Which of the saved splits it is.
        minutes: The time allowed, or None for the recipe's own epochs.
        parent: For a run refitted on everything: the run whose scores stand for it.
        models_from: For a run that was only predicted again: the run that trained its models.
        review: The fingerprint of the reviewed list of labels that the training follows; empty where there is none.
    """

    contest: str
    metric: str
    where: str
    recipe: Recipe
    n_folds: int
    split: str
    share: float
    split_seed: int
    minutes: float | None = None
    parent: str | None = None
    models_from: str | None = None
    review: str = ""

    def same_as(self, other: "Request") -> bool:
        """Whether both ask for the same training, wherever the data lies."""
        return not self.differences(other)

    def differences(self, other: "Request") -> list[str]:
        """What differs, ``name: this → that``, as people read it."""
        mine, theirs = _flat(asdict(self)), _flat(asdict(other))
        names = [name for name in {**mine, **theirs} if name != "where"]
        return [
            f"{name}: {mine.get(name)} → {theirs.get(name)}" for name in names if mine.get(name) != theirs.get(name)
        ]


def _flat(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, "" if name in ("recipe", "settings") else f"{name}.")
        else:
            flat[before + name] = list(value) if isinstance(value, tuple) else value
    return flat


@dataclass(frozen=True)
class Run:
    """One run's folder.

    Args:
        folder: Where it is.
        request: What was asked.
        made_with: Command, versions, git state, machine, time of start.
    """

    folder: Path
    request: Request
    made_with: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    def fold_folder(self, fold: int) -> Path:
        """Where fold ``fold`` (counted from 0) keeps its files; people count from 1."""
        return self.folder / f"fold-{fold + 1}"

    @property
    def is_finished(self) -> bool:
        """Whether every fold is trained and the scores are there."""
        return (self.folder / "scores.json").exists()

    @property
    def scores(self) -> dict[str, Any]:
        """The cross-validated scores.

        Raises:
            RunError: The run is not finished.
        """
        if not self.is_finished:
            raise RunError(
                _("The run {name} is not finished").format(name=self.name),
                hint=_("Start its command again, it goes on where it stopped: {command}").format(
                    command=self.made_with.get("command", "")
                ),
            )
        scores = read_json(self.folder / "scores.json")
        if not {"minutes", "epochs"} <= set(scores):
            raise RunError(_("{path} does not hold what a run writes").format(path=self.folder / "scores.json"))
        return scores

    def predictions(self, part: str) -> "Predictions":
        """The probabilities for one of `PARTS`.

        Raises:
            RunError: The run is not finished or has no such part.
        """
        from competition.predictions import load_predictions

        path = self.folder / f"{part}.csv"
        if not path.exists():
            raise RunError(
                _("The run {name} has no predictions for its part '{part}'").format(name=self.name, part=part)
            )
        return load_predictions(path)


def read_json(path: Path) -> dict[str, Any]:
    """Read one of a run's JSON files.

    Raises:
        RunError: It is damaged.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(_("{path} cannot be read ({error})").format(path=path, error=error)) from error
    if not isinstance(values, dict):
        raise RunError(_("{path} does not hold what a run writes").format(path=path))
    return values


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write one of a run's JSON files, in one step and readable."""
    atomic.write_text(path, json.dumps(values, indent=2, ensure_ascii=False) + "\n")


def save_run(run: Run) -> None:
    """Write what was asked; the first file of a run."""
    write_json(run.folder / "run.json", {"request": asdict(run.request), "made_with": dict(run.made_with)})


def load_run(folder: Path) -> Run:
    """Read a run's folder.

    Raises:
        RunError: It is not the folder of a run.
    """
    if not (folder / "run.json").exists():
        raise RunError(
            _("{folder} is not the folder of a run: it has no run.json").format(folder=folder),
            hint=_("`runs` lists the runs there are."),
        )
    values = read_json(folder / "run.json")
    try:
        request = dict(values["request"])
        recipe = dict(request.pop("recipe"))
        recipe["stages"] = tuple(Stage(**stage) for stage in recipe.get("stages", ()))
        return Run(folder, Request(recipe=Recipe(**recipe), **request), dict(values["made_with"]))
    except (KeyError, TypeError, ValueError) as error:
        raise RunError(_("{path} does not hold what a run writes").format(path=folder / "run.json")) from error
