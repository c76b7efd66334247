"""`score`: how good a submission file is, against hidden labels or against the held-out part."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _, n_
from scripts import arguments

if TYPE_CHECKING:
    from competition.contest import Contest
    from competition.predictions import Predictions
    from competition.solution import Solution

SUMMARY = _("score a submission file, with an interval that says how sure the score is")
EXAMPLE = "python3 scripts/kit.py score emoji20 submission.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    arguments.add_contest(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the submission file"))
    parser.add_argument(
        "--solution", type=Path, metavar="F", help=_("the hidden labels (default: those in the contest's folder)")
    )
    parser.add_argument(
        "--runs",
        type=Path,
        default=arguments.DEFAULT_RUNS,
        metavar="DIR",
        help=_("the folder of runs, for a file of the held-out part (default: runs)"),
    )


def run(args: argparse.Namespace) -> int:
    """Print the score; a look at the held-out part is counted."""
    from competition.dataset import open_contest
    from competition.metrics import metric_named
    from scripts.solutions import answered_solution
    from scripts.submissions import checked_predictions
    from scripts.submitting import print_look
    from submit.score import scores_by_usage

    contest, folder = open_contest(args.contest)
    place = args.runs / contest.name
    solution, held_out = answered_solution(args.file, contest, folder, args.solution, place)
    predictions = checked_predictions(args.file, contest, solution.ids)
    metric = metric_named(contest.metric)
    for usage, score in scores_by_usage(predictions, solution, metric).items():
        part = _("held-out part") if held_out else usage
        print(
            _("{part}{metric} {score}  (95 % interval; {pictures}; {direction})").format(
                part=f"{part}: " if part else "",
                metric=metric.name,
                score=score.text(),
                pictures=n_("{n} picture", "{n} pictures", score.n_rows),
                direction=metric.direction,
            )
        )
        _print_others(contest, predictions, solution, usage)
        if held_out:
            print_look(place, args.file.name, score)
    if not held_out:
        print(_("Scored against hidden labels: choose by cross-validation, this is for the day of reckoning."))
    return 0


def _print_others(contest: "Contest", predictions: "Predictions", solution: "Solution", usage: str) -> None:
    """The other metrics, as far as the file's kind says anything about them."""
    from competition.metrics import METRICS
    from submit.score import all_values

    kind = contest.submission.kind
    ranked = [name for name in METRICS if name.startswith("top_") and kind in ("probabilities", "top_k")]
    names = ["accuracy", "macro_f1", *ranked] + (["log_loss"] if kind == "probabilities" else [])
    values = all_values(predictions, solution.labels(usage), [name for name in names if name != contest.metric])
    print("  " + "   ".join(f"{name} {METRICS[name].text(value)}" for name, value in values.items()))
