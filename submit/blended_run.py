"""A blend as a run like any other: what it remembers of its parts, its answers and its scores as files.

The weights come from `submit.blend`, the parts' answers from `submit.parts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from competition import runs
from competition.calibration import calibrated
from competition.comparing.marks import Marks, marked
from competition.metrics import METRICS, spread
from competition.predictions import Predictions
from competition.runs import BLEND, Recipe, Request, Run
from submit.blend import Choice, blended, blocks_of, cross_fitted, final
from submit.parts import SideBySide, fold_answers


@dataclass(frozen=True)
class Blend:
    """Several runs as one.

    Args:
        several: The runs, in the order of the parts.
        together: Their out-of-fold answers.
        choice: The weights, chosen on all of these pictures.
        blocks: Which pictures were scored together by a blend that the others chose, int (n,).
        out_of_fold: The answers of these blends.
        classes: The contest's.
    """

    several: Sequence[Run]
    together: SideBySide
    choice: Choice
    blocks: np.ndarray
    out_of_fold: Predictions
    classes: tuple[str, ...]

    @property
    def weights(self) -> dict[str, float]:
        """What each part weighs, by name."""
        return {part.name: float(one) for part, one in zip(self.together.parts, self.choice.weights, strict=True)}

    @cached_property
    def request(self) -> Request:
        """What the run remembers: equal for the same parts with the same answers, so that it is found again."""
        temperatures = {part.name: list(part.temperatures) for part in self.together.parts}
        settings = {"mean": self.choice.mean, "parts": self.weights, "temperatures": temperatures}
        return replace(
            self.several[0].request,
            recipe=Recipe(BLEND, BLEND, "", settings),
            n_folds=len(np.unique(self.blocks)),
            minutes=None,
            models_from=None,
            review="",
        )


def blend_of(several: Sequence[Run], together: SideBySide, means: Sequence[str], classes: Sequence[str]) -> Blend:
    """Choose the weights of a blend, and try it honestly.

    Args:
        several: The runs, in the order of ``together.parts``.
        together: Their out-of-fold answers.
        means: Of which means the better one is taken.
        classes: The contest's.
    """
    blocks = blocks_of(together.parts, together.y_true)
    answers = cross_fitted(together.parts, together.y_true, blocks, means)
    choice = final(together.parts, together.y_true, means)
    return Blend(several, together, choice, blocks, Predictions(together.ids, tuple(classes), answers), tuple(classes))


def save_blend(blend: Blend, run: Run) -> None:
    """Write a blend's answers and, last, its scores, with the names that every run's have.

    Raises:
        RunError: A part's answers to the held-out or the test pictures are missing or damaged.
    """
    blend.out_of_fold.save(run.folder / "out_of_fold.csv")
    for part in ("holdout", "test"):
        answers = _answers(blend, part)
        if answers is not None:
            answers.save(run.folder / f"{part}.csv")
    runs.write_json(run.folder / "scores.json", scores_of(blend))


def _answers(blend: Blend, part: str) -> Predictions | None:
    """The blend's answers to the held-out or the test pictures; None where the runs have none."""
    counting = blend.choice.counting
    tables: list[Predictions] = []
    for place in counting:
        folds = fold_answers(blend.several[place], part, blend.classes)
        if not folds:
            return None
        ids = (tables or folds)[0].ids
        temperatures = blend.together.parts[place].temperatures
        calm = [
            calibrated(fold.aligned(ids, blend.classes).probabilities, one)
            for fold, one in zip(folds, temperatures, strict=True)
        ]
        # A run's folds are averaged as every run's are, whatever the mean of its parts.
        tables.append(Predictions(ids, blend.classes, np.mean(calm, axis=0)))
    mixed = blended([one.probabilities for one in tables], blend.choice.weights[counting], blend.choice.mean)
    return Predictions(tables[0].ids, blend.classes, mixed)


def scores_of(blend: Blend) -> dict[str, object]:
    """What ``scores.json`` says of a blend, under the names that every run uses.

    All scores are of the honest try. ``train_minus_validation`` is what choosing flattered: the chosen blend's
    score on the pictures that chose it, minus the honest one. Its minutes are those of the parts that count.
    """
    y_true, parts = blend.together.y_true, blend.together.parts
    honest = marked(y_true, blend.out_of_fold.probabilities)
    cv = _values(honest)
    by_block = [_values(honest.at(np.flatnonzero(blend.blocks == block))) for block in np.unique(blend.blocks)]
    counting = blend.choice.counting
    calm = [calibrated(parts[place].probabilities, parts[place].by_row) for place in counting]
    flattered = _values(marked(y_true, blended(calm, blend.choice.weights[counting], blend.choice.mean)))
    folds = {name: [values[name] for values in by_block] for name in METRICS}
    return {
        "minutes": round(sum(blend.several[place].scores["minutes"] for place in counting), 2),
        "epochs": [],
        "cv": cv,
        "n_judged": len(y_true),
        "folds": folds,
        "spread": {name: spread(values) for name, values in folds.items()},
        "train_minus_validation": {name: flattered[name] - cv[name] for name in ("log_loss", "accuracy")},
    }


def _values(marks: Marks) -> dict[str, float]:
    return {name: float(marks.rows(metric).mean()) for name, metric in METRICS.items()}
