"""`doubts`: the labels that are most likely wrong, drawn and listed for people to review. Nothing is changed."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _
from scripts import arguments
from scripts.arguments import at_least_one
from scripts.command_line import typed

if TYPE_CHECKING:
    from PIL.Image import Image

    from competition.audit import TwinGroup
    from competition.dataset import Dataset
    from competition.predictions import Predictions
    from competition.reviewing.doubts import Doubt
    from competition.runs import Run
    from competition.splits import Split

SUMMARY = _("the labels that are most likely wrong, as a sheet and as a list to review")
EXAMPLE = "python3 scripts/kit.py doubts cnn forest --top 50"

_SHOWN = 10
# A sheet with more is no longer looked at, and takes long to draw.
_MOST_DRAWN = 400
_TILE_PX = 128


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    parser.add_argument(
        "run_names", nargs="+", metavar="RUN", help=_("a finished run, or several: they are asked together")
    )
    parser.add_argument("--out", type=Path, metavar="F", help=_("the sheet (default: doubts-<contest>.png here)"))
    parser.add_argument("--csv", type=Path, metavar="F", help=_("the list (default: doubts-<contest>.csv here)"))
    parser.add_argument(
        "--top",
        type=at_least_one,
        default=100,
        metavar="N",
        help=_("how many, the most doubtful first (default: 100)"),
    )
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Find the doubts, write and draw them, and say how to go on."""
    from competition.dataset import open_dataset
    from competition.drawing import save_picture
    from competition.reviewing.doubts import doubts
    from competition.reviewing.review_list import write_doubts
    from competition.run_search import found_run
    from competition.split_files import fitting_split
    from scripts.comparing import train_words

    several = [found_run(args.runs, name) for name in args.run_names]
    answers = _answers(several)
    request = several[0].request
    dataset = open_dataset(request.where)
    split = fitting_split(several[0], dataset.labels, dataset.fingerprint)
    found = doubts(dataset.labels, answers, _twins(dataset, split))
    print(
        _(
            "Of {m:,} pictures that {runs} answered without having learned from them, {n:,} would get another label."
        ).format(m=len(answers.ids), runs=_(" and ").join(run.name for run in several), n=len(found))
    )
    if len(answers.ids) < len(split.development_ids):
        print(
            _("{n:,} more have no such answers: train with --folds 3 to look at all of them.").format(
                n=len(split.development_ids) - len(answers.ids)
            )
        )
    if not found:
        return 0
    chosen = found[: args.top]
    listed = args.csv or Path(f"doubts-{dataset.contest.name}.csv")
    sheet = args.out or Path(f"doubts-{dataset.contest.name}.png")
    write_doubts(chosen, listed)
    save_picture(_sheet(chosen[:_MOST_DRAWN], dataset), sheet)
    _print(chosen)
    print(_("Sheet: {path}").format(path=sheet))
    print(_("List: {path}").format(path=listed))
    print(
        _(
            "Look at each picture. Where the label is wrong, write {relabel} or {drop} in the column {column}; then:"
        ).format(relabel="relabel", drop="drop", column="action")
    )
    # A blend is not trained: whatever is, may learn from the better labels.
    trained = next((run.request for run in several if not run.request.recipe.parts), None)
    words = train_words(trained) if trained else ["train", request.where, "--recipe", "cnn"]
    words += ["--labels", str(listed), *arguments.runs_words(args.runs)]
    print(_("Next: {command}").format(command=typed(words)))
    return 0


def _answers(several: Sequence["Run"]) -> "Predictions":
    """The mean out-of-fold answer of the runs, for the pictures that all of them answered.

    Raises:
        RunError: They are of several contests or splits, are not finished, learned from everything, or have no
            picture in common.
    """
    from competition.errors import RunError
    from competition.predictions import mean

    if len({(run.request.contest, run.request.split) for run in several}) > 1:
        raise RunError(
            _("These runs are of several contests or splits, so they cannot be asked together"),
            [f"{run.request.contest}/{run.name} ({run.request.split[:6]})" for run in several],
            hint=_("`runs` shows which runs stand in one table."),
        )
    for run in several:
        run.scores  # noqa: B018 - an unfinished run says so here
    tables = [run.predictions("out_of_fold") for run in several]
    shared = set(tables[0].ids).intersection(*(table.ids for table in tables))
    ids = [name for name in tables[0].ids if name in shared]
    if not ids:
        raise RunError(_("These runs have no out-of-fold picture in common"), [run.name for run in several])
    return mean([table.aligned(ids, tables[0].classes) for table in tables])


def _twins(dataset: "Dataset", split: "Split") -> "list[TwinGroup]":
    """The same pictures more than once, outside the held-out part, which nobody chooses by."""
    from competition.audit import Picture, exact_twins

    digest_of = dict(zip(dataset.train.ids, dataset.train.digests, strict=True))
    targets = dataset.labels.targets_of(split.development_ids).tolist()
    return exact_twins(
        Picture(name, "train", dataset.contest.classes[target], digest_of[name])
        for name, target in zip(split.development_ids, targets, strict=True)
    )


def _sheet(chosen: Sequence["Doubt"], dataset: "Dataset") -> "Image":
    """Each picture with its label and what it is taken for."""
    from competition.gallery import gallery

    squares = dataset.train.squares([one.id for one in chosen], _TILE_PX)
    return gallery(
        [(square, (one.label, f"→ {one.suggestion}", one.id)) for square, one in zip(squares, chosen, strict=True)],
        _TILE_PX,
    )


def _print(chosen: Sequence["Doubt"]) -> None:
    from scripts.boards import console, plain_table

    table = plain_table()
    for name in (_("picture"), _("label"), _("why in doubt")):
        table.add_column(name, overflow="fold")
    for one in chosen[:_SHOWN]:
        table.add_row(one.id, one.label, one.why)
    console().print(table)
    if len(chosen) > _SHOWN:
        print(_("… and {n:,} more in the list.").format(n=len(chosen) - _SHOWN))
