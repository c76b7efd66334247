"""`label`: what a finished run, or a pretrained network, takes photographs for."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from competition.errors import DataError, RecipeError
from competition.messages import _
from scripts import arguments

if TYPE_CHECKING:
    from baselines.labelling import Labeller

SUMMARY = _("what a run, or a network trained on ImageNet, takes photographs for")
EXAMPLE = "python3 scripts/kit.py label imagenet:efficientnet_lite0 coffee.png"

IMAGENET = "imagenet:"
N_LABELS = 5
_AT_ONCE = 16
_BAR_WIDTH = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    parser.add_argument(
        "who",
        metavar="RUN",
        help=_("a finished run of a network, or imagenet:NAME for a pretrained one, such as efficientnet_lite0"),
    )
    parser.add_argument("images", metavar="IMAGE", nargs="+", type=Path, help=_("photographs"))
    parser.add_argument(
        "--weights", type=Path, metavar="FILE", help=_("weights of your own for imagenet:NAME (.h5, .weights.h5)")
    )
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Print the likeliest labels of each photograph; those that could not be read are named at the end."""
    unfit = {path: _("there is no such file") for path in args.images if not path.is_file()}
    there = [path for path in args.images if path not in unfit]
    if there:
        labeller = _labeller(args)
        for start in range(0, len(there), _AT_ONCE):
            _label(there[start : start + _AT_ONCE], labeller, unfit)
    if unfit:
        raise DataError(_("Not every file could be labelled"), [f"{path} ({reason})" for path, reason in unfit.items()])
    return 0


def _labeller(args: argparse.Namespace) -> "Labeller":
    """Who answers.

    Raises:
        RecipeError: There is no such network, or ``--weights`` stands beside a run.
        RunError: There is no such run, or it has no models.
    """
    from baselines import labelling
    from competition.run_search import found_run

    if args.who.startswith(IMAGENET):
        return labelling.of_imagenet(args.who.removeprefix(IMAGENET), args.weights)
    if args.weights is not None:
        raise RecipeError(
            _("--weights is for imagenet:NAME; the run {name} has weights of its own").format(name=args.who)
        )
    return labelling.of_run(found_run(args.runs, args.who))


def _label(paths: Sequence[Path], labeller: "Labeller", unfit: dict[Path, str]) -> None:
    """Print the labels of some photographs; why one could not be read goes into ``unfit``."""
    import numpy as np

    from baselines.labelling import top
    from competition.images import decode, resized

    images = {}
    for path in paths:
        try:
            images[path] = resized(decode(path.read_bytes(), path.name, at_least=labeller.size), labeller.size)
        except DataError as error:
            unfit[path] = error.sentence
        except OSError as error:
            unfit[path] = error.strerror or str(error)
    if images:
        answers = labeller.probabilities(np.stack(list(images.values())))
        for path, answer in zip(images, answers, strict=True):
            _print(path, top(answer, labeller.classes, N_LABELS))


def _print(path: Path, labels: Sequence[tuple[str, float]]) -> None:
    """Print one photograph's labels, each with a bar as long as it is likely."""
    from rich.progress_bar import ProgressBar

    from scripts.boards import console, plain_table

    table = plain_table()
    table.show_header = False
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for label, probability in labels:
        bar = ProgressBar(total=1.0, completed=probability, width=_BAR_WIDTH)
        table.add_row(label, f"{100 * probability:.1f} %", bar)
    print(path)
    console().print(table)
