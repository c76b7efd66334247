"""What is printed when a run has ended: its place among the others, and what to do next."""

from competition import run_search
from competition.comparing.recipe_comparison import same_but_seed
from competition.messages import _
from competition.metrics import METRICS
from competition.runs import Run
from scripts.arguments import runs_words
from scripts.boards import cv_key, print_table
from scripts.command_line import typed


def print_run(run: Run, n_seeds: int = 1) -> None:
    """Print one run with its neighbours, and what to do next.

    Args:
        run: Finished.
        n_seeds: How many trainings of its recipe were asked for with it.
    """
    root = run.folder.parent.parent
    print_table(run_search.all_runs(root, run.request.contest))
    if run.request.models_from is not None:
        _print_gain(run)
    if run.request.n_folds == 1 and "n_judged" in run.scores:
        print(
            _("{name} was judged by one hold-out, {n:,} pictures; the others have no out-of-fold answers.").format(
                name=run.name, n=run.scores["n_judged"]
            )
        )
    print(_("Next: {command}").format(command=typed([*_following(run, n_seeds), *runs_words(root)])))


def _following(run: Run, n_seeds: int) -> list[str]:
    """What to do with a new run: hold it against the best of its table; hand it in only where it is the best.

    Whoever scores every run on the held-out part chooses by it in the end, and then it judges no more.
    """
    rivals = [
        other
        for other in run_search.all_runs(run.folder.parent.parent, run.request.contest)
        if other.folder != run.folder
        and other.request.split == run.request.split
        and other.is_finished
        and "cv" in other.scores
    ]
    if n_seeds > 1:
        rivals = [other for other in rivals if not same_but_seed(other.request, run.request)]
    if "cv" not in run.scores or not rivals:
        return ["submit", run.request.where, run.name]
    best = min(rivals, key=cv_key)
    if n_seeds > 1 and "seed" in best.request.recipe.settings:
        return ["compare", "--recipes", *_told(run, best)]
    if cv_key(run) <= cv_key(best):
        return ["submit", run.request.where, run.name]
    return ["compare", *_told(run, best)]


def _told(*several: Run) -> list[str]:
    """The runs' names, with their contest where another contest has a run of that name."""
    names = [run.name for run in run_search.all_runs(several[0].folder.parent.parent)]
    return [run.name if names.count(run.name) == 1 else f"{run.request.contest}/{run.name}" for run in several]


def _print_gain(run: Run) -> None:
    """Print whether a run that was predicted again is better than the one its models come from."""
    from baselines.fold_model import source
    from baselines.predicting import gain

    before = source(run)
    found = gain(run, before)
    if found is None:
        return
    much, spread = found
    metric = METRICS[run.request.metric]
    sentence = (
        _("{name} is better than {before} by {much}{spread} (CV {metric}, the same models).")
        if much > 0
        else _("{name} is not better than {before}: {much}{spread} (CV {metric}, the same models).")
    )
    print(
        sentence.format(
            name=run.name,
            before=before.name,
            much=metric.text(much),
            spread=f" ± {spread:.{metric.decimals}f}" if spread is not None else "",
            metric=metric.name,
        )
    )
    if much > 0 and spread is not None and much <= 2 * spread:
        print(_("That is within what differs from fold to fold: it may be luck."))
