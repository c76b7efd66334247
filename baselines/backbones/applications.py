"""The networks of keras.applications: their own preprocessing as layers, their weights from a download or a file.

What is known of each stands in one table. What a file of weights holds: `baselines.backbones.keras_file`.
"""

import math
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from baselines.backbones.efficientnet_lite import VARIANTS
from baselines.backbones.keras_file import load, settle
from competition.errors import InstallError, RecipeError
from competition.messages import _

if TYPE_CHECKING:
    import keras

N_BLOCKS = 12
# A school's network that swallows everything would otherwise hold us for ever.
_SILENCE_S = 30.0
_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_BGR_MEAN = (103.939, 116.779, 123.68)


@dataclass(frozen=True)
class Family:
    """What networks of one paper have in common.

    Args:
        preprocessing: ``around 0`` (-1 … 1), ``imagenet`` (mean and deviation of its photographs), ``bgr``
            (blue first, mean taken off), ``efficientnet`` or ``own``, as the network does by itself.
        licence: Of the weights.
        min_size: The least side in pixels that it can halve as often as it does.
    """

    preprocessing: str
    licence: str
    min_size: int = 32


@dataclass(frozen=True)
class Application:
    """One network: its family, the side in pixels it was trained at, and how many features it gives."""

    family: Family
    input_size: int
    width: int


_CONVNEXT = Family("own", "MIT")
_DENSENET = Family("imagenet", "BSD-3-Clause")
_EFFICIENTNET = Family("efficientnet", "Apache-2.0")
_EFFICIENTNET_V2 = Family("own", "Apache-2.0")
_INCEPTION = Family("around 0", "Apache-2.0", min_size=75)
_MOBILENET = Family("around 0", "Apache-2.0")
_MOBILENET_V3 = Family("own", "Apache-2.0")
_NASNET = Family("around 0", "Apache-2.0")
_RESNET = Family("bgr", "MIT")
_RESNET_V2 = Family("around 0", "BSD-3-Clause")
_VGG = Family("bgr", "CC-BY-4.0")
_XCEPTION = Family("around 0", "MIT", min_size=71)

APPLICATIONS = {
    "ConvNeXtTiny": Application(_CONVNEXT, 224, 768),
    "ConvNeXtSmall": Application(_CONVNEXT, 224, 768),
    "ConvNeXtBase": Application(_CONVNEXT, 224, 1024),
    "ConvNeXtLarge": Application(_CONVNEXT, 224, 1536),
    "ConvNeXtXLarge": Application(_CONVNEXT, 224, 2048),
    "DenseNet121": Application(_DENSENET, 224, 1024),
    "DenseNet169": Application(_DENSENET, 224, 1664),
    "DenseNet201": Application(_DENSENET, 224, 1920),
    "EfficientNetB0": Application(_EFFICIENTNET, 224, 1280),
    "EfficientNetB1": Application(_EFFICIENTNET, 240, 1280),
    "EfficientNetB2": Application(_EFFICIENTNET, 260, 1408),
    "EfficientNetB3": Application(_EFFICIENTNET, 300, 1536),
    "EfficientNetB4": Application(_EFFICIENTNET, 380, 1792),
    "EfficientNetB5": Application(_EFFICIENTNET, 456, 2048),
    "EfficientNetB6": Application(_EFFICIENTNET, 528, 2304),
    "EfficientNetB7": Application(_EFFICIENTNET, 600, 2560),
    "EfficientNetV2B0": Application(_EFFICIENTNET_V2, 224, 1280),
    "EfficientNetV2B1": Application(_EFFICIENTNET_V2, 240, 1280),
    "EfficientNetV2B2": Application(_EFFICIENTNET_V2, 260, 1408),
    "EfficientNetV2B3": Application(_EFFICIENTNET_V2, 300, 1536),
    "EfficientNetV2S": Application(_EFFICIENTNET_V2, 384, 1280),
    "EfficientNetV2M": Application(_EFFICIENTNET_V2, 480, 1280),
    "EfficientNetV2L": Application(_EFFICIENTNET_V2, 480, 1280),
    "InceptionResNetV2": Application(_INCEPTION, 299, 1536),
    "InceptionV3": Application(_INCEPTION, 299, 2048),
    "MobileNet": Application(_MOBILENET, 224, 1024),
    "MobileNetV2": Application(_MOBILENET, 224, 1280),
    "MobileNetV3Large": Application(_MOBILENET_V3, 224, 960),
    "MobileNetV3Small": Application(_MOBILENET_V3, 224, 576),
    "NASNetLarge": Application(_NASNET, 331, 4032),
    "NASNetMobile": Application(_NASNET, 224, 1056),
    "ResNet50": Application(_RESNET, 224, 2048),
    "ResNet101": Application(_RESNET, 224, 2048),
    "ResNet152": Application(_RESNET, 224, 2048),
    "ResNet50V2": Application(_RESNET_V2, 224, 2048),
    "ResNet101V2": Application(_RESNET_V2, 224, 2048),
    "ResNet152V2": Application(_RESNET_V2, 224, 2048),
    "VGG16": Application(_VGG, 224, 512),
    "VGG19": Application(_VGG, 224, 512),
    "Xception": Application(_XCEPTION, 299, 2048),
}


