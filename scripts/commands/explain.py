"""`explain`: what each layer of a run's network makes of one picture, where it looked, and what it answers."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from competition.errors import DataError
from competition.messages import _
from scripts import arguments

if TYPE_CHECKING:
    from competition.runs import Run

SUMMARY = _("what each layer of a network sees in a picture, where it looked, and a convolution by hand")
EXAMPLE = "python3 scripts/kit.py explain cnn emoji_0001.png"

_N_LAYERS = 16
_N_LABELS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of this command."""
    parser.add_argument("run_name", metavar="RUN", help=_("a finished run of a network; `runs` lists them"))
    parser.add_argument(
        "image", metavar="IMAGE", help=_("a photograph's file, or the name of one of the contest's labelled pictures")
    )
    parser.add_argument("--label", metavar="CLASS", help=_("what it shows, where the contest does not know"))
    parser.add_argument("--out", type=Path, metavar="F", help=_("the page (default: explain-<image>.html here)"))
    arguments.add_runs(parser)


def run(args: argparse.Namespace) -> int:
    """Write the page and the drawing, and say where they are."""
    from baselines import labelling
    from baselines.fold_model import loaded, source, validate_models
    from baselines.labelling import top
    from baselines.quiet import quiet_stderr
    from baselines.written import validate_unchanged
    from competition import atomic
    from competition.drawing import save_picture
    from competition.errors import KitError
    from competition.run_search import found_run
    from submit.report.explanation import Explanation, explanation_page
    from submit.report.poster import poster

    asked = found_run(args.runs, args.run_name)
    asked.scores  # noqa: B018 - an unfinished run says so here
    trained = source(asked)
    validate_models(trained)
    validate_unchanged(trained.request.recipe)
    picture, true, fold, whose = _picture(asked, args, int(trained.request.recipe.settings["size"]))
    classes = labelling.classes_of(asked)
    if args.label and args.label not in classes:
        raise DataError(
            _("There is no class '{label}'").format(label=args.label),
            hint=_("There are: {names}.").format(names=", ".join(classes)),
        )
    with quiet_stderr():
        from baselines import backend, explain, seen

        backend.devices()
    model = loaded(trained, fold, len(classes))
    answer = labelling.probabilities(model, picture[None], np.arange(1), 1)[0]
    heat, no_heat = None, ""
    try:
        heat = explain.grad_cam(model, picture[None], [int(answer.argmax())])[0]
    except KitError as error:
        no_heat = error.sentence
    found = Explanation(
        run=asked.name,
        name=Path(args.image).name,
        picture=picture,
        true=args.label or true,
        top=top(answer, classes, _N_LABELS),
        heat=heat,
        no_heat=no_heat,
        layers=seen.layers_seen(model, picture, _N_LAYERS),
        convolution=seen.first_convolution(model, picture),
        whose=whose,
    )
    out = args.out or Path(f"explain-{Path(args.image).stem}.html")
    atomic.write_text(out, explanation_page(found))
    save_picture(poster(found), out.with_suffix(".png"))
    print(_("Page: {path}").format(path=out))
    print(_("Drawing: {path}").format(path=out.with_suffix(".png")))
    return 0


def _picture(asked: "Run", args: argparse.Namespace, size: int) -> tuple[np.ndarray, str, int, str]:
    """The picture as the network is given it, what it is if that is known, and the fold to ask, and why that one.

    Raises:
        DataError: It is neither a file nor a labelled picture of the contest, or it cannot be read.
    """
    from competition.dataset import open_dataset
    from competition.images import decode, resized
    from competition.split_files import fitting_split

    path = Path(args.image)
    if path.is_file():
        image = resized(decode(path.read_bytes(), path.name, at_least=size), size)
        return image, "", 0, _("The model of fold 1 was asked.")
    dataset = open_dataset(asked.request.where)
    if args.image not in dataset.train.ids:
        raise DataError(
            _("{image} is neither a file nor one of the labelled pictures of {contest}").format(
                image=args.image, contest=dataset.contest.name
            ),
            hint=_("A name of the contest looks like {name}.").format(name=dataset.train.ids[0]),
        )
    split = fitting_split(asked, dataset.labels, dataset.fingerprint)
    true = dataset.contest.classes[int(dataset.labels.targets_of([args.image])[0])]
    (image,) = dataset.train.squares([args.image], size)
    for fold in range(asked.request.n_folds):
        if args.image in split.validation_ids(asked.request.n_folds, fold):
            whose = _("The model of fold {fold} was asked, which had not learned from this picture.")
            return image, true, fold, whose.format(fold=fold + 1)
    if args.image in split.holdout_ids:
        raise DataError(
            _("{image} is held out: looking at it would wear out what judges").format(image=args.image),
            hint=_("Name a picture that is not, such as {name}, or a file of your own.").format(
                name=split.development_ids[0]
            ),
        )
    return image, true, 0, _("The model of fold 1 was asked, which had learned from this picture.")
