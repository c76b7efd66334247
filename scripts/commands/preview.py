"""`preview`: what a policy or a plain operation does to a contest's pictures. The changes live in `augment`."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from competition.errors import RecipeError
from competition.messages import _
from scripts.arguments import DEFAULT_RECIPE, add_contest, at_least_one
from scripts.command_line import typed

if TYPE_CHECKING:
    from augment.preview import Row
    from competition.dataset import Dataset

SUMMARY = _("see what a policy, or a plain operation, does to pictures")
EXAMPLE = "python3 scripts/kit.py preview emoji20 --policy medium"

DEFAULT_POLICY = "light"
_DRAWS = 6
_PICTURES = 8
_PICTURES_A_TRANSFORM = 2
_SIZE_PX = 128
_MOST_MEGAPIXELS = 100
_TILE_PX = 128


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    add_contest(parser)
    # A kernel may well begin with a minus: "-1,0,1; …" is a value and no flag.
    parser._negative_number_matcher = re.compile(r"^-[\d.]")
    parser.add_argument(
        "--policy",
        metavar="P",
        help=_(
            "none, light, medium, strong, crop, rotate, erase, flip, colour, my_policy.py:mine or saved.yaml "
            "(default: light)"
        ),
    )
    parser.add_argument(
        "--transforms", action="store_true", help=_("one row for each of the policy's transforms alone")
    )
    parser.add_argument(
        "--draws", type=at_least_one, metavar="N", help=_("how often each picture is changed (default: 6)")
    )
    parser.add_argument(
        "--operation",
        metavar="NAME",
        help=_("instead of a policy: resize, crop, rotate, shift, flip, red, green, blue, mean, sobel or kernel"),
    )
    parser.add_argument("--kernel", metavar="K", help=_('three rows of three numbers: "0,-1,0; -1,5,-1; 0,-1,0"'))
    parser.add_argument(
        "--pictures",
        type=at_least_one,
        metavar="N",
        help=_("how many, of as many classes (default: 8; 2 for --transforms)"),
    )
    parser.add_argument(
        "--size",
        type=at_least_one,
        metavar="PX",
        help=_("the pictures' side (default: 32, as in training; for an operation their own, at most 128)"),
    )
    parser.add_argument(
        "--seed", type=_seed, default=0, metavar="N", help=_("other draws for another one (default: 0)")
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help=_("also write the policy with its seed, as .yaml"))
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help=_("the sheet (default: preview-<contest>-<what>.png here)")
    )


def run(args: argparse.Namespace) -> int:
    """Draw the sheet, and say where it is."""
    from baselines.catalog import entry
    from competition.dataset import open_dataset
    from competition.drawing import contact_sheet, save_picture

    _validate(args)
    dataset = open_dataset(args.contest)
    own_size = dataset.train.native_size or _SIZE_PX
    # A policy is shown as training meets it: at other sizes it looks, and is saved, otherwise.
    size = args.size or (own_size if args.operation else int(entry(DEFAULT_RECIPE).settings["size"]))
    asked = args.pictures or (_PICTURES_A_TRANSFORM if args.transforms else _PICTURES)
    n_pictures = min(asked, len(dataset.labels.ids))
    _validate_area(n_pictures * (1 + (args.draws or _DRAWS)), size)
    pictures = _pictures(dataset, n_pictures, size)
    rows, what, columns = _operated(args, pictures) if args.operation else _augmented(args, pictures, size)
    sheet = args.out or Path(f"preview-{dataset.contest.name}-{what}.png")
    save_picture(contact_sheet(_enlarged(rows, size), _tile(size)), sheet)
    print(_("Each row: the original, then {columns}; {size} pixels a side.").format(columns=columns, size=size))
    print(_("Contact sheet: {path}").format(path=sheet))
    if not args.operation and args.size is None:
        print(_("A network sees {size} pixels a side, too, unless --size says otherwise.").format(size=size))
    if args.save:
        following = ["train", args.contest, "--policy", str(args.save), "--size", str(size)]
        print(_("Policy: {path}").format(path=args.save))
        print(_("Next: {command}").format(command=typed(following)))
    return 0


def _validate(args: argparse.Namespace) -> None:
    """Refuse flags that do not go together, since ignoring one would mislead; fill in what one implies.

    Raises:
        RecipeError: With the flags that have to go.
    """
    if args.kernel is not None and args.operation is None:
        args.operation = "kernel"
    given = {"--policy": args.policy, "--transforms": args.transforms, "--draws": args.draws, "--save": args.save}
    if args.operation and any(given.values()):
        raise RecipeError(
            _("These flags are for policies and don't go with an operation"), [flag for flag in given if given[flag]]
        )
    if (args.operation == "kernel") != (args.kernel is not None):
        raise RecipeError(
            _("--operation kernel and --kernel go together"),
            hint=_('Write: --operation kernel --kernel "0,-1,0; -1,5,-1; 0,-1,0"'),
        )
    if args.save and args.save.suffix.lower() not in (".yaml", ".yml"):
        raise RecipeError(_("A policy is saved as .yaml; {file} came").format(file=args.save))


def _validate_area(n_tiles: int, size: int) -> None:
    """Refuse a sheet that no memory would hold.

    Raises:
        RecipeError: It is too large.
    """
    megapixels = n_tiles * _tile(size) ** 2 / 1e6
    if megapixels > _MOST_MEGAPIXELS:
        raise RecipeError(
            _("A sheet of {asked:,.0f} megapixels is too large; up to {most} are drawn").format(
                asked=megapixels, most=_MOST_MEGAPIXELS
            ),
            hint=_("Ask for fewer --pictures or --draws, or a smaller --size."),
        )


def _operated(args: argparse.Namespace, pictures: Sequence[tuple[str, np.ndarray]]) -> "tuple[list[Row], str, str]":
    """Rows, a word for the file's name, and the columns in words."""
    from augment.operations import filtered, kernel_from, operation
    from augment.preview import operation_rows

    if args.operation == "kernel":
        kernel = kernel_from(args.kernel)
        operations = {_("filtered"): lambda image: filtered(image, kernel)}
    else:
        operations = dict(operation(args.operation))
    return operation_rows(pictures, operations), args.operation, ", ".join(operations)


