"""`host kaggle`: the same contest for Kaggle, with a metric that gives our number."""

import argparse
from pathlib import Path

from competition.messages import _

SUMMARY = _("write everything that Kaggle wants of a competition's host: metric, solution, data, pages")
EXAMPLE = "python3 scripts/kit.py host kaggle my_contest --out my_contest_kaggle"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    parser.add_argument(
        "contest", metavar="CONTEST", help=_("a contest's folder, what host new made, or a built-in name")
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=_("the folder to make"))
    parser.add_argument(
        "--solution", type=Path, metavar="F", help=_("the hidden labels (default: those in the contest's folder)")
    )
    parser.add_argument("--slug", default="", help=_("the end of its address at Kaggle (default: from its name)"))
    parser.add_argument(
        "--public", action="store_true", help=_("let everybody at Kaggle find it, not only who has the link")
    )


def run(args: argparse.Namespace) -> int:
    """Write the folder and say what comes next."""
    from competition.dataset import submission_ids
    from scripts.solutions import hosted, solution_of
    from submit.kaggle_contest.folder import write_kaggle_contest

    contest, folder, private = hosted(args.contest)
    _path, solution = solution_of(contest, folder, args.solution or private)
    write_kaggle_contest(
        contest, folder, submission_ids(contest, folder), solution, args.out, args.slug, is_public=args.public
    )
    print(_("Written: {path}").format(path=args.out))
    if solution.usage is None:
        print(_("The solution does not say what is public: Kaggle will ask for a share."))
    print(_("Next: {file} says what to do, step by step.").format(file=args.out / "HOST.md"))
    return 0
