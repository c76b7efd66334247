"""Views are plain functions of a batch: same pictures in, same pictures out, nothing else changed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from augment.views import SETS, VIEWS, views_of, written
from competition.errors import RecipeError

BATCHES = st.tuples(st.integers(0, 3), st.integers(16, 40), st.integers(0, 2**16))


def batch(n: int, size: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, size, size, 3), dtype=np.uint8)


def waves(n: int, size: int) -> np.ndarray:
    """Smooth pictures, which survive being scaled."""
    rows, columns = np.indices((size, size)) / size
    numbers = np.arange(1, n + 1)[:, None, None]
    waves = 127 + 100 * np.sin(numbers * 2 * rows + 3 * columns)
    return np.repeat(waves[..., None], 3, axis=3).astype(np.uint8)


@pytest.mark.parametrize("name", VIEWS)
@given(BATCHES)
def test_a_view_keeps_shape_and_type_and_leaves_its_pictures_alone(name: str, of: tuple[int, int, int]) -> None:
    images = batch(*of)
    before = images.copy()
    images.setflags(write=False)
    seen = VIEWS[name](images)
    assert (seen.shape, seen.dtype) == (images.shape, np.uint8)
    np.testing.assert_array_equal(images, before)
    np.testing.assert_array_equal(VIEWS[name](images), seen)


@pytest.mark.parametrize("name", VIEWS)
def test_a_picture_looks_the_same_in_any_company(name: str) -> None:
    images = batch(4, 32, 0)
    alone = np.concatenate([VIEWS[name](images[place : place + 1]) for place in range(4)])
    np.testing.assert_array_equal(VIEWS[name](images), alone)


@pytest.mark.parametrize("name", VIEWS)
def test_a_plain_colour_stays_that_colour(name: str) -> None:
    images = np.full((2, 32, 32, 3), (7, 130, 255), dtype=np.uint8)
    np.testing.assert_array_equal(VIEWS[name](images), images)


def test_no_two_views_are_the_same() -> None:
    images = batch(1, 32, 0)
    seen = {name: view(images).tobytes() for name, view in VIEWS.items()}
    assert len(set(seen.values())) == len(VIEWS)
    np.testing.assert_array_equal(VIEWS["plain"](images), images)


@given(BATCHES)
def test_mirrored_twice_is_as_it_was(of: tuple[int, int, int]) -> None:
    images = batch(*of)
    np.testing.assert_array_equal(VIEWS["mirrored"](VIEWS["mirrored"](images)), images)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("top_left", (0, 0)), ("top_right", (0, 31)), ("bottom_left", (31, 0)), ("bottom_right", (31, 31))],
)
def test_a_corner_keeps_its_corner_and_loses_the_one_across(name: str, kept: tuple[int, int]) -> None:
    images = np.zeros((1, 32, 32, 3), dtype=np.uint8)
    row, column = kept
    images[0, row, column] = 255
    images[0, 31 - row, 31 - column] = 254
    seen = VIEWS[name](images)[0]
    assert seen[row, column].min() == 255
    assert 0 < (seen > 0).any(axis=2).sum() <= 4


def test_nearer_takes_off_a_sixteenth_all_round_and_farther_adds_it() -> None:
    images = np.zeros((1, 32, 32, 3), dtype=np.uint8)
    images[0, 2:30, 2:30] = 200
    assert VIEWS["nearer"](images).min() == 200
    back = VIEWS["nearer"](VIEWS["farther"](waves(3, 64))).astype(int)
    inside = np.s_[:, 8:-8, 8:-8]
    assert np.abs(back - waves(3, 64))[inside].max() <= 8


def test_the_sets_name_views_that_there_are() -> None:
    assert SETS["none"] == ("plain",)
    for views in SETS.values():
        assert views[0] == "plain"
        assert set(views) <= set(VIEWS)
    assert set().union(*SETS.values()) == set(VIEWS)


@given(st.lists(st.sampled_from(list(SETS)), min_size=1, max_size=6))
def test_one_wish_has_one_spelling(names: list[str]) -> None:
    asked = written(" , ".join(names))
    assert asked == written(",".join(reversed(names))) == written(asked)
    assert set(views_of(asked)) == set().union(*(SETS[name] for name in names))
    assert len(set(views_of(asked))) == len(views_of(asked))


def test_sets_are_laid_side_by_side() -> None:
    assert views_of("none") == ("plain",)
    assert views_of("scales,flip") == ("plain", "mirrored", "nearer", "farther")
    assert len(views_of("flip,crops,scales")) == len(VIEWS)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("flips", "There are no views named so: 'flips' (did you mean flip?)"),
        ("flip,skales, x", "There are no views named so: 'skales' (did you mean scales?), 'x'"),
        ("", "There are no views named so: ''"),
        ("flip+scales", "There are no views named so: 'flip+scales'"),
        ("鏡", "There are no views named so: '鏡'"),
    ],
)
def test_views_that_there_are_not_are_all_named(names: str, sentence: str) -> None:
    with pytest.raises(RecipeError) as raised:
        written(names)
    first, hint = str(raised.value).split("\n")
    assert first.startswith(sentence)
    assert hint == "→ Choose one of none, flip, crops, scales, or several with commas: flip,scales."
