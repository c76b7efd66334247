"""`submit`: write a run's submission file, read it back, check it, and score the run on the held-out part."""

import argparse
from pathlib import Path

from competition.messages import _
from scripts import arguments

SUMMARY = _("write a run's submission file, check it, and score the run on the held-out part")
EXAMPLE = "python3 scripts/kit.py submit emoji20 cnn --out submission.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    arguments.add_contest(parser)
    parser.add_argument("run_name", metavar="RUN", help=_("the run's name or folder; `runs` lists them"))
    parser.add_argument("--out", type=Path, metavar="F", help=_("the file to write (default: in the run's folder)"))
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Write, read back, check, score."""
    from competition.dataset import open_contest
    from competition.errors import RunError
    from competition.run_search import found_run
    from scripts import submitting

    contest, folder = open_contest(args.contest)
    chosen = found_run(args.runs, args.run_name, None if Path(args.run_name).is_dir() else contest.name)
    if chosen.request.contest != contest.name:
        raise RunError(
            _("The run {run} belongs to the contest {theirs}, not to {contest}").format(
                run=chosen.name, theirs=chosen.request.contest, contest=contest.name
            )
        )
    if args.out or contest.data.test_images or contest.data.sample_submission:
        out = args.out or chosen.folder / "submission.csv"
        submitting.write_checked(chosen, contest, folder, out)
        print(_("Wrote {file}; read back and checked, no problems.").format(file=out))
    else:
        # A folder of one's own photos often has no test part; the held-out part judges all the same.
        print(_("{contest} has no test part, so there is no file to write.").format(contest=contest.name))
    submitting.print_judgement(chosen)
    return 0
