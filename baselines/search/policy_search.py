"""A search for the policy that helps: rung after rung of small trainings, then the winner once more, against `none`.

The arithmetic of it stands in `halving`, the judgement in `verdict`, what is kept where in `search_folder`. Stopped at
any moment and started again, it goes on with what is trained.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from baselines import crossval
from baselines.budget import SAFETY
from baselines.outcome import DONE
from baselines.search import halving
from baselines.search.halving import FOLDS_A_PROCESS, MOST_SEEDS, NONE, Cost
from baselines.search.search_folder import Search
from baselines.search.verdict import Verdict, judged
from competition import runs
from competition.comparing.comparison import Difference, paired_difference
from competition.dataset import Dataset
from competition.errors import RecipeError, RunError
from competition.messages import _
from competition.metrics import METRICS
from competition.progress import bar
from competition.runs import Run
from competition.split_files import save_split, split_path
from competition.splits import Split, redealt


@dataclass(frozen=True)
class Rung:
    """Policies that were trained alike.

    Args:
        number: Counted from 1.
        epochs: Of each.
        scores: The out-of-fold score of each policy, `NONE` among them.
        gains: For each policy but `NONE`, how much better than that it is.
        kept: The policies that go on, the best first.
    """

    number: int
    epochs: int
    scores: Mapping[str, float]
    gains: Mapping[str, Difference]
    kept: Sequence[str]


def measured_cost(search: Search, began: float) -> Cost:
    """What trainings take here; measured in half a minute, then read.

    Args:
        search: As it was asked for.
        began: When the command was given, as ``time.monotonic`` has it; the minutes count from here.

    Raises:
        Stopped: Ctrl-C.
        RunError: It could not be measured.
    """
    run = search.trial("cost", NONE, 1, search.request.recipe.settings["seed"], search.request.split_seed)
    path = run.folder / "cost.json"
    if not path.exists():
        with search.spending(began=began):
            _run("baselines.search.trial_cost", [run.folder, path, *search.codes], lambda: None)
    return halving.cost_from(runs.read_json(path))


def rungs(search: Search, dataset: Dataset, cost: Cost) -> Iterator[Rung]:
    """Train rung after rung until one policy is left, or no further rung would end in time.

    Args:
        search: As it was asked for.
        dataset: The contest's data.
        cost: From `measured_cost`.

    Raises:
        Stopped: Ctrl-C; everything is saved.
        RecipeError: Not even an epoch of each policy fits into the minutes.
        RunError: The trainings could not be finished.
    """
    metric = METRICS[search.request.metric]
    request = search.request
    candidates: Sequence[str] = search.candidates
    n_rungs = len(halving.rung_sizes(len(candidates)))
    for number in range(1, n_rungs + 1):
        epochs = _epochs(search, cost, candidates, number)
        if epochs == 0:
            return
        policies = [NONE, *candidates]
        seed = request.recipe.settings["seed"]
        trials = {name: search.trial(f"rung-{number}", name, epochs, seed, request.split_seed) for name in policies}
        title = _("rung {number} of {n}, epochs {epochs}").format(number=number, n=n_rungs, epochs=epochs)
        _train(search, list(trials.values()), dataset, cost.trials_s(policies, epochs, request.n_folds), title)
        scores = {name: run.scores["cv"][metric.name] for name, run in trials.items()}
        gains = {name: _gain(trials[name], trials[NONE], dataset) for name in candidates}
        candidates = halving.kept(scores, metric)
        yield Rung(number, epochs, scores, gains, candidates)


def confirmed(search: Search, dataset: Dataset, split: Split, cost: Cost, winner: str, epochs: int) -> Verdict:
    """Train the winner and `NONE` once more, on fresh seeds and freshly dealt folds, as often as the time allows.

    The best of several is the best by luck as well; only on dice that had no part in choosing it can be seen how much.

    Args:
        search: As it was asked for.
        dataset: The contest's data.
        split: The contest's; the same part stays held out.
        cost: From `measured_cost`.
        winner: Of the last rung.
        epochs: Of the last rung.

    Raises:
        Stopped: Ctrl-C; everything is saved.
        RunError: The trainings could not be finished.
    """
    request, metric = search.request, METRICS[search.request.metric]
    ids, classes = split.development_ids, dataset.contest.classes
    answers: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    fold_gains: list[float] = []
    planned_s = cost.trials_s([winner, NONE], epochs, request.n_folds)
    for number in range(1, MOST_SEEDS + 1):
        if number > max(1, search.progress["seeds"]) and search.left_s < planned_s:
            break
        search.note(seeds=max(number, search.progress["seeds"]))
        seed = request.recipe.settings["seed"] + number
        if not split_path(search.folder, split.share, split.seed + seed).exists():
            digests = dataset.train.digests
            save_split(redealt(split, dataset.labels, digests, request.n_folds, split.seed + seed), search.folder)
        pair = [search.trial(f"seed-{number}", name, epochs, seed, split.seed + seed) for name in (winner, NONE)]
        _train(search, pair, dataset, planned_s, _("confirmation, seed {number}").format(number=number))
        for run, tables in zip(pair, answers, strict=True):
            tables.append(run.predictions("out_of_fold").aligned(ids, classes).probabilities)
        ours, theirs = (run.scores["folds"][metric.name] for run in pair)
        fold_gains += [metric.key(b) - metric.key(a) for a, b in zip(ours, theirs, strict=True)]
    return judged(metric, dataset.labels.targets_of(ids), np.stack(answers[0]), np.stack(answers[1]), fold_gains)


def _epochs(search: Search, cost: Cost, candidates: Sequence[str], number: int) -> int:
    """The epochs of a rung: as once planned, else twice the last one's, or as many as end in time; 0: none do."""
    known = search.progress["epochs"]
    if len(known) >= number:
        return int(known[number - 1])
    n_folds = search.request.n_folds
    epochs = halving.affordable_epochs(cost, candidates, n_folds, search.left_s)
    if number > 1:
        # As long as the last one, or shorter, a rung would tell nothing new.
        epochs = min(2 * known[-1], epochs) if epochs > known[-1] else 0
    elif epochs == 0:
        least_s = search.progress["spent_s"] + halving.search_s(cost, candidates, 1, n_folds, n_seeds=1)
        raise RecipeError(
            _("{minutes:g} minutes are too few for one epoch under each of {n} policies in {n_folds} folds").format(
                minutes=search.request.minutes, n=len(search.codes), n_folds=n_folds
            ),
            hint=_("It would take --minutes {least} at least; or name fewer --policies or --folds.").format(
                least=math.ceil(least_s / SAFETY / 60)
            ),
        )
    search.note(epochs=[*known, epochs])
    return epochs


