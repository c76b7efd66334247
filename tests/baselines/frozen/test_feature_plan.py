"""Features of pictures as large as there is time for."""

from baselines.budget import Speed
from baselines.frozen.feature_plan import FeatureWork, fitting, sizes

# Two laptop cores: 1,400 pictures a second at 96 px.
LAPTOP = Speed(step_s=0.21, call_s=0.18, start_s=10.0)
CONTEST108 = FeatureWork(n_pictures=60_000, n_views=2, n_folds=5)


def test_more_minutes_show_larger_pictures() -> None:
    chosen = [fitting(CONTEST108, LAPTOP, sizes(32), 60 * minutes) for minutes in (1, 2, 4, 6, 60)]
    assert chosen == sorted(chosen)
    assert (chosen[0], chosen[-1]) == (64, 160)


def test_what_is_chosen_ends_in_time() -> None:
    for minutes in (3, 5, 10):
        assert CONTEST108.seconds(fitting(CONTEST108, LAPTOP, sizes(32), 60 * minutes), LAPTOP) < 60 * minutes


def test_a_settled_size_stays_whatever_it_takes() -> None:
    assert fitting(CONTEST108, LAPTOP, (224,), 1.0) == 224


def test_large_pictures_are_not_enlarged() -> None:
    assert sizes(1000)[0] == 224
    assert sizes(3) == (64,)
