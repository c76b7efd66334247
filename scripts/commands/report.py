"""`report`: a run as one page to present, or two runs held against each other; as HTML and, if wanted, as PDF."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from competition.errors import RunError
from competition.messages import _
from scripts import arguments

if TYPE_CHECKING:
    from competition.runs import Run

SUMMARY = _("a run as a page to present: curves, mistakes, where it looked, what helped")
EXAMPLE = "python3 scripts/kit.py report cnn --out cnn.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    parser.add_argument("run_name", nargs="?", metavar="RUN", help=_("a finished run; `runs` lists them"))
    parser.add_argument("--compare", nargs=2, metavar=("A", "B"), help=_("hold two runs against each other instead"))
    parser.add_argument("--out", type=Path, metavar="F", help=_("the page (default: report-<run>.html here)"))
    parser.add_argument("--pdf", action="store_true", help=_("print it as PDF too, by Chromium, Chrome or Edge"))
    parser.add_argument("--no-pictures", action="store_true", help=_("show no picture of the contest"))
    parser.add_argument(
        "--holdout",
        action="store_true",
        help=_("judge the run by the held-out part now, which counts as a look; otherwise only where that was done"),
    )
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Write the page, and say where it is."""
    from competition import atomic
    from competition.run_search import found_run
    from submit.report.printing import print_page

    if args.out is not None and args.out.suffix.lower() == ".pdf":
        args.pdf, args.out = True, args.out.with_suffix(".html")
    if (args.run_name is None) == (args.compare is None):
        raise RunError(_("One run was expected, or two after --compare"), hint=_("`runs` lists the runs there are."))
    if args.compare:
        if args.holdout:
            raise RunError(
                _("--holdout is for the report of one run"), hint=_("Two runs are compared by cross-validation.")
            )
        a, b = (found_run(args.runs, name) for name in args.compare)
        out, text = args.out or Path(f"report-{a.name}-{b.name}.html"), _comparison(a, b, args)
    else:
        one = found_run(args.runs, args.run_name)
        out, text = args.out or Path(f"report-{one.name}.html"), _report(one, args)
    atomic.write_text(out, text)
    print(_("Report: {path}").format(path=out))
    if args.pdf:
        print_page(out, out.with_suffix(".pdf"))
        print(_("PDF: {path}").format(path=out.with_suffix(".pdf")))
    return 0


def _report(one: "Run", args: argparse.Namespace) -> str:
    """The page of one run."""
    from competition.run_search import all_runs
    from scripts import reporting
    from scripts.submitting import print_look
    from submit.report.findings import findings_of
    from submit.report.page import Shown, report_page

    found = findings_of(one, all_runs(one.folder.parent.parent, one.request.contest), args.holdout)
    pictures = reporting.album(one, not args.no_pictures)
    reporting.print_privacy(pictures, len(found.shown_ids))
    heats, no_heats = reporting.looked_at(found, pictures)
    text = report_page(
        found,
        Shown(
            title=pictures.title,
            summary=reporting.recipe_summary(one),
            made_at=time.strftime("%Y-%m-%d %H:%M"),
            command=str(one.made_with.get("command", "")),
            pictures=pictures.squares(found.shown_ids),
            heats=heats,
            no_pictures=pictures.reason,
            no_heats=no_heats,
        ),
    )
    if args.holdout and found.holdout is not None:
        print_look(one.folder.parent, one.name, found.holdout)
    return text


def _comparison(a: "Run", b: "Run", args: argparse.Namespace) -> str:
    """The page of two runs."""
    from competition.comparing.comparison import difference, mcnemar
    from competition.comparing.run_marks import on_shared_pictures, run_marks, validate_pair
    from competition.metrics import METRICS
    from scripts import comparing, reporting
    from submit.report.comparison_page import comparison_page, shown_ids
    from submit.report.findings import findings_of
    from submit.report.page import Shown

    validate_pair(a, b)
    both = [run_marks(one) for one in (a, b)]
    ours, theirs = on_shared_pictures(both)
    gained = difference(METRICS[a.request.metric], [ours], [theirs])
    told = [
        comparing.verdict(gained, a.name, b.name, len(ours)),
        comparing.pictures_text([a, b], [len(one.ids) for one in both], len(ours)),
        comparing.right_alone(mcnemar(ours, theirs), a.name, b.name),
    ]
    first, second = (findings_of(one, []) for one in (a, b))
    pictures = reporting.album(a, not args.no_pictures)
    ids = shown_ids(first, second)
    reporting.print_privacy(pictures, len(ids))
    shown = Shown(
        title=pictures.title,
        made_at=time.strftime("%Y-%m-%d %H:%M"),
        pictures=pictures.squares(ids),
        no_pictures=pictures.reason,
    )
    return comparison_page(first, second, told, shown)
