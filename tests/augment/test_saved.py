"""A saved policy draws the same pictures again, opens with albumentations too, and runs nobody's code."""

import inspect
from pathlib import Path

import albumentations as A
import numpy as np
import pytest
import yaml

from augment.pipeline import Pipeline, pipeline
from augment.policies import POLICIES
from augment.saved import SavedPolicy, load_policy, save_policy
from augment.spelling import TRANSFORMS
from competition.errors import RecipeError

CHANGING = [name for name in POLICIES if name != "none"]


def draws(made: Pipeline | None, size: int) -> list[np.ndarray]:
    assert made is not None
    image = np.random.default_rng(0).integers(0, 256, (size, size, 3), dtype=np.uint8)
    return [made(image, epoch, 3) for epoch in range(5)]


@pytest.mark.parametrize("size", [32, 224])
@pytest.mark.parametrize("name", CHANGING)
def test_every_policy_comes_back_with_its_seed(name: str, size: int, tmp_path: Path) -> None:
    path = tmp_path / "保存.yaml"
    save_policy(path, POLICIES[name], size, seed=11)
    loaded = pipeline(str(path), size, seed=99)
    np.testing.assert_array_equal(draws(loaded, size), draws(pipeline(name, size, seed=11), size))


def test_nested_transforms_come_back(tmp_path: Path) -> None:
    def nested(size: int) -> list[A.BasicTransform]:
        return [A.OneOf([A.Sequential([A.Transpose(p=1.0), A.Rotate(limit=(-9, 9))]), A.VerticalFlip()], p=0.9)]

    save_policy(tmp_path / "n.yaml", nested, 32, seed=1)
    np.testing.assert_array_equal(
        draws(pipeline(str(tmp_path / "n.yaml"), 32, seed=1), 32), draws(Pipeline(nested(32), seed=1), 32)
    )


def test_albumentations_and_the_kit_open_each_others_files(tmp_path: Path) -> None:
    save_policy(tmp_path / "ours.yaml", POLICIES["medium"], 32, seed=1)
    assert [type(one).__name__ for one in A.load(tmp_path / "ours.yaml", data_format="yaml").transforms] == [
        "HorizontalFlip",
        "Affine",
        "ColorJitter",
    ]
    A.save(A.Compose(POLICIES["strong"](32)), tmp_path / "theirs.yaml", data_format="yaml")
    theirs = load_policy(tmp_path / "theirs.yaml")
    assert (theirs.size, theirs.seed) == (None, None)
    # Without a seed of its own the run's decides.
    np.testing.assert_array_equal(
        draws(pipeline(str(tmp_path / "theirs.yaml"), 32, seed=5), 32), draws(pipeline("strong", 32, seed=5), 32)
    )


def test_another_size_is_refused(tmp_path: Path) -> None:
    save_policy(tmp_path / "p.yaml", POLICIES["crop"], 32, seed=1)
    with pytest.raises(RecipeError, match="saved for pictures of 32 pixels, not of 72"):
        pipeline(str(tmp_path / "p.yaml"), 72, seed=0)


def test_saved_again_it_keeps_its_seed(tmp_path: Path) -> None:
    save_policy(tmp_path / "a.yaml", POLICIES["crop"], 32, seed=7)
    save_policy(tmp_path / "b.yaml", load_policy(tmp_path / "a.yaml"), 32, seed=0)
    assert (tmp_path / "b.yaml").read_bytes() == (tmp_path / "a.yaml").read_bytes()


def test_what_cannot_be_loaded_is_not_saved(tmp_path: Path) -> None:
    class Mine(A.ImageOnlyTransform):
        def apply(self, img: np.ndarray, **params: object) -> np.ndarray:
            return img

    def same(image: np.ndarray, **_more: object) -> np.ndarray:
        return image

    for own in (Mine(), A.Lambda(image=same, name="own"), A.Lambda(image=same)):
        with pytest.raises(RecipeError):
            save_policy(tmp_path / "p.yaml", lambda size, own=own: [own], 32, seed=1)  # type: ignore[misc]
    assert not (tmp_path / "p.yaml").exists()


def listed(*transforms: object) -> str:
    return yaml.safe_dump({"transform": {"transforms": list(transforms)}})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("!!python/object/apply:os.system ['touch hacked']", "holds no policy"),
        ("transform: {transforms: [!!python/name:os.system ]}", "holds no policy"),
        ("a: &a [1, 2]\nb: *a", "aliases"),
        ("[" * 5000, "nested too deeply"),
        ("x" * 100_001, "more than 100,000 bytes"),
        ("\x00", "holds no policy"),
        ("- [", "holds no policy"),
        ("", "a list of transforms was expected"),
        ("transform: 3", "a list of transforms was expected"),
        ("seed: -1\ntransform: {transforms: []}", "seed must be a whole number, -1 came"),
        ("size: big\ntransform: {transforms: []}", "size must be a whole number, 'big' came"),
        ("when: 2026-99-99", "holds no policy"),
        (listed("HorizontalFlip"), "needs its name under __class_fullname__"),
        (listed({"__class_fullname__": "os.system"}), "only albumentations' own transforms"),
        (listed({"__class_fullname__": "subprocess.HorizontalFlip"}), "only albumentations' own transforms"),
        (listed({"__class_fullname__": "Lambda", "name": "x"}), "none that runs code"),
        (listed({"__class_fullname__": "TextImage", "font_path": "/etc/passwd"}), "opens files"),
        (listed({"__class_fullname__": "to_dict"}), "There is no transform 'to_dict'"),
        (listed({"__class_fullname__": "HorizontlFlip"}), "did you mean 'HorizontalFlip'"),
        (listed({"__class_fullname__": "Rotate", "lmit": 3}), "Rotate has no argument 'lmit'; did you mean 'limit'?"),
        (listed({"__class_fullname__": "OneOf", "transforms": 3}), "transforms must be a list"),
        (
            listed({"__class_fullname__": "OneOf", "transforms": [{"__class_fullname__": "eval"}]}),
            "no transform 'eval'",
        ),
        (listed({"__class_fullname__": "HorizontalFlip", "transforms": []}), "cannot be made"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_in_a_sentence(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError) as raised:
        pipeline("p.yaml", 32, seed=0)
    assert said in str(raised.value)
    assert [path.name for path in tmp_path.iterdir()] == ["p.yaml"]


def test_no_transform_that_opens_files_or_calls_what_it_is_given_can_be_named() -> None:
    opening = [
        name for name, one in TRANSFORMS.items() if {"read_fn", "font_path"} & set(inspect.signature(one).parameters)
    ]
    assert len(opening) >= 4
    for name in opening:
        with pytest.raises(RecipeError, match="only albumentations' own"):
            SavedPolicy(Path("p.yaml"), [{"__class_fullname__": name}], None, None)(32)
