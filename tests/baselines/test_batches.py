"""Batches depend on seed and epoch alone: not on who makes them, nor on where one starts."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from augment.mixing import Mixing
from augment.pipeline import Pipeline
from augment.policies import light
from baselines.batches import Batch, Batches, feed

SIZE = 8


def pictures(n: int) -> np.ndarray:
    """Every picture of its own colour, so that it can be told apart."""
    return np.broadcast_to(np.arange(n, dtype=np.uint8)[:, None, None, None], (n, SIZE, SIZE, 3)).copy()


def made(n: int = 20, batch_size: int = 4, seed: int = 0, augmented: bool = False, mixed: bool = False) -> Batches:
    """Batches of the odd pictures of a store."""
    rows = np.arange(2 * n)[1::2]
    pipeline = Pipeline(light(SIZE), seed) if augmented else None
    mixing = Mixing(20 * n, mixup=0.2, cutmix=1.0, label_smoothing=0.1) if mixed else None
    return Batches(pictures(2 * n), rows, rows * 10, batch_size, seed, pipeline, mixing)


def as_bytes(batches: list[Batch]) -> list[tuple[bytes, bytes]]:
    return [(images.tobytes(), targets.tobytes()) for images, targets in batches]


@given(st.integers(1, 60), st.integers(1, 20), st.integers(0, 3), st.integers(0, 3))
def test_an_epoch_shows_every_picture_at_most_once(n: int, batch_size: int, seed: int, epoch: int) -> None:
    batches = made(n, batch_size, seed)
    places = batches.places(epoch)
    assert len(places) == len(batches)
    shown = np.concatenate(places)
    assert len(set(shown.tolist())) == len(shown)
    # Fewer pictures than a batch make one small batch; else every batch is full and only a rest waits.
    assert [len(one) for one in places] == ([n] if n < batch_size else [batch_size] * (n // batch_size))


def test_a_picture_comes_with_its_own_answer() -> None:
    batches = made()
    for places in batches.places(0):
        images, targets = batches.batch(0, places)
        assert (images.dtype, images.shape) == (np.uint8, (4, SIZE, SIZE, 3))
        np.testing.assert_array_equal(images[:, 0, 0, 0].astype(int) * 10, targets)
        assert (images[:, 0, 0, 0] % 2 == 1).all()


def test_a_mixed_batch_says_what_it_is_mixed_of() -> None:
    """Pictures of one colour each: where two are blended, the colour lies between them as the answer says."""
    batches = made()
    batches.mixing = Mixing(400, mixup=1.0)
    for places in batches.places(0):
        images, answers = batches.batch(0, places)
        assert (images.dtype, images.shape) == (np.uint8, (4, SIZE, SIZE, 3))
        assert (answers.dtype, answers.shape) == (np.float32, (4, 400))
        np.testing.assert_allclose(images[:, 0, 0, 0], answers @ np.arange(400) / 10, atol=0.51)


def test_mixing_is_the_seeds_the_epochs_and_the_batchs() -> None:
    def mixed(seed: int, epoch: int, number: int) -> bytes:
        batches = made(seed=seed, mixed=True)
        batches.mixing = Mixing(400, mixup=1.0)
        # The same pictures each time, only another one of them first: what is left to differ is the draw.
        return batches.batch(epoch, np.roll(np.arange(8), number))[1].max(axis=1)[:1].tobytes()

    draws = [mixed(*which) for which in ((0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0), (0, 0, 0))]
    assert draws[0] == draws[4]
    assert len(set(draws)) == 4


def test_the_order_is_the_seeds_and_the_epochs() -> None:
    order = [np.concatenate(made(seed=seed).places(epoch)).tolist() for seed, epoch in ((0, 0), (0, 1), (1, 0), (0, 0))]
    assert order[0] == order[3]
    assert order[0] != order[1]
    assert order[0] != order[2]
    assert sorted(order[0]) == list(range(20))


@settings(max_examples=15)
@given(st.integers(0, 5), st.integers(0, 2), st.booleans(), st.booleans())
def test_any_start_gives_the_same_rest_of_the_epoch(start: int, epoch: int, augmented: bool, mixed: bool) -> None:
    """In a thread or in line, from the first batch or from a later one, whatever was dealt before."""
    batches = made(augmented=augmented, mixed=mixed)
    in_line = [batches.batch(epoch, places) for places in batches.places(epoch)]
    with feed(made(augmented=augmented, mixed=mixed)) as batch_feed:
        list(batch_feed.epoch(7))
        assert as_bytes(list(batch_feed.epoch(epoch, start))) == as_bytes(in_line)[start:]


def test_an_epoch_can_be_left_and_begun_again() -> None:
    batches = made()
    with feed(batches) as batch_feed:
        whole = as_bytes(list(batch_feed.epoch(0)))
        first = next(batch_feed.epoch(0))
        assert as_bytes([first]) == whole[:1]
        assert as_bytes(list(batch_feed.epoch(0, 1))) == whole[1:]


def test_what_goes_wrong_in_the_background_is_raised() -> None:
    batches = made()
    batches.rows = batches.rows + 1000
    with pytest.raises(IndexError), feed(batches) as batch_feed:
        list(batch_feed.epoch(0))


def test_a_pickle_keeps_the_files_name_and_not_the_pictures(tmp_path: Path) -> None:
    np.save(tmp_path / "画像.npy", pictures(200))
    batches = made(100, augmented=True)
    batches.images = np.load(tmp_path / "画像.npy", mmap_mode="r")
    sent = pickle.dumps(batches)
    assert len(sent) < 20_000 < batches.images.nbytes
    assert "画像.npy".encode() in sent
    got: Batches = pickle.loads(sent)
    assert isinstance(got.images, np.memmap)
    places = batches.places(1)[0]
    assert as_bytes([got.batch(1, places)]) == as_bytes([batches.batch(1, places)])
    # Pickling leaves the original as it is.
    assert isinstance(batches.images, np.memmap)


def test_pictures_in_memory_are_sent_themselves() -> None:
    batches = made()
    got: Batches = pickle.loads(pickle.dumps(batches))
    np.testing.assert_array_equal(got.images, batches.images)


def test_processes_make_the_same_batches_as_a_thread(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", pictures(40))
    batches = made(augmented=True, mixed=True)
    batches.images = np.load(tmp_path / "a.npy", mmap_mode="r")
    with feed(batches) as one, feed(batches, workers=2) as two:
        assert as_bytes(list(two.epoch(1, 2))) == as_bytes(list(one.epoch(1, 2)))
