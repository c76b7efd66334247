"""The same picture, seed, epoch and index give the same bits, in any order, in any process."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import albumentations as A
import numpy as np
import pytest

from augment import policies
from augment.pipeline import Pipeline, pipeline
from competition.errors import RecipeError

IMAGE = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)


def changed(one: Pipeline) -> bytes:
    return b"".join(one(IMAGE, 3, index).tobytes() for index in range(10))


def test_order_does_not_matter() -> None:
    light = Pipeline(policies.light(32), seed=5)
    forwards = [light(IMAGE, 1, index) for index in range(30)]
    backwards = [light(IMAGE, 1, index) for index in reversed(range(30))][::-1]
    np.testing.assert_array_equal(forwards, backwards)


def test_seed_epoch_and_index_each_matter() -> None:
    def several(seed: int, epoch: int, start: int) -> bytes:
        light = Pipeline(policies.light(32), seed)
        return b"".join(light(IMAGE, epoch, start + index).tobytes() for index in range(10))

    assert len({several(0, 0, 0), several(1, 0, 0), several(0, 1, 0), several(0, 0, 10)}) == 4


def test_a_spawned_worker_does_the_same() -> None:
    light = Pipeline(policies.light(32), seed=5)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        there = pool.submit(light, IMAGE, 3, 7).result(timeout=60)
    np.testing.assert_array_equal(there, light(IMAGE, 3, 7))


def test_a_pickled_copy_does_the_same() -> None:
    light = Pipeline(policies.light(32), seed=5)
    changed(light)
    assert changed(pickle.loads(pickle.dumps(light))) == changed(light)


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
    "wrong",
    [
        lambda size: [A.HorizontalFlip(chance=0.5)],
        lambda size: [A.HorizontalFlip(always_apply=True)],
        lambda size: [A.HorizontalFlip(p=7)],
        lambda size: [A.OneOf([A.CoarseDropout(max_holes=3)], p=1.0)],
    ],
)
def test_misspelt_and_retired_arguments_are_errors(monkeypatch: pytest.MonkeyPatch, wrong: policies.Policy) -> None:
    monkeypatch.setitem(policies.POLICIES, "mine", wrong)
    with pytest.raises(RecipeError, match="The policy 'mine' cannot be made"):
        pipeline("mine", 32, seed=0)
