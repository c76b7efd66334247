"""keras.applications: their preprocessing inside the model, and weights from a download or from a user's file."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from baselines.backbones.applications import APPLICATIONS
from baselines.backbones.catalog import backbone
from competition.errors import RecipeError

ROOT = Path(__file__).parents[3]
PICTURES = np.random.default_rng(0).integers(0, 256, (2, 80, 80, 3), dtype=np.uint8)
SMALL = "MobileNetV3Small"
MODULES = {"MobileNetV2": "mobilenet_v2", "ResNet50": "resnet", "DenseNet121": "densenet", SMALL: "mobilenet_v3"}


def answers(model: keras.Model, images: np.ndarray = PICTURES) -> np.ndarray:
    return np.asarray(model.predict_on_batch(images))


def theirs(name: str, *, top: bool = False, seed: int = 1) -> keras.Model:
    """The network as Keras builds it, with weights of its own."""
    keras.utils.set_random_seed(seed)
    model = getattr(keras.applications, name)(include_top=top, weights=None)
    rng = np.random.default_rng(seed)
    model.set_weights([rng.uniform(0.01, 0.1, array.shape) for array in model.get_weights()])
    return model


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_preprocessing_is_their_own(name: str) -> None:
    model = backbone(name).build(80, pretrained=False)
    plain = getattr(keras.applications, name)(include_top=False, weights=None, input_shape=(80, 80, 3))
    plain.set_weights(model.get_weights())
    prepared = importlib.import_module(f"keras.applications.{MODULES[name]}").preprocess_input(
        PICTURES.astype("float32")
    )
    np.testing.assert_allclose(answers(model), answers(plain, prepared), rtol=1e-3, atol=1e-5)


@pytest.mark.slow
def test_what_keras_does_to_efficientnet_only_with_its_own_weights_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keras adds a layer where it fetches the weights itself; ours does the same for every file."""
    plain = keras.applications.EfficientNetB0(include_top=False, weights=None)
    normal = next(layer for layer in plain.layers if isinstance(layer, keras.layers.Normalization))
    normal.set_weights([np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225]), np.array(0)])
    plain.save(tmp_path / "b0.h5")
    module = importlib.import_module("keras.src.applications.efficientnet")
    monkeypatch.setattr(module.file_utils, "get_file", lambda *_args, **_options: str(tmp_path / "b0.h5"))
    right = keras.applications.EfficientNetB0(include_top=False, weights="imagenet", input_shape=(80, 80, 3))
    fetched = backbone("EfficientNetB0").build(80)
    own = backbone("EfficientNetB0", tmp_path / "b0.h5").build(80)
    for model in (fetched, own):
        np.testing.assert_allclose(answers(model), answers(right), rtol=1e-3, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("top", [False, True])
@pytest.mark.parametrize("ending", [".h5", ".weights.h5"])
def test_a_users_file_is_taken(tmp_path: Path, ending: str, top: bool) -> None:
    model = theirs(SMALL, top=top)
    path = tmp_path / f"own{ending}"
    if ending == ".h5":
        model.save(path)
    else:
        model.save_weights(path)
    ours = backbone(SMALL, path).build(80)
    for layer in ("conv", "expanded_conv_10_project"):
        mine = next(one for one in ours.layers if one.name.endswith(f"_{layer}"))
        np.testing.assert_array_equal(mine.get_weights()[0], model.get_layer(layer).get_weights()[0])


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".h5", ".weights.h5"])
def test_another_networks_file_is_refused(tmp_path: Path, ending: str) -> None:
    other, path = theirs("MobileNetV2"), tmp_path / f"own{ending}"
    if ending == ".h5":
        other.save(path)
    else:
        other.save_weights(path)
    with pytest.raises(RecipeError, match="does not hold the weights of MobileNetV3Small") as caught:
        backbone(SMALL, path).build(80)
    assert (
        "layers with weights were expected" in str(caught.value) or "tensors of MobileNetV3Small" in caught.value.hint
    )


@pytest.mark.slow
def test_broken_files_are_refused(tmp_path: Path) -> None:
    theirs(SMALL).save(tmp_path / "good.h5")
    good = (tmp_path / "good.h5").read_bytes()
    for name, data in {
        "empty.h5": b"",
        "noise.h5": bytes(range(256)) * 9,
        "cut.h5": good[: len(good) // 2],
        "torch.pth": b"\x80\x02cos\nmkdir\n.",
        "cut.weights.h5": good[: len(good) // 3],
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(RecipeError, match=f"{name} does not hold the weights of MobileNetV3Small"):
            backbone(SMALL, path).build(80)
    with pytest.raises(RecipeError, match="no file of weights"):
        backbone(SMALL, tmp_path / "none.h5").build(80)


@pytest.mark.slow
def test_numbers_that_are_none_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.h5"
    theirs(SMALL).save(path)
    with h5py.File(path, "r+") as file:
        places: list[str] = []
        file["model_weights"].visititems(
            lambda place, node: places.append(place) if isinstance(node, h5py.Dataset) else None
        )
        file["model_weights"][places[0]][...] = np.nan
    with pytest.raises(RecipeError, match="not finite"):
        backbone(SMALL, path).build(80)


@pytest.mark.parametrize("name", ["Xception", "InceptionV3", "MobileNetV2"])
def test_pictures_that_are_too_small_are_refused(name: str) -> None:
    least = APPLICATIONS[name].family.min_size
    with pytest.raises(RecipeError, match=f"at least {least} pixels a side; {least - 1} came"):
        backbone(name).build(least - 1, pretrained=False)


@pytest.mark.slow
def test_without_a_network_the_offline_ones_are_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.cli", "label", "imagenet:MobileNetV2", str(ROOT / "README.md")],  # any file
        env={**os.environ, "PYTHONPATH": str(ROOT), "KERAS_HOME": str(tmp_path), "https_proxy": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    assert "could not be fetched" in done.stderr
    assert "efficientnet_lite0" in done.stderr
    assert "Traceback" not in done.stderr
