"""The same picture, seed, epoch and index give the same bits, in any order, in any process, after a stop."""

import copy
import os
import pickle
import subprocess
import sys
from pathlib import Path

import albumentations as A
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from augment import policies
from augment.pipeline import Pipeline, pipeline
from baselines.batches import Batches, feed
from competition.errors import RecipeError

ROOT = Path(__file__).parents[2]
IMAGE = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
OWN = """
import albumentations as A
import numpy as np

class Speckle(A.ImageOnlyTransform):
    def apply(self, img, **params):
        return np.clip(img + self.random_generator.integers(-9, 10, img.shape), 0, 255).astype(np.uint8)

def mine(size):
    return [A.Rotate(limit=(-9, 9), p=1.0), Speckle(p=1.0)]
"""


@pytest.fixture
def own(tmp_path: Path) -> str:
    path = tmp_path / "私の policy.py"
    path.write_text(OWN, encoding="utf-8")
    return f"{path}:mine"


def changed(one: Pipeline) -> bytes:
    return b"".join(one(IMAGE, 3, index).tobytes() for index in range(10))


@given(
    name=st.sampled_from([name for name in policies.POLICIES if name != "none"]),
    seed=st.integers(0, 2**32),
    epoch=st.integers(0, 1000),
    order=st.permutations(range(6)),
)
def test_order_and_what_came_before_do_not_matter(name: str, seed: int, epoch: int, order: list[int]) -> None:
    made = Pipeline(policies.POLICIES[name](32), seed)
    straight = [made(IMAGE, epoch, index) for index in range(6)]
    # A pipeline made afresh, as after a stop, with pictures of another epoch seen before.
    again = Pipeline(policies.POLICIES[name](32), seed)
    again(IMAGE, epoch + 1, 0)
    mixed = {index: again(IMAGE, epoch, index) for index in order}
    np.testing.assert_array_equal(straight, [mixed[index] for index in range(6)])


def test_seed_epoch_and_index_each_matter() -> None:
    def several(seed: int, epoch: int, start: int) -> bytes:
        light = Pipeline(policies.light(32), seed)
        return b"".join(light(IMAGE, epoch, start + index).tobytes() for index in range(10))

    assert len({several(0, 0, 0), several(1, 0, 0), several(0, 1, 0), several(0, 0, 10)}) == 4


def dealt(name: str, workers: int, start: int = 0) -> list[np.ndarray]:
    """An epoch's pictures from batch ``start`` on, as the trainer gets them."""
    images = np.random.default_rng(1).integers(0, 256, (40, 32, 32, 3), dtype=np.uint8)
    batches = Batches(images, np.arange(40), np.zeros(40, dtype=np.int64), 8, 7, pipeline(name, 32, 7))
    with feed(batches, workers) as batch_feed:
        return [pictures for pictures, _targets in batch_feed.epoch(2, start)]


def test_workers_and_a_resume_change_nothing() -> None:
    alone = dealt("strong", workers=1)
    assert len(alone) == 5
    np.testing.assert_array_equal(dealt("strong", workers=1, start=3), alone[3:])
    np.testing.assert_array_equal(dealt("strong", workers=2), alone)
    np.testing.assert_array_equal(dealt("strong", workers=4, start=1), alone[1:])


def test_workers_make_a_policy_of_ones_own_again(own: str) -> None:
    np.testing.assert_array_equal(dealt(own, workers=2), dealt(own, workers=1))


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_does_the_same(copied: object, own: str) -> None:
    for made in (Pipeline(policies.light(32), seed=5), pipeline(own, 32, seed=5)):
        assert made is not None
        changed(made)
        assert changed(copied(made)) == changed(made)  # type: ignore[operator]


