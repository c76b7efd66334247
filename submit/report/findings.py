"""`Findings`: everything that a report says of a run in numbers, and which pictures it would like to show.

No picture is opened here, and no model: those are handed to `submit.report.page` by whoever has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from competition.fold_files import read_history
from competition.metrics import METRICS, Metric
from competition.runs import BLEND, Run
from competition.splits import Split
from submit.looks import looks, n_looks
from submit.report.answers import Answers, answers_of
from submit.report.mistakes import Confusion, confusions, surest
from submit.report.trials import Trial, trials
from submit.score import Score, scored

N_MISTAKES = 12
N_PAIRS = 6
N_PER_PAIR = 3
N_LOOKED = 6
_STRIP = 24
_MOST_STRIP = 60


@dataclass(frozen=True, eq=False)
class Findings:
    """What there is to say of a run.

    Args:
        run: The run.
        split: Its split.
        answers: Its out-of-fold answers.
        holdout: Its score on the held-out part; None where nobody has looked there yet.
        n_looks: How often the contest's held-out part was looked at.
        trials: The runs of its table, in the order in which they were made.
    """

    run: Run
    split: Split
    answers: Answers
    holdout: Score | None
    n_looks: int
    trials: Sequence[Trial]

    @property
    def metric(self) -> Metric:
        """The contest's metric."""
        return METRICS[self.run.request.metric]

    @cached_property
    def scores(self) -> dict[str, Score]:
        """The cross-validated scores with their intervals, the contest's own first."""
        names = dict.fromkeys([self.metric.name, "accuracy", "log_loss", "top_3"])
        labels = self.answers.labels
        return {name: scored(self.answers.table, labels, METRICS[name]) for name in names}

    @cached_property
    def histories(self) -> list[list[dict[str, float]]]:
        """Every fold's epochs; none for what has no folds of its own, or left them on another laptop."""
        if self.run.request.recipe.kind == BLEND:
            return []
        folds = range(self.run.request.n_folds)
        found = [read_history(self.run.fold_folder(fold) / "history.csv") for fold in folds]
        return found if all(found) else []

    @cached_property
    def confusions(self) -> list[Confusion]:
        """The pairs of classes that are mixed up most."""
        return confusions(self.answers, N_PAIRS)

    @cached_property
    def mistakes(self) -> list[int]:
        """The wrong answers that were given most surely, as rows of the answers."""
        return surest(self.answers, np.flatnonzero(~self.answers.is_right), N_MISTAKES, 2)

    @cached_property
    def strip(self) -> list[tuple[int, str]]:
        """Pictures that show what the contest is about: a class and a picture each. None is held out."""
        ids = np.array(self.split.development_ids, dtype=object)
        targets = self.split.labels.targets_of(self.split.development_ids)
        n_classes = len(self.answers.classes)
        per_class = max(1, _STRIP // n_classes)
        found = [(number, str(name)) for number in range(n_classes) for name in ids[targets == number][:per_class]]
        return found[:_MOST_STRIP]

    @cached_property
    def looked(self) -> tuple[list[int], list[int]]:
        """Answers of the first fold's model for which it can be shown where it looked: right ones, and wrong ones.

        None where nobody can tell which these are: a blend may have blocks of its own, an imported run other folds.
        """
        n_folds = self.run.request.n_folds
        if n_folds not in self.split.folds:
            return [], []
        first = set(self.split.validation_ids(n_folds, 0))
        inside = np.array([name in first for name in self.answers.ids])
        right, wrong = (np.flatnonzero(inside & mask) for mask in (self.answers.is_right, ~self.answers.is_right))
        return surest(self.answers, right, N_LOOKED, 1), surest(self.answers, wrong, N_LOOKED, 1)

    @property
    def shown_ids(self) -> list[str]:
        """Every picture that the page would show, each once."""
        rows = [*self.mistakes, *(row for pair in self.confusions for row in pair.rows[:N_PER_PAIR])]
        rows += [row for rows_of in self.looked for row in rows_of]
        return list(dict.fromkeys([*(name for _n, name in self.strip), *(self.answers.ids[row] for row in rows)]))


def findings_of(run: Run, known: Sequence[Run], looking: bool = False) -> Findings:
    """What there is to say of a run.

    Args:
        run: Finished, and not on everything.
        known: The runs there are, itself among them or not.
        looking: Whether the held-out part shall be looked at now; whoever says so counts the look.

    Raises:
        RunError: It is not finished, learned from everything, or its answers cannot be read.
        SplitError: The split cannot be read.
    """
    answers, split = answers_of(run)
    noted = looks(run.folder.parent)
    score = _holdout(run, split, noted, looking)
    if looking and score is not None:
        noted = [*noted, {"run": run.name, "metric": score.metric, "score": str(score.value)}]
    return Findings(run, split, answers, score, n_looks(noted), trials(run, known))


def _holdout(run: Run, split: Split, noted: Sequence[Mapping[str, str]], looking: bool) -> Score | None:
    """The score on the held-out part, where it is known already or shall be known now."""
    name = run.request.metric
    seen = [row["score"] for row in noted if (row["run"], row["metric"]) == (run.name, name)]
    if not seen and not looking or not (run.folder / "holdout.csv").exists():
        return None
    score = scored(run.predictions("holdout"), split.holdout_labels, METRICS[name])
    # Another run of that name may have been looked at, and this one not yet.
    return score if looking or str(score.value) in seen else None