def _train(search: Search, trials: Sequence[Run], dataset: Dataset, planned_s: float, title: str) -> None:
    """Train what is not finished, a process for several, with a bar that counts folds."""
    missing = [run for run in trials if not run.is_finished]
    if not missing:
        return
    n_folds = search.request.n_folds
    with search.spending(planned_s), bar(title, len(missing) * n_folds, unit=_("fold")) as progress:

        def waiting() -> None:
            done = sum((run.fold_folder(fold) / DONE).exists() for run in missing for fold in range(n_folds))
            if done > progress.n:
                progress.update(done - progress.n)

        together = max(1, FOLDS_A_PROCESS // n_folds)
        for start in range(0, len(missing), together):
            some = missing[start : start + together]
            _run("baselines.search.trials", [run.folder for run in some], waiting)
            for run in some:
                crossval.summed_up(run, dataset.labels)
            waiting()


def _run(module: str, words: Sequence[object], waiting: Callable[[], object]) -> None:
    code = crossval.exit_code(module, words, waiting)
    if code == 2:
        raise RunError(_("The search could not be finished; the reason stands above"))
    if code != 0:
        raise RunError(
            _("A process of the search ended unexpectedly (exit code {code})").format(code=code),
            hint=_("What was trained is saved; the same command goes on from there."),
        )


def _gain(run: Run, none: Run, dataset: Dataset) -> Difference:
    """How much better a training's out-of-fold answers are than those under `NONE`, picture by picture."""
    metric = METRICS[run.request.metric]
    ours = run.predictions("out_of_fold")
    theirs = none.predictions("out_of_fold").aligned(ours.ids, ours.classes)
    y_true = dataset.labels.targets_of(ours.ids)
    return paired_difference(metric, y_true, ours.probabilities, theirs.probabilities)
