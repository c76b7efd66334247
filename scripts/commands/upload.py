"""`upload`: send a checked file to Kaggle or SIGNATE, wait for its score, and keep it in the contest's journal."""

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _
from scripts import arguments
from scripts.command_line import typed

if TYPE_CHECKING:
    from competition.contest import Contest
    from submit.journal import Entry

SUMMARY = _("send a file to Kaggle or SIGNATE, wait for its score, keep it in the journal")
EXAMPLE = "python3 scripts/kit.py upload my_contest cnn --to kaggle --competition NAME"

SITES = ("kaggle", "signate")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    arguments.add_contest(parser)
    parser.add_argument("what", metavar="FILE", help=_("the submission file, or the run that `submit` wrote it from"))
    parser.add_argument("--to", choices=SITES, required=True, help=_("where to send it"))
    parser.add_argument(
        "--competition",
        metavar="NAME",
        help=_(
            "the contest's name at Kaggle, the last part of its address; at SIGNATE the key of the task "
            "(default: the last one used)"
        ),
    )
    parser.add_argument("--message", metavar="M", help=_("a note to yourself, kept there (default: the run's name)"))
    parser.add_argument("--again", action="store_true", help=_("send the very same file once more"))
    parser.add_argument(
        "--score",
        type=_finite,
        metavar="X",
        help=_("send nothing; write down the public score that the contest's page shows for this file"),
    )
    arguments.add_runs(parser)


def _finite(text: str) -> float:
    """A flag's number.

    >>> _finite("0.91")
    0.91
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(_("a number was expected, '{text}' came").format(text=text))
    return number


def run(args: argparse.Namespace) -> int:
    """Check, send, wait, keep."""
    from competition.dataset import open_contest, submission_ids
    from scripts.submissions import checked_predictions, print_damage
    from submit.upload import kaggle, signate
    from submit.upload.sending import uploaded, with_score

    contest, folder = open_contest(args.contest)
    place = args.runs / contest.name
    print_damage(place)
    file = _file(args, contest, place)
    entry = _entry(args, contest, place, file)
    if args.score is not None:
        _print_score(with_score(place, entry, args.score), contest, args)
        return 0
    checked_predictions(file, contest, submission_ids(contest, folder))
    site = {"kaggle": kaggle, "signate": signate}[args.to]
    print(_("Sending {file}").format(file=file), flush=True)
    done = uploaded(place, entry, file, site, args.again, lambda sentence: print(sentence, flush=True))
    if done.event == "scored":
        _print_score(done, contest, args)
    elif not site.HAS_LIST:
        words = ["upload", args.contest, args.what, "--to", args.to, "--score", "X"]
        print(_("Its score is on the contest's page; write it down here: {command}").format(command=typed(words)))
    return 0


def _file(args: argparse.Namespace, contest: "Contest", place: Path) -> Path:
    """The file that is meant: itself, or what was written last from the run of this name."""
    from competition.errors import KitError, RunError
    from competition.run_search import run_of
    from submit import journal

    path = Path(args.what)
    if path.is_file():
        return path
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        raise KitError(_("There is no file {path}").format(path=path))
    chosen = run_of(args.runs, args.what, contest.name)
    again = _("Write it: {command}").format(command=typed(["submit", args.contest, args.what]))
    written = [one for one in journal.entries(place) if one.event == "written" and one.run == chosen.name]
    if not written:
        raise RunError(_("No file was written from the run {run} yet").format(run=chosen.name), hint=again)
    path = place / written[-1].file
    if not path.is_file() or journal.fingerprint(path) != written[-1].sha256:
        raise RunError(_("{file} is gone, or was changed since it was written").format(file=path), hint=again)
    return path


def _entry(args: argparse.Namespace, contest: "Contest", place: Path, file: Path) -> "Entry":
    """What the journal shall say of the file: what it knows of it already, and where it goes."""
    from dataclasses import replace

    from competition.errors import UploadError
    from submit import journal

    known = journal.entries(place)
    entry = replace(journal.file_entry(place, file), metric=contest.metric)
    written = [one for one in known if one.event == "written" and one.sha256 == entry.sha256]
    # Two runs may have answered alike; the one that was named is meant.
    written = [one for one in written if one.run == args.what] or written
    entry = written[-1] if written else entry
    used = [one.competition for one in known if one.to == args.to and one.event in ("sent", "scored")]
    competition = args.competition or (used[-1] if used else "")
    if not competition:
        what = {"kaggle": _("the last part of its address"), "signate": _("the key of the task")}[args.to]
        raise UploadError(
            _("It is not known which contest to send the file to"),
            hint=_("Name it once, {what}: --competition NAME").format(what=what),
        )
    message = args.message or entry.run or file.stem
    return replace(entry, to=args.to, competition=competition, message=message, reference="")


def _print_score(entry: "Entry", contest: "Contest", args: argparse.Namespace) -> None:
    """Print what came back, beside what was expected."""
    from competition.metrics import metric_named

    metric = metric_named(contest.metric)
    for part, score in ((_("Public"), entry.remote_public), (_("Private"), entry.remote_private)):
        if score is not None:
            sentence = _("{part} score: {score} ({metric}, {direction}).")
            print(sentence.format(part=part, score=metric.text(score), metric=metric.name, direction=metric.direction))
    if entry.cv is not None:
        print(_("Cross-validated: {cv}.").format(cv=metric.text(entry.cv)))
    words = ["choose", args.contest, *arguments.runs_words(args.runs)]
    print(_("Next: {command}").format(command=typed(words)))
    sys.stdout.flush()