def prefixes() -> tuple[str, ...]:
    """What the layers' names begin with, block by block, from the picture to the features."""
    return tuple(f"block_{number:02d}_" for number in range(1, N_BLOCKS + 1))


def network(name: str, size: int, *, classes: bool) -> "keras.Model":
    """The network with random weights and its preprocessing inside.

    The names that its makers gave to its layers mean something else in each family, so that each gets its
    block's in front: as many blocks as `N_BLOCKS`, of about as many layers.

    Args:
        name: One of `APPLICATIONS`.
        size: The pictures' side in pixels.
        classes: With the 1000 ImageNet probabilities at its end, which some give at their ``input_size`` only.

    Returns:
        A model from pictures (n, size, size, 3) of 0 … 255 to features (n, height, width, ``width``), or to
        probabilities (n, 1000).

    Raises:
        RecipeError: The pictures are too small for it.
    """
    import keras

    family = APPLICATIONS[name].family
    if size < family.min_size:
        raise RecipeError(
            _("{name} needs pictures of at least {least} pixels a side; {size} came").format(
                name=name, least=family.min_size, size=size
            ),
            hint=_("Add --size {least}.").format(least=family.min_size),
        )
    shape = (size, size, 3)
    images = keras.Input(shape, name="images")
    prepared = _prepared(images, family.preprocessing)
    build = getattr(keras.applications, name)
    model = build(include_top=classes, weights=None, input_shape=shape, input_tensor=prepared)
    known = {"images", "scale"}
    layers = [layer for layer in model.layers if layer.name not in known]
    for place, layer in enumerate(layers):
        layer.name = f"{prefixes()[place * N_BLOCKS // len(layers)]}{layer.name}"
    return model


def _prepared(images: "keras.KerasTensor", preprocessing: str) -> "keras.KerasTensor":
    """What the ``preprocess_input`` of a family does, as layers that are saved with the model."""
    from keras import layers as kl
    from keras import ops

    if preprocessing == "own":
        return images
    if preprocessing == "around 0":
        return kl.Rescaling(1 / 127.5, offset=-1, name="scale")(images)
    if preprocessing == "bgr":
        return kl.Rescaling(1.0, offset=[-mean for mean in _BGR_MEAN], name="scale")(ops.flip(images, axis=-1))
    if preprocessing == "imagenet":
        scale = [1 / (255 * std) for std in _STD]
        offset = [-mean / std for mean, std in zip(_MEAN, _STD, strict=True)]
        return kl.Rescaling(scale, offset=offset, name="scale")(images)
    # EfficientNet divides by the root of the deviation, and by that root once more, but only where Keras itself
    # fetches the weights. The second division is done here, around the mean that is yet to be taken off.
    scale = [1 / math.sqrt(std) for std in _STD]
    offset = [255 * mean * (1 - factor) for mean, factor in zip(_MEAN, scale, strict=True)]
    return kl.Rescaling(scale, offset=offset, name="scale")(images)


def load_weights(model: "keras.Model", name: str, path: Path | None, *, classes: bool) -> None:
    """Put the weights into a network made by `network`.

    Args:
        model: Where they go.
        name: One of `APPLICATIONS`.
        path: A file of the user's; None for Keras's own, fetched once and kept where Keras keeps them.
        classes: Whether the model has the 1000 classes.

    Raises:
        RecipeError: The file is broken, or another network's.
        InstallError: They are not here and could not be fetched.
    """
    import keras

    if path is not None:
        load(model, name, path)
        return
    try:
        with _patience():
            fetched = getattr(keras.applications, name)(include_top=classes, weights="imagenet")
    except Exception as error:  # Keras raises the bare class where the network fails, and many on a damaged file
        raise InstallError(
            _("The weights of {name} are not here whole and could not be fetched ({error})").format(
                name=name, error=error
            ),
            hint=_(
                "Start again with a network (a damaged file in {folder} has to go first), name a file you have with "
                "--weights, or take a backbone that needs no network: {offline}."
            ).format(folder=_kept_in(), offline=", ".join(VARIANTS)),
        ) from error
    model.set_weights(fetched.get_weights())
    settle(model)


def _kept_in() -> Path:
    """Where Keras keeps what it fetched."""
    return Path(os.environ.get("KERAS_HOME", "~/.keras")) / "models"


@contextmanager
def _patience() -> Iterator[None]:
    """Give up on a server that says nothing; Keras's own download would wait for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_SILENCE_S)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