def _augmented(
    args: argparse.Namespace, pictures: Sequence[tuple[str, np.ndarray]], size: int
) -> "tuple[list[Row], str, str]":
    """Rows, a word for the file's name, and the columns in words; the policy is saved if that was asked."""
    from augment.lookup import policy
    from augment.preview import policy_rows, transform_rows
    from augment.saved import save_policy

    name = args.policy or DEFAULT_POLICY
    draws = args.draws or _DRAWS
    rows = (transform_rows if args.transforms else policy_rows)(pictures, name, args.seed, draws)
    if args.save:
        save_policy(args.save, policy(name), size, args.seed)
    word = name.rpartition(":")[2] if ".py:" in name else Path(name).stem
    sentence = (
        _("{n} draws of one transform of {policy}, always applied") if args.transforms else _("{n} draws of {policy}")
    )
    columns = sentence.format(n=draws, policy=name)
    return rows, word + ("-transforms" if args.transforms else ""), columns


def _pictures(dataset: "Dataset", n: int, size: int) -> list[tuple[str, np.ndarray]]:
    """The first picture of each class, then the second of each, until there are ``n``, in the order of classes."""
    targets = dataset.labels.targets
    by_class = np.argsort(targets, kind="stable")
    turn = np.empty_like(by_class)
    for number in range(dataset.contest.n_classes):
        members = np.flatnonzero(targets == number)
        turn[members] = np.arange(len(members))
    shown = sorted(np.lexsort((targets, turn))[:n], key=lambda row: targets[row])
    ids = [dataset.labels.ids[row] for row in shown]
    titles = [f"{dataset.contest.classes[targets[row]]}\n{dataset.labels.ids[row]}" for row in shown]
    return list(zip(titles, dataset.train.squares(ids, size), strict=True))


def _tile(size: int) -> int:
    """The side on the sheet: the pictures a whole number of times as large, so that each pixel is a square."""
    return size * max(1, round(_TILE_PX / size))


def _enlarged(rows: "Sequence[Row]", size: int) -> "list[Row]":
    """Rows with pictures brought to the tile's size by repeating pixels, which shows them as they are."""
    from augment.operations import resized

    return [(title, [resized(image, _tile(size)) for image in images]) for title, images in rows]


def _seed(text: str) -> int:
    """A seed: a whole number from 0 up."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(_("a whole number from 0 up was expected, '{text}' came").format(text=text))
    return int(text)
