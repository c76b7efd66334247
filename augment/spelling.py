"""What is wrong with a transform, in one sentence, and the name that was probably meant.

albumentations only warns of an argument it does not know and leaves it out; `augment.pipeline` makes that an
error, and here the error gets words.
"""

import inspect
import re
import traceback
from difflib import get_close_matches
from pathlib import Path

import albumentations as A
from pydantic import ValidationError

from competition.messages import _

# Names of albumentations 1.x and of other libraries, which old lessons and answers on the web still use.
RETIRED_ARGUMENTS = {
    "always_apply": "p",
    "chance": "p",
    "cval": "fill",
    "cval_mask": "fill_mask",
    "fill_value": "fill",
    "height": "size",
    "mask_fill_value": "fill_mask",
    "mask_value": "fill_mask",
    "max_height": "hole_height_range",
    "max_holes": "num_holes_range",
    "max_width": "hole_width_range",
    "min_height": "hole_height_range",
    "min_width": "hole_width_range",
    "mode": "border_mode",
    "prob": "p",
    "probability": "p",
    "value": "fill",
    "var_limit": "std_range",
    "width": "size",
}
RETIRED_TRANSFORMS = {
    "Cutout": "CoarseDropout",
    "Flip": "HorizontalFlip",
    "IAAAffine": "Affine",
    "JpegCompression": "ImageCompression",
    "RandomBrightness": "RandomBrightnessContrast",
    "RandomContrast": "RandomBrightnessContrast",
    "RandomErasing": "Erasing",
    "RandomHorizontalFlip": "HorizontalFlip",
    "RandomRotation": "Rotate",
    "RandomVerticalFlip": "VerticalFlip",
}
TRANSFORMS: dict[str, type] = {
    name: found
    for name, found in vars(A).items()
    if inspect.isclass(found) and issubclass(found, (A.BasicTransform, A.BaseCompose))
}


def unknown_argument(transform: str, argument: str) -> str:
    """A sentence about an argument that a transform does not have, with the right one where it can be guessed.

    >>> unknown_argument("CoarseDropout", "max_holes")
    "CoarseDropout has no argument 'max_holes'; did you mean 'num_holes_range'?"
    >>> unknown_argument("HorizontalFlip", "direction")
    "HorizontalFlip has no argument 'direction'; it takes p"
    """
    sentence = _("{transform} has no argument '{argument}'").format(transform=transform, argument=argument)
    if transform not in TRANSFORMS:
        return sentence
    takes = [name for name in inspect.signature(TRANSFORMS[transform]).parameters if name != "strict"]
    close = [RETIRED_ARGUMENTS[argument]] if RETIRED_ARGUMENTS.get(argument) in takes else []
    close += get_close_matches(argument, takes, n=1, cutoff=0.5)
    if close:
        return sentence + _("; did you mean '{close}'?").format(close=close[0])
    return sentence + _("; it takes {names}").format(names=", ".join(takes))


def unknown_transform(name: str) -> str:
    """A sentence about a transform that albumentations does not have.

    >>> unknown_transform("HorizontlFlip")
    "There is no transform 'HorizontlFlip'; did you mean 'HorizontalFlip'?"
    """
    close = [RETIRED_TRANSFORMS[name]] if name in RETIRED_TRANSFORMS else get_close_matches(name, TRANSFORMS, n=1)
    sentence = _("There is no transform '{name}'").format(name=name)
    return sentence + (_("; did you mean '{close}'?").format(close=close[0]) if close else "")


def explained(error: BaseException) -> str:
    """What an error in a policy says, in plain words: misspelt names get the right one, wrong values are named."""
    text = str(error)
    if found := re.fullmatch(r"Argument\(s\) '(.+)' are not valid for transform (\w+)", text):
        written = _transform_made(error) or found[2]
        return "; ".join(unknown_argument(written, argument) for argument in found[1].split(", "))
    if found := re.fullmatch(r"(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'.*", text):
        return unknown_argument(found[1], found[2])
    if found := re.fullmatch(r"module 'albumentations' has no attribute '(\w+)'.*", text):
        return unknown_transform(found[1])
    if isinstance(error.__cause__, ValidationError):
        return "; ".join(
            _("{argument}: {fault}, {value} came").format(
                argument=".".join(str(part) for part in one["loc"][:1]),
                fault=one["msg"],
                value=_("nothing") if one["type"] == "missing" else repr(one["input"]),
            )
            for one in error.__cause__.errors()
        )
    return text if isinstance(error, (UserWarning, ValueError)) else f"{type(error).__name__}: {text}"


def _transform_made(error: BaseException) -> str:
    """The transform that was being made; albumentations names the base class it has its arguments from."""
    made = [frame.f_locals.get("self") for frame, _line in traceback.walk_tb(error.__traceback__)]
    return next((type(one).__name__ for one in reversed(made) if isinstance(one, A.BasicTransform)), "")


def place(error: BaseException) -> str:
    """The line of the policy at which an error came up, or nothing where it came up elsewhere."""
    libraries, policies = Path(A.__file__).parents[1], Path(__file__).parent / "policies.py"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if libraries not in path.parents and (path == policies or path.parent != policies.parent):
            return _("{file}, line {line}: {code}").format(file=path.name, line=frame.lineno, code=frame.line)
    return ""
