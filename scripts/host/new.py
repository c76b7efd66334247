"""`host new`: from raw photos to a contest, a folder for the teams and one for the organizer."""

import argparse
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from competition.contest import KINDS
from competition.errors import ContestError, listed
from competition.messages import _, n_
from scripts.arguments import at_least_one

if TYPE_CHECKING:
    from competition.preparing.plan import Plan
    from competition.preparing.prepare import Summary
    from competition.preparing.raw import RawPhotos

SUMMARY = _("make a contest of raw photos: a folder for the teams, and one with the solution")
EXAMPLE = "python3 scripts/kit.py host new photos/ --out coins --classes 6"

_LOSSLESS = (".png", ".bmp", ".gif")
_SEEDS = 2**32


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    parser.add_argument(
        "raw",
        type=Path,
        metavar="RAW",
        help=_("photos: a folder per class, zips of them, or a table with the photos beside it"),
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=_("the contest's folder, made here"))
    about = parser.add_argument_group(_("the contest"))
    about.add_argument("--name", metavar="N", help=_("a short name (default: the name of DIR)"))
    about.add_argument("--title", default="", metavar="T", help=_("what people read"))
    about.add_argument("--metric", default="log_loss", metavar="M", help=_("how it is judged (default: log_loss)"))
    about.add_argument(
        "--kind", default=KINDS[0], choices=KINDS, help=_("what teams hand in (default: {kind})").format(kind=KINDS[0])
    )
    found = parser.add_argument_group(_("what is there"))
    found.add_argument(
        "--table", type=Path, metavar="F", help=_("the table of names and labels (default: the one there)")
    )
    found.add_argument("--label", default="", metavar="COLUMN", help=_("its column of labels (default: found)"))
    found.add_argument("--group", default="", metavar="COLUMN", help=_("its column of what must stay together"))
    found.add_argument(
        "--group-folders", action="store_true", help=_("photos in one folder below their class's stay together")
    )
    found.add_argument(
        "--burst",
        type=_seconds,
        default=3.0,
        metavar="S",
        help=_("alike photos of a class taken within so many seconds stay together; 0: none (default: 3)"),
    )
    limits = parser.add_argument_group(_("what is refused"))
    limits.add_argument("--classes", type=at_least_one, metavar="N", help=_("anything but so many classes"))
    limits.add_argument(
        "--min-per-class", type=at_least_one, default=10, metavar="N", help=_("classes of fewer photos (default: 10)")
    )
    limits.add_argument(
        "--min-side", type=at_least_one, default=16, metavar="PX", help=_("photos with a shorter side (default: 16)")
    )
    limits.add_argument(
        "--leave-out", action="store_true", help=_("leave out and list what cannot be used, instead of refusing all")
    )
    form = parser.add_argument_group(_("what teams get"))
    form.add_argument(
        "--test", type=_share, default=Fraction(3, 10), metavar="SHARE", help=_("to answer (default: 0.3)")
    )
    form.add_argument(
        "--public",
        type=_share,
        default=Fraction(2, 5),
        metavar="SHARE",
        help=_("of these, on the board (default: 0.4)"),
    )
    form.add_argument(
        "--size", type=at_least_one, default=512, metavar="PX", help=_("the longest side in pixels (default: 512)")
    )
    form.add_argument(
        "--format",
        choices=("jpeg", "png"),
        help=_("of all pictures (default: png if all are PNG, BMP or GIF, else jpeg)"),
    )
    form.add_argument(
        "--seed", type=int, metavar="N", help=_("makes the same contest again (default: drawn, and kept in private/)")
    )


def _share(text: str) -> Fraction:
    """A flag's share between 0 and 1, to a hundredth."""
    try:
        share = Fraction(text).limit_denominator(100)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(_("a share such as 0.3 was expected, '{text}' came").format(text=text))
    return share


def _seconds(text: str) -> float:
    """A flag's number of seconds, 0 or more."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < 86_400:
        raise argparse.ArgumentTypeError(_("seconds of a day were expected, '{text}' came").format(text=text))
    return seconds


def run(args: argparse.Namespace) -> int:
    """Make the contest and say what it consists of."""
    from competition.preparing.prepare import prepare
    from competition.preparing.raw import raw_photos

    _validate_places(args)
    raw = raw_photos(args.raw, args.table, args.label, args.group, args.group_folders)
    plan = _plan(args, raw)
    for note in raw.notes:
        print(_("Note: {note}").format(note=note))
    _print_summary(prepare(raw, plan, args.out), plan, args.out)
    return 0


def _validate_places(args: argparse.Namespace) -> None:
    """Refuse a new folder among the photos: the next start would take its pictures for photos."""
    if args.raw.is_dir() and args.out.resolve().is_relative_to(args.raw.resolve()):
        raise ContestError(
            _("{out} lies among the photos in {raw}").format(out=args.out, raw=args.raw),
            hint=_("Name a folder elsewhere with --out."),
        )


def _plan(args: argparse.Namespace, raw: "RawPhotos") -> "Plan":
    import secrets

    from competition.preparing.plan import Plan

    lossless = all(name.lower().endswith(_LOSSLESS) for name in raw.names)
    return Plan(
        name=args.name or args.out.resolve().name,
        seed=secrets.randbelow(_SEEDS) if args.seed is None else args.seed,
        format=args.format or ("png" if lossless else "jpeg"),
        title=args.title,
        metric=args.metric,
        kind=args.kind,
        size=args.size,
        least_side=args.min_side,
        test=args.test,
        public=args.public,
        n_classes=args.classes,
        least_per_class=args.min_per_class,
        burst_s=args.burst,
        leave_out=args.leave_out,
    )


def _print_summary(summary: "Summary", plan: "Plan", out: Path) -> None:
    from scripts.command_line import typed

    made = summary.prepared
    print(
        _(
            "{n:,} pictures in {m} classes: {train:,} to learn from; to answer {public:,} public, {private:,} private."
        ).format(
            n=len(made.ids),
            m=made.contest.n_classes,
            train=len(made.train),
            public=made.n_public,
            private=len(made.test) - made.n_public,
        )
    )
    print(
        _("All are {format}, upright, at most {size} pixels long, without a word about their origin.").format(
            format=plan.format.upper(), size=plan.size
        )
    )
    n_together, n_groups = made.n_together
    if n_groups:
        groups = n_("{n} group", "{n} groups", n_groups)
        print(
            _(
                "{n:,} of them belong together in {groups} (twins, bursts, or as you said); no group is in two parts."
            ).format(n=n_together, groups=groups)
        )
    if summary.doubtful:
        pairs = [f"{first} = {second}" for first, second in summary.doubtful]
        print(_("Near twins with two labels, to be looked at: {pairs}").format(pairs=listed(pairs)))
    if summary.left_out:
        names = list(summary.left_out)
        print(
            n_("{n} photo is left out: ", "{n} photos are left out: ", len(names))
            + listed(names)
            + _(" (why: {file})").format(file=out / "private" / "left_out.csv")
        )
    print(_("For the teams: {folder}").format(folder=out / "public"))
    print(
        _("For you alone: {folder}, with the solution and the seed ({seed})").format(
            folder=out / "private", seed=plan.seed
        )
    )
    print(_("Next: {command}").format(command=typed(["host", "audit", str(out)])))
