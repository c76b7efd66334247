"""A policy as a YAML file: saved with its picture size and seed, loaded without running anything.

The form is that of ``albumentations.save``, which drops the seed; ours has ``size`` and ``seed`` beside it, and
each opens the other's. A file may come from anybody: only albumentations' own transforms are made, by name.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import albumentations as A
import yaml

from augment.policies import Policy
from augment.spelling import TRANSFORMS, unknown_transform
from competition import atomic
from competition.errors import RecipeError
from competition.messages import _

_LARGEST_BYTES = 100_000
_DEEPEST = 30
# These run code that is handed to them, or open other files.
_REFUSED = ("Lambda", "FDA", "HistogramMatching", "PixelDistributionAdaptation", "TextImage", "ReplayCompose")


def is_saved(name: str) -> bool:
    """Whether a policy's name means a saved one.

    >>> is_saved("mine.yaml"), is_saved("light")
    (True, False)
    """
    return name.lower().endswith((".yaml", ".yml"))


@dataclass(frozen=True)
class SavedPolicy:
    """A policy read from a file; call it like any other.

    Args:
        path: The file.
        transforms: What stands in it, as plain data.
        size: The side of the pictures it was made for, in pixels; None fits all.
        seed: With it every draw comes again; None leaves it to the run.
    """

    path: Path
    transforms: list[Any]
    size: int | None
    seed: int | None

    def __call__(self, size: int) -> list[A.BasicTransform]:
        """The transforms, made afresh.

        Raises:
            RecipeError: It was saved for pictures of another size, or names what is no transform.
        """
        if self.size not in (None, size):
            raise RecipeError(
                _("{path} was saved for pictures of {saved} pixels, not of {size}").format(
                    path=self.path, saved=self.size, size=size
                ),
                hint=_("Give --size {saved}, or save the policy again at {size} pixels.").format(
                    saved=self.size, size=size
                ),
            )
        return [_transform(one, self.path) for one in self.transforms]


def save_policy(path: Path, policy: Policy, size: int, seed: int) -> None:
    """Write a policy's transforms for one picture size, with the seed beside them.

    Args:
        path: Ends in ``.yaml``.
        policy: Made of albumentations' own transforms.
        size: Side of the pictures in pixels.
        seed: From which its draws come; a policy that was saved before keeps its own.

    Raises:
        RecipeError: A transform is a student's own, which only its code can make again.
        DiskError: The file cannot be written.
    """
    try:
        data = A.to_dict(A.Compose(policy(size)))
    except (NotImplementedError, ValueError, AttributeError) as error:
        raise RecipeError(_("A transform of one's own cannot be saved ({error})").format(error=error)) from error
    for one in data["transform"]["transforms"]:
        _transform(one, path)  # what could not be loaded is not saved
    if isinstance(policy, SavedPolicy) and policy.seed is not None:
        seed = policy.seed
    text = yaml.safe_dump({"size": size, "seed": seed, **data}, sort_keys=False, allow_unicode=True)
    atomic.write_text(path, text)


def load_policy(path: Path) -> SavedPolicy:
    """Read a saved policy; its transforms are made when it is called.

    Raises:
        RecipeError: There is no such file, or it does not hold a policy.
    """
    data = _read(path)
    compose = data.get("transform") if isinstance(data, dict) else None
    transforms = compose.get("transforms") if isinstance(compose, dict) else None
    if not isinstance(data, dict) or not isinstance(transforms, list):
        raise _faulty(path, _("a list of transforms was expected under transform: transforms:"))
    numbers = {key: data.get(key) for key in ("size", "seed")}
    for key, value in numbers.items():
        if value is not None and (type(value) is not int or value < 0):
            raise _faulty(path, _("{key} must be a whole number, {value} came").format(key=key, value=repr(value)))
    return SavedPolicy(path, transforms, numbers["size"], numbers["seed"])


def _read(path: Path) -> Any:
    """What a YAML file holds: plain data without tags, and without aliases, which can blow up to any size."""
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_BYTES + 1)
        if len(text) > _LARGEST_BYTES:
            raise _faulty(path, _("it has more than {n:,} bytes").format(n=_LARGEST_BYTES))
        depth = 0
        for event in yaml.parse(text, yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise _faulty(path, _("it is nested too deeply"))
            if isinstance(event, yaml.AliasEvent):
                raise _faulty(path, _("it has aliases (*name)"))
        return yaml.safe_load(text)
    except OSError as error:
        raise RecipeError(
            _("{path} cannot be read: {reason}").format(path=path, reason=error.strerror or error)
        ) from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a number or date that is none
        raise _faulty(path, " ".join(str(error).split())) from error


def _transform(data: Any, path: Path) -> Any:
    """One transform from plain data, those inside it too."""
    if not isinstance(data, dict) or not isinstance(data.get("__class_fullname__"), str):
        raise _faulty(path, _("each transform needs its name under __class_fullname__"))
    arguments = {str(key): value for key, value in data.items() if key != "__class_fullname__"}
    package, _dot, name = data["__class_fullname__"].rpartition(".")
    if name in _REFUSED or (package and package.split(".")[0] != "albumentations"):
        raise _faulty(
            path, _("only albumentations' own transforms may be named, and none that runs code or opens files")
        )
    if name not in TRANSFORMS:
        raise _faulty(path, unknown_transform(name))
    inside = arguments.pop("transforms", None)
    if inside is None:
        return TRANSFORMS[name](**arguments)
    if not isinstance(inside, list):
        raise _faulty(path, _("transforms must be a list"))
    return TRANSFORMS[name]([_transform(one, path) for one in inside], **arguments)


def _faulty(path: Path, fault: str) -> RecipeError:
    return RecipeError(_("{path} holds no policy that can be used: {fault}").format(path=path, fault=fault))
