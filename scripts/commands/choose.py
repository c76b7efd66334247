"""`choose`: from a contest's journal, the two files to select in the end, and what CV against leaderboard tells."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _, n_
from scripts import arguments
from scripts.command_line import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from competition.metrics import Metric
    from submit.choice import Candidate, Choice, Gap
    from submit.journal import Entry

SUMMARY = _("which two files to select in the end, and what CV against leaderboard tells")
EXAMPLE = "python3 scripts/kit.py choose my_contest"

# Rank correlations that people would call much alike, and hardly alike.
_ALIKE, _UNLIKE = 0.8, 0.4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    arguments.add_contest(parser)
    parser.add_argument(
        "--board",
        type=arguments.at_least_one,
        metavar="N",
        help=_(
            "how many pictures the public leaderboard is scored on, if the contest says (default: all test pictures)"
        ),
    )
    parser.add_argument(
        "--competition",
        metavar="NAME",
        help=_("whose leaderboard, where files went to several (default: the one a file was sent to last)"),
    )
    parser.add_argument("--out", type=Path, metavar="F", help=_("the picture to draw (default: with the runs)"))
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Print the files, the two to select, and what the gap means; draw them."""
    from competition.dataset import open_contest, submission_ids
    from competition.drawing import save_picture
    from competition.errors import RunError
    from competition.metrics import metric_named
    from scripts.submissions import print_damage
    from submit import journal
    from submit.choice import candidates, choice, gap, near_best, unsent

    contest, folder = open_contest(args.contest)
    place = args.runs / contest.name
    print_damage(place)
    metric = metric_named(contest.metric)
    known = _of_one_board(journal.entries(place), args.competition)
    several = candidates(known)
    chosen = choice(several, metric)
    n_scored = sum(one.public is not None for one in several)
    if chosen is None or n_scored < 2:
        raise RunError(
            n_(
                "To choose, two files with a score from the leaderboard are needed, one of them with a "
                "cross-validated score; {n} file has one",
                "To choose, two files with a score from the leaderboard are needed, one of them with a "
                "cross-validated score; {n} files have one",
                n_scored,
            ),
            hint=_("Write and send another: `submit`, then `{command}`").format(
                command=typed(["upload", args.contest, "RUN", "--to", "kaggle"])
            ),
        )
    n_board = args.board or len(submission_ids(contest, folder))
    found = gap(several, n_board)
    _print_files(several, metric)
    _print_choice(chosen, metric)
    better = unsent(known, chosen.first, metric)
    if better is not None:
        sentence = _("{run} is better still by cross-validation ({cv}), and was not sent.")
        print(sentence.format(run=better.run, cv=metric.text(better.cv or 0.0)))
    if found is None:
        return 0
    _print_gap(found, chosen, metric, n_board, args.board is not None)
    out = args.out or place / "choose.png"
    save_picture(_drawn(several, chosen, metric, found), out)
    left_out = found.n_files - len(near_best(several))
    print(
        _("Drawn in {file}").format(file=out)
        + n_(", without {n} far worse file", ", without {n} far worse files", left_out) * (left_out > 0)
    )
    return 0


def _of_one_board(entries: "Sequence[Entry]", competition: str | None) -> "Sequence[Entry]":
    """What was written, and what one leaderboard said: scores of two are not the same pictures'."""
    from competition.errors import RunError

    used = list(dict.fromkeys(one.competition for one in reversed(entries) if one.competition))
    if competition is not None and competition not in used:
        raise RunError(_("No file was sent to {name} yet").format(name=competition), used)
    if not used:
        return entries
    chosen = competition or used[0]
    if len(used) > 1:
        others = ", ".join(name for name in used if name != chosen)
        print(
            _("The leaderboard of {name}; --competition shows another one: {others}").format(name=chosen, others=others)
        )
    return [one for one in entries if one.competition in ("", chosen)]


def _print_files(several: "Sequence[Candidate]", metric: "Metric") -> None:
    """A table of all files that were sent, the best by cross-validation first."""
    from scripts.boards import console, plain_table

    def cell(score: float | None) -> str:
        return metric.text(score) if score is not None else "–"

    table = plain_table(_("{metric}: {direction}").format(metric=metric.name, direction=metric.direction))
    table.add_column(_("run or file"), overflow="fold")
    table.add_column(_("recipe"), overflow="fold")
    has_private = any(one.private is not None for one in several)
    for name in (_("CV"), _("leaderboard"), _("leaderboard − CV"), *([_("private")] if has_private else [])):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(_("sent"), no_wrap=True)
    for one in sorted(several, key=lambda one: (one.cv is None, metric.key(one.cv or 0.0))):
        both = one.public is not None and one.cv is not None
        difference = f"{one.public - one.cv:+.{metric.decimals}f}" if both else ""  # type: ignore[operator]
        private = [cell(one.private)] if has_private else []
        table.add_row(one.name, one.recipe, cell(one.cv), cell(one.public), difference, *private, one.when[:10])
    console().print(table)


