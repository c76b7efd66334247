"""Every backbone by name: what it says of itself holds, and a wrong name is told what it may have been."""

from pathlib import Path

import keras
import numpy as np
import pytest

from baselines.backbones.applications import APPLICATIONS
from baselines.backbones.catalog import BACKBONES, OFFLINE, backbone
from competition.errors import RecipeError

QUICK = ("efficientnet_lite0", "MobileNetV2")
SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in BACKBONES if name not in QUICK]
PICTURES = np.random.default_rng(0).integers(0, 256, (2, 80, 80, 3), dtype=np.uint8)


@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_it_gives_what_it_says(name: str, tmp_path: Path) -> None:
    """Features of the named width from plain pictures; every weight in one block; the same when saved and loaded."""
    keras.utils.clear_session()
    one = BACKBONES[name]
    model = one.build(80, pretrained=False)
    features = np.asarray(model.predict_on_batch(PICTURES))
    assert features.shape[0] == 2
    assert features.shape[1] == features.shape[2] <= 3
    assert features.shape[3] == one.width
    assert np.isfinite(features).all()
    with_weights = [layer.name for layer in model.layers if layer.weights]
    homes = [[prefix for prefix in one.blocks if layer.startswith(prefix)] for layer in with_weights]
    assert all(len(home) == 1 for home in homes)
    order = [one.blocks.index(home[0]) for home in homes]
    assert order == sorted(order)
    assert len(set(order)) > len(one.blocks) / 2
    assert len({layer.name for layer in model.layers}) == len(model.layers)
    assert one.licence and one.origin and one.input_size >= 224
    if name in (*QUICK, "ResNet50", "DenseNet121", "EfficientNetB0", "ConvNeXtTiny"):
        model.save(tmp_path / "model.keras")
        again = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
        np.testing.assert_array_equal(np.asarray(again.predict_on_batch(PICTURES)), features)


def test_all_of_keras_applications_is_there() -> None:
    theirs = {name for name in dir(keras.applications) if name[0].isupper()}
    assert theirs == set(APPLICATIONS)


@pytest.mark.parametrize(
    ("asked", "found"),
    [("efficientnet-lite0", "efficientnet_lite0"), ("mobilenet_v2", "MobileNetV2"), ("RESNET50", "ResNet50")],
)
def test_spelling_is_forgiven(asked: str, found: str) -> None:
    assert backbone(asked).name == found


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("efficientnet_lite3", "efficientnet_lite"), ("resnet5", "ResNet50"), ("", "Without a network")],
)
def test_a_wrong_name_is_told_the_right_one(asked: str, meant: str) -> None:
    with pytest.raises(RecipeError, match=meant) as caught:
        backbone(asked)
    assert all(name in caught.value.hint for name in OFFLINE)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="none.pth"):
        backbone("efficientnet_lite0", tmp_path / "none.pth").fingerprint  # noqa: B018


def test_fingerprints_tell_networks_apart() -> None:
    assert len({one.fingerprint for one in BACKBONES.values()}) == len(BACKBONES)
