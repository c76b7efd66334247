"""`submit`: write a run's submission file, read it back, check it, and score the run on the held-out part.

Several runs are blended first.
"""

import argparse
from pathlib import Path

from competition.messages import _
from scripts import arguments

SUMMARY = _("write a run's submission file, check it, and score the run on the held-out part")
EXAMPLE = "python3 scripts/kit.py submit emoji20 cnn --out submission.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    arguments.add_contest(parser)
    parser.add_argument(
        "run_names",
        metavar="RUN",
        nargs="+",
        help=_("the run's name or folder; `runs` lists them; several are blended first, as `blend` does it"),
    )
    parser.add_argument("--out", type=Path, metavar="F", help=_("the file to write (default: in the run's folder)"))
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Write, read back, check, score."""
    from competition.dataset import open_contest
    from scripts import blending, submitting

    contest, folder = open_contest(args.contest)
    several = blending.named_runs(args.runs, contest, args.run_names)
    if len(several) > 1:
        place = arguments.place_from(args.contest, args.runs)
        chosen = blending.blended_run(several, contest, place, arguments.MEANS[0])
    else:
        chosen = several[0]
    if args.out or contest.data.test_images or contest.data.sample_submission:
        out = args.out or chosen.folder / "submission.csv"
        submitting.write_checked(chosen, contest, folder, out)
        print(_("Wrote {file}; read back and checked, no problems.").format(file=out))
    else:
        # A folder of one's own photos often has no test part; the held-out part judges all the same.
        out = None
        print(_("{contest} has no test part, so there is no file to write.").format(contest=contest.name))
    score = submitting.print_judgement(chosen)
    if out is not None:
        submitting.note_file(chosen, out, score)
    return 0
