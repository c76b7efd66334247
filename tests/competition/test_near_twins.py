"""Pictures that look alike: found when they were saved again, shrunk or brightened; never two of anything."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from competition.images import resized
from competition.near_twins import (
    SIDE,
    embedding_pairs,
    hash_pairs,
    likeness,
    linked,
    near_twins,
    picture_hash,
    picture_hashes,
)

numbers = st.lists(st.integers(0, 2**64 - 1), max_size=30)


def scene(seed: int, side: int = 96) -> np.ndarray:
    """A picture with large shapes and small ones, uint8 (side, side, 3)."""
    rng = np.random.default_rng(seed)
    layers = [rng.integers(0, 256, (n, n, 3), dtype=np.uint8) for n in (3, 7, 20)]
    return np.mean([cv2.resize(one, (side, side), interpolation=cv2.INTER_CUBIC) for one in layers], axis=0).astype(
        np.uint8
    )


def variants(image: np.ndarray) -> dict[str, np.ndarray]:
    jpeg = cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], cv2.IMREAD_COLOR)
    return {
        "saved again": jpeg,
        "shrunk": resized(image, 40),
        "brightened": np.clip(image.astype(int) + 20, 0, 255).astype(np.uint8),
        "faded": (image * 0.8 + 20).astype(np.uint8),
        "a little nearer": resized(image[2:-2, 2:-2], len(image)),
    }


def test_variants_of_a_picture_are_its_twins_and_other_pictures_are_not() -> None:
    pictures, owner = [], []
    for seed in range(40):
        image = scene(seed)
        for one in (image, *variants(image).values()):
            pictures.append(resized(one, SIDE))
            owner.append(seed)
    pairs = near_twins(np.array(pictures))
    assert all(owner[first] == owner[second] for first, second in pairs.tolist())
    assert sum(6 * 5 // 2 for _seed in range(40)) * 0.95 <= len(pairs)


def test_the_hash_is_that_of_the_library() -> None:
    import imagehash
    from PIL import Image

    image = scene(1)
    assert f"{picture_hash(image):016x}" == str(imagehash.phash(Image.fromarray(image)))


@given(numbers, st.integers(0, 12))
def test_pairs_are_those_whose_hashes_differ_in_few_bits(hashes: list[int], most: int) -> None:
    expected = [
        [first, second]
        for first in range(len(hashes))
        for second in range(first + 1, len(hashes))
        if (hashes[first] ^ hashes[second]).bit_count() <= most
    ]
    assert hash_pairs(np.array(hashes, np.uint64), most).tolist() == expected


def test_pairs_are_found_across_blocks() -> None:
    hashes = np.random.default_rng(0).integers(0, 2**64, 5000, dtype=np.uint64)
    hashes[4999], hashes[70] = hashes[3] ^ np.uint64(1), hashes[69]
    assert hash_pairs(hashes, 4).tolist() == [[3, 4999], [69, 70]]


def test_plain_pictures_are_alike_only_in_the_same_colour() -> None:
    black, white = np.zeros((4, 4, 3), np.uint8), np.full((4, 4, 3), 255, np.uint8)
    assert (likeness(black, black), likeness(black, white), likeness(black, scene(0, 4))) == (1, 0, 0)


def test_no_pictures_have_no_twins() -> None:
    assert near_twins(np.zeros((0, SIDE, SIDE, 3), np.uint8)).shape == (0, 2)
    assert picture_hashes([]).shape == (0,)
    assert linked(np.empty((0, 2), np.int64), 3) == []


def test_embeddings_alike_in_direction_are_pairs_across_blocks() -> None:
    rows = np.random.default_rng(0).normal(size=(1200, 32)).astype(np.float32)
    rows[1100] = 3 * rows[5]
    pairs, cosines = embedding_pairs(rows, 0.95)
    assert pairs.tolist() == [[5, 1100]]
    assert cosines[0] > 0.95
