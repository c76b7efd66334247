"""Grad-CAM on networks whose view is known, and on the shapes that the kit's networks have."""

import keras
import numpy as np
import pytest
from keras import layers as kl

from baselines.explain import feature_maps, grad_cam
from baselines.frozen.extractor import with_head
from competition.errors import RunError

SIZE = 12


def looks_for_red(end: kl.Layer) -> keras.Model:
    """Two classes: red wherever it is, and blue; one map for each colour."""
    images = keras.Input((SIZE, SIZE, 3))
    maps = kl.Conv2D(2, 1, use_bias=False, name="maps")(images)
    probabilities = kl.Dense(2, "softmax", name="probabilities")(end(maps))
    model = keras.Model(images, probabilities)
    model.get_layer("maps").set_weights([np.array([[[[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]]]) / 255])
    return model


def picture() -> np.ndarray:
    """Red at the upper left, blue at the lower right."""
    image = np.zeros((1, SIZE, SIZE, 3), np.uint8)
    image[0, 2:5, 2:5, 0] = 255
    image[0, 8:11, 8:11, 2] = 255
    return image


@pytest.mark.parametrize("end", [kl.GlobalAveragePooling2D, kl.Flatten])
def test_it_looks_at_what_it_looks_for(end: type[kl.Layer]) -> None:
    model = looks_for_red(end())
    shape = model.get_layer("probabilities").kernel.shape
    kernel = np.tile(np.eye(2), (shape[0] // 2, 1))
    model.get_layer("probabilities").set_weights([kernel, np.zeros(2)])
    images = np.repeat(picture(), 2, axis=0)
    red, blue = grad_cam(model, images, [0, 1])
    assert red.max() == blue.max() == 1
    assert red[3, 3] == 1
    assert red[9, 9] == 0
    assert blue[9, 9] == 1
    assert blue[3, 3] == 0


def test_where_nothing_speaks_for_a_class_nothing_glows() -> None:
    model = looks_for_red(kl.GlobalAveragePooling2D())
    model.get_layer("probabilities").set_weights([-np.eye(2), np.zeros(2)])
    assert not grad_cam(model, picture(), [0]).any()


def test_a_network_that_reads_rows_is_refused() -> None:
    images = keras.Input((SIZE, SIZE, 3))
    x = kl.Flatten()(kl.Rescaling(1 / 255)(images))
    model = keras.Model(images, kl.Dense(2, "softmax")(x))
    with pytest.raises(RunError, match="keeps no places apart"):
        grad_cam(model, picture(), [0])


@pytest.mark.parametrize("recipe", ["cnn", "tiny_vgg", "resnet", "vit"])
def test_every_network_of_the_kit_can_be_asked(recipe: str) -> None:
    from baselines.catalog import builder, entry

    settings = dict(entry(recipe).settings) | {"size": 32}
    model = builder(entry(recipe))((32, 32, 3), 4, **settings)
    (maps,) = feature_maps(model)
    assert len(maps.shape) in (3, 4)
    images = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), dtype=np.uint8)
    heats = grad_cam(model, images, [0, 3])
    assert heats.shape == (2, 32, 32)
    assert np.isfinite(heats).all()
    assert 0 <= heats.min() <= heats.max() <= 1


def test_a_head_on_several_depths() -> None:
    """The shortcut: both depths are asked, each by its own way to the head, roots of nothing included."""
    images = keras.Input((SIZE, SIZE, 3))
    first = kl.Conv2D(2, 1, activation="relu")(images)
    second = kl.Conv2D(4, 3, 2, padding="same", activation="relu")(first)
    rows = kl.Concatenate()([kl.GlobalAveragePooling2D()(one) for one in (first, second)])
    base = keras.Model(images, keras.ops.sqrt(keras.ops.abs(rows)))
    weights = [np.random.default_rng(0).normal(size=(6, 2)), np.zeros(2)]
    model = with_head(base, weights, {"head": "linear", "dropout": 0.0})
    assert sorted(one.shape[-1] for one in feature_maps(model)) == [2, 4]
    heats = grad_cam(model, np.zeros((1, SIZE, SIZE, 3), np.uint8), [0])
    assert np.isfinite(heats).all()
    assert np.isfinite(grad_cam(model, picture(), [1])).all()