def _print_choice(chosen: "Choice", metric: "Metric") -> None:
    first, second = chosen.first, chosen.second
    print(_("1. {name}: the best by cross-validation.").format(name=first.name))
    if not chosen.is_same:
        print(_("2. {name}: the best on the leaderboard.").format(name=second.name))
    elif second.recipe != first.recipe:
        sentence = _("2. {name}: {first} leads on the leaderboard, too, so the second is the best of another recipe:")
        print(sentence.format(name=second.name, first=first.name))
        print(_("   where the one goes wrong on the hidden pictures, the other may not."))
    else:
        sentence = _("2. {name}: the next best; {first} leads on the leaderboard, too.")
        print(sentence.format(name=second.name, first=first.name))


def _print_gap(found: "Gap", chosen: "Choice", metric: "Metric", n_board: int, is_told: bool) -> None:
    """What the gap between cross-validation and leaderboard means."""
    worse = (found.offset < 0) == metric.greater_is_better
    sentence = (
        _("The leaderboard is {much} worse than cross-validation")
        if worse
        else _("The leaderboard is {much} better than cross-validation")
    )
    sentence = sentence.format(much=metric.text(abs(found.offset)))
    print(sentence + n_(" ({n} file).", " (median of {n} files).", found.n_files))
    if worse and found.board_reach is not None and abs(found.offset) > 2 * found.board_reach:
        print(
            _("That is more than chance: the test pictures are harder, or the folds share something (twins, groups).")
        )
    if found.agreement is None:
        print(_("There are too few files yet to tell whether both rank them alike."))
    else:
        if found.agreement >= _ALIKE:
            meaning = _("they rank the files alike; a gain in CV is a gain there")
        elif found.agreement >= _UNLIKE:
            meaning = _("they rank the files roughly alike; small gains in CV may vanish there")
        else:
            meaning = _(
                "they rank the files differently; they differ too little, or the test pictures are of another kind"
            )
        print(_("Rank correlation {value:.2f}: {meaning}.").format(value=found.agreement, meaning=meaning))
    if found.board_reach is not None:
        reach = metric.text(found.board_reach)
        print(
            n_(
                "A score on {n} picture may be off by ±{reach} (95 %).",
                "A score on {n} pictures may be off by ±{reach} (95 %).",
                n_board,
                reach=reach,
            )
        )
        if not is_told:
            print(_("These are all test pictures; a public part of them is less sure: --board N."))
    _print_lead(found, chosen, metric)


def _print_lead(found: "Gap", chosen: "Choice", metric: "Metric") -> None:
    first, second = chosen.first, chosen.second
    if chosen.is_same or first.public is None or second.public is None:
        return
    lead = metric.key(first.public) - metric.key(second.public)
    print(
        _("{second} leads {first} by {lead} there.").format(
            second=second.name, first=first.name, lead=metric.text(lead)
        )
    )
    if found.board_reach is not None and lead < found.board_reach:
        print(_("That may be luck: trust CV more."))


def _drawn(several: "Sequence[Candidate]", chosen: "Choice", metric: "Metric", found: "Gap") -> "Image.Image":
    """Cross-validation against leaderboard, a point for each file."""
    from competition.points import named_points
    from submit.choice import near_best

    points = {one.name: (one.cv or 0.0, one.public or 0.0) for one in near_best(several)}
    names = (chosen.first.name, chosen.second.name)
    picked = dict(zip(names, (_("1. {name}").format(name=names[0]), _("2. {name}").format(name=names[1])), strict=True))
    label = _("{metric}, {where}")
    return named_points(
        points,
        {name: words for name, words in picked.items() if name in points},
        _("Cross-validation against leaderboard"),
        label.format(metric=metric.name, where=_("cross-validated")),
        label.format(metric=metric.name, where=_("leaderboard")),
        _("both alike"),
        _("by chance (95 %)"),
        found.board_reach,
    )
