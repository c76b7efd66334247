"""From a run to a checked file and its judgement on the held-out part, for ``submit`` and ``quickstart``."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from competition import runs
from competition.contest import Contest
from competition.dataset import submission_ids
from competition.errors import RunError
from competition.labels import Labels
from competition.messages import _, n_
from competition.metrics import METRICS
from competition.predictions import Predictions
from competition.runs import Run
from competition.solution import read_solution
from competition.split_files import split_of, validate_trained_on
from scripts.boards import console
from submit import journal
from submit.leaderboard.standings import Entry, standings
from submit.leaderboard.text import board_text
from submit.looks import note_look
from submit.score import Score, scored
from submit.submission import read_submission, write_submission


def write_checked(run: Run, contest: Contest, folder: Path, out: Path) -> None:
    """Write the run's test predictions in the contest's format and read them back through the checker.

    Raises:
        RunError: The contest has no test part, or the run is not finished.
        SubmissionError: What was written cannot be scored; it is not left behind.
    """
    run.scores  # noqa: B018 - an unfinished run says so here
    ids = submission_ids(contest, folder)
    if not ids:
        raise RunError(
            _("The contest {name} has no test part, so there is nothing to submit").format(name=contest.name)
        )
    write_submission(run.predictions("test"), contest, ids, out)
    read_submission(out, contest, ids)


def holdout_score(run: Run) -> Score:
    """The run's score on the held-out part, with its interval; whoever shows it counts the look.

    Raises:
        RunError: The run learned from the held-out part.
    """
    request = run.request
    if request.parent is not None:
        raise RunError(
            _("The run {name} learned from the held-out part, so it cannot be judged by it").format(name=run.name),
            hint=_("The score of {parent}, whose recipe it is, stands for it.").format(parent=request.parent),
        )
    split = split_of(run)
    validate_trained_on(run, split.fingerprint)
    return scored(run.predictions("holdout"), split.holdout_labels, METRICS[request.metric])


def print_look(folder: Path, name: str, score: Score) -> None:
    """Count a look at the held-out part and print how many there have been.

    Args:
        folder: Where the contest's runs are.
        name: Of the run or the file whose score was shown.
        score: What was shown.
    """
    n_seen = note_look(folder, name, score)
    print(
        n_(
            "The held-out part was looked at {n} time so far in this contest.",
            "The held-out part was looked at {n} times so far in this contest.",
            n_seen,
        )
    )


def note_file(run: Run, file: Path, score: Score | None) -> None:
    """Write down in the contest's journal which run a file was written from, and how good that run is here.

    Args:
        run: The run.
        file: What was written.
        score: On the held-out part, None where the run learned from it; then its parent's CV stands for it, too.
    """
    request = run.request
    judged = run if request.parent is None else runs.load_run(run.folder.parent / request.parent)
    facts: dict[str, float] = {}
    if score is not None:
        facts = {"holdout": score.value, "holdout_reach": (score.high - score.low) / 2, "n_holdout": score.n_rows}
    journal.note_written(
        run.folder.parent,
        file,
        run=run.name,
        recipe=request.recipe.name,
        parts=tuple(request.recipe.settings.get("parts", ())),
        metric=request.metric,
        cv=judged.scores["cv"][request.metric],
        **facts,
    )


def print_judgement(run: Run) -> Score | None:
    """Print what the run scores on the held-out part, and how often that part was looked at.

    Returns:
        The score; None where the run learned from that part.
    """
    if run.request.parent is not None:
        _print_parents(run)
        return None
    score = holdout_score(run)
    metric = METRICS[score.metric]
    print(
        _("Held-out {metric}: {value}, 95 % interval {low} to {high}, {n:,} pictures.").format(
            metric=score.metric,
            value=metric.text(score.value),
            low=metric.text(score.low),
            high=metric.text(score.high),
            n=score.n_rows,
        )
    )
    cv = run.scores["cv"][score.metric]
    print(_("Cross-validated: {cv}. Choose by this one; the held-out part only judges.").format(cv=metric.text(cv)))
    print_look(run.folder.parent, run.name, score)
    return score


def _print_parents(run: Run) -> None:
    parent = runs.load_run(run.folder.parent / str(run.request.parent))
    metric = METRICS[run.request.metric]
    print(
        _(
            "{name} learned from everything, so nothing is left here to judge it by. "
            "Its parent {parent} has a cross-validated {metric} of {score}."
        ).format(
            name=run.name,
            parent=parent.name,
            metric=metric.name,
            score=metric.text(parent.scores["cv"][metric.name]),
        )
    )


def print_hidden_board(several: Sequence[Run], contest: Contest, folder: Path) -> None:
    """Print the runs and the uniform guess, ranked on the contest's hidden test labels.

    Only for contests that come with their solution; nobody chooses by it, it is the day of reckoning.
    """
    solution = read_solution(folder / contest.data.solution, contest)
    labels = Labels(solution.ids, solution.targets)
    metric = METRICS[contest.metric]
    even = np.full((len(solution.ids), contest.n_classes), 1 / contest.n_classes)
    answers = {run.name: run.predictions("test").aligned(solution.ids, contest.classes) for run in several}
    answers[_("uniform guess")] = Predictions(solution.ids, contest.classes, even)
    entries = [Entry(name, "", 0.0, {"": scored(table, labels, metric)}) for name, table in answers.items()]
    board = standings(entries, metric, contest.leaderboard.decimals)
    title = _("{contest}: the hidden test part, {n:,} pictures, {metric}").format(
        contest=contest.name, n=len(solution.ids), metric=metric.name
    )
    console().print(board_text(board, contest.leaderboard.decimals, title=title))