def test_transforms_draw_independently() -> None:
    """Two flips of probability a half: one without the other half of the time, not never."""
    both = Pipeline([A.HorizontalFlip(p=0.5), A.VerticalFlip(p=0.5)], seed=0)
    sideways, upside_down = IMAGE[:, ::-1].tobytes(), IMAGE[::-1].tobytes()
    alone = sum(both(IMAGE, 0, index).tobytes() in (sideways, upside_down) for index in range(400))
    assert 150 < alone < 250


def test_none_is_no_pipeline() -> None:
    assert pipeline("none", 32, seed=0) is None
    assert isinstance(pipeline("light", 32, seed=0), Pipeline)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda size: [A.HorizontalFlip(chance=0.5)], "HorizontalFlip has no argument 'chance'; did you mean 'p'?"),
        (lambda size: [A.OneOf([A.VerticalFlip(prob=0.5)])], "VerticalFlip has no argument 'prob'; did you mean 'p'?"),
        (lambda size: [A.HorizontalFlip(always_apply=True)], "did you mean 'p'?"),
        (lambda size: [A.HorizontalFlip(p=7)], "p: Input should be less than or equal to 1, 7 came"),
        (lambda size: [A.OneOf([A.CoarseDropout(max_holes=3)], p=1.0)], "did you mean 'num_holes_range'?"),
        (lambda size: [A.OneOf([A.HorizontalFlip()], prob=1.0)], "did you mean 'p'?"),
        (lambda size: [A.Rotate(limits=9)], "Rotate has no argument 'limits'; did you mean 'limit'?"),
        (lambda size: [A.HorizontlFlip()], "did you mean 'HorizontalFlip'?"),  # type: ignore[attr-defined]
        (lambda size: [A.Cutout()], "did you mean 'CoarseDropout'?"),  # type: ignore[attr-defined]
        (lambda size: [A.RandomResizedCrop(height=size, width=size)], "size: Field required, nothing came"),
        (lambda size: A.HorizontalFlip(), "it has to return a list of transforms"),
        (lambda size: [size / 0], "ZeroDivisionError"),
        (lambda size: ["flip"], "cannot be made"),
    ],
)
def test_what_is_written_wrongly_is_named(monkeypatch: pytest.MonkeyPatch, wrong: policies.Policy, said: str) -> None:
    monkeypatch.setitem(policies.POLICIES, "mine", wrong)
    with pytest.raises(RecipeError, match="The policy 'mine' cannot be made") as raised:
        pipeline("mine", 32, seed=0)
    assert said in str(raised.value)
    assert "errors.pydantic.dev" not in str(raised.value)


def test_the_faulty_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.py"
    path.write_text("import albumentations as A\n\ndef mine(size):\n    return [\n        A.Rotate(lmit=9),\n    ]\n")
    with pytest.raises(RecipeError) as raised:
        pipeline(f"{path}:mine", 32, seed=0)
    assert "did you mean 'limit'" in raised.value.sentence
    assert raised.value.hint == "See p.py, line 5: A.Rotate(lmit=9),"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda size: [A.Normalize()],
        lambda size: [A.RandomCrop(height=size // 2, width=size // 2, p=0.5)],
        lambda size: [A.Resize(size + 1, size)],
        lambda size: [A.ToFloat(p=0.5)],
    ],
)
def test_another_shape_or_type_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: policies.Policy) -> None:
    monkeypatch.setitem(policies.POLICIES, "mine", wrong)
    with pytest.raises(RecipeError, match=r"went into the policy as uint8 \(32, 32, 3\)"):
        pipeline("mine", 32, seed=0)


def test_importing_needs_no_network() -> None:
    closed = (
        "import socket\n"
        "def refused(*args, **kwargs): raise SystemExit('the network was asked')\n"
        "socket.socket.connect = socket.getaddrinfo = refused\n"
        "import augment.pipeline, augment.preview\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "NO_ALBUMENTATIONS_UPDATE"}
    subprocess.run([sys.executable, "-c", closed], cwd=ROOT, env=environment, check=True, timeout=60)
