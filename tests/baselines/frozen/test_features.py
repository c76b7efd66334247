"""Features computed once: those that a direct call gives, another file for anything else, and never half a file."""

from pathlib import Path

import keras
import numpy as np
import pytest

from augment.views import VIEWS
from baselines.backbones.catalog import backbone
from baselines.catalog import entry, with_settings
from baselines.frozen.features import Extractor, batches_of_features, features
from baselines.outcome import Interrupted
from competition.cache import cache_dir
from competition.enlarged import Enlarged

SIZE = 32
N = 600  # more than two batches


def extractor_of(**changes: object) -> Extractor:
    return Extractor(with_settings(entry("lite0_features"), {"size": SIZE, **changes}))


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return extractor_of()


@pytest.fixture
def images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> np.memmap:
    monkeypatch.setenv("KIT_CACHE", str(tmp_path / "隠し"))
    path = tmp_path / f"{SIZE}.npy"
    np.save(path, np.random.default_rng(0).integers(0, 256, (N, SIZE, SIZE, 3), dtype=np.uint8))
    found: np.memmap = np.load(path, mmap_mode="r")
    return found


def kept() -> list[Path]:
    return sorted(cache_dir("features").glob("*.npy"))


def test_they_are_what_the_network_gives_directly(images: np.memmap) -> None:
    one = extractor_of(taps=1)
    found = features(one, images, "plain")
    assert found.shape == (N, 1280) and found.dtype == np.float16 and isinstance(found, np.memmap)
    maps = np.asarray(backbone("efficientnet_lite0").build(SIZE).predict_on_batch(images[:20]))
    np.testing.assert_allclose(found[:20], np.sqrt(maps.mean(axis=(1, 2))), atol=2e-3)


def test_a_second_time_nothing_is_computed(extractor: Extractor, images: np.memmap) -> None:
    first = np.array(features(extractor, images, "plain"))
    fresh = extractor_of()
    np.testing.assert_array_equal(features(fresh, images, "plain"), first)
    assert "model" not in vars(fresh)


def test_another_view_size_pooling_or_place_is_another_file(extractor: Extractor, images: np.memmap) -> None:
    plain = np.array(features(extractor, images, "plain"))
    mirrored = features(extractor, images, "mirrored")
    assert len(kept()) == 2
    np.testing.assert_allclose(
        mirrored[:9], np.asarray(extractor.model.predict_on_batch(VIEWS["mirrored"](images[:9]))), atol=2e-3
    )
    assert not np.allclose(plain, mirrored, atol=1e-2)
    others = [
        extractor_of(),
        extractor_of(taps=2),
        extractor_of(head="gem"),
        extractor_of(backbone="efficientnet_lite1"),
    ]
    assert len({one.fingerprint for one in others}) == 4
    small = Path(str(images.filename)).with_name("16.npy")
    np.save(small, images[:, :16, :16])
    features(extractor, Enlarged(small, SIZE), "plain")
    assert len(kept()) == 3


def test_other_weights_are_another_file(tmp_path: Path) -> None:
    one, other = tmp_path / "a.pth", tmp_path / "b.pth"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    assert len({extractor_of(weights=str(path)).fingerprint for path in (one, other)}) == 2


@pytest.mark.parametrize("harm", ["cut", "garbled", "emptied"])
def test_a_damaged_file_is_computed_again(extractor: Extractor, images: np.memmap, harm: str) -> None:
    before = np.array(features(extractor, images, "plain"))
    (path,) = kept()
    data = path.read_bytes()
    path.write_bytes({"cut": data[:5000], "garbled": b"no array" + data[8:], "emptied": b""}[harm])
    np.testing.assert_array_equal(features(extractor, images, "plain"), before)


def test_a_stopped_pass_goes_on(extractor: Extractor, images: np.memmap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("baselines.frozen.features._UNSURE", 100)
    whole = np.concatenate(list(batches_of_features(extractor.model, images, "plain"))).astype(np.float16)
    with pytest.raises(Interrupted):
        features(extractor, images, "plain", lambda: True)
    assert not kept()
    (begun,) = cache_dir("features").glob("*.part")
    left = begun.stat().st_size
    begun.write_bytes(begun.read_bytes()[:-1000])  # what was on its way to the disk when the machine died
    asked = iter([False, True, True, True])
    with pytest.raises(Interrupted):
        features(extractor, images, "plain", lambda: next(asked))
    assert begun.stat().st_size > left
    np.testing.assert_allclose(features(extractor, images, "plain"), whole, atol=2e-3)
    assert not begun.exists()


@pytest.mark.parametrize(
    "name",
    [
        "MobileNetV2",
        pytest.param("EfficientNetB0", marks=pytest.mark.slow),
        pytest.param("VGG16", marks=pytest.mark.slow),
        pytest.param("ConvNeXtTiny", marks=pytest.mark.slow),
        pytest.param("ResNet50V2", marks=pytest.mark.slow),
    ],
)
def test_any_backbone_gives_features_from_several_places(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keras.utils.clear_session()
    build = type(backbone(name)).build
    monkeypatch.setattr(type(backbone(name)), "build", lambda self, size: build(self, size, pretrained=False))
    one = extractor_of(backbone=name, size=64, taps=4).model
    rows = np.asarray(one.predict_on_batch(np.random.default_rng(0).integers(0, 256, (3, 64, 64, 3), dtype=np.uint8)))
    assert rows.shape[1] > backbone(name).width
    assert np.isfinite(rows).all()
