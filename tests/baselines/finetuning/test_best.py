"""What is chosen for the minutes there are."""

import pytest

from baselines.budget import Speed
from baselines.finetuning.best import LARGE, SMALL, Contest, choice

# Two laptop cores: 300 pictures a second at 96 px in training, 1,400 in answering.
LAPTOP = Speed(step_s=0.21, call_s=0.18, start_s=10.0)
CONTEST108 = Contest(n_development=40_000, n_asked=20_000, side=32)
EMOJI20 = Contest(n_development=1_100, n_asked=700, side=72)


def test_more_time_buys_larger_pictures_then_folds() -> None:
    chosen = [choice(minutes, 10, LAPTOP, CONTEST108) for minutes in (1, 3, 10, 30, 150, 600)]
    assert [one.finetuned for one in chosen] == [False, True, True, True, True, True]
    sizes = [one.settings["size"] for one in chosen[1:]]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1] <= 160
    assert chosen[2].n_folds == 1
    assert chosen[-1].n_folds == 5


def test_a_faster_machine_does_more() -> None:
    fast = Speed(LAPTOP.step_s / 20, LAPTOP.call_s / 20, 10.0)
    assert choice(10, 10, fast, CONTEST108).settings["size"] > choice(10, 10, LAPTOP, CONTEST108).settings["size"]


def test_few_pictures_get_several_folds() -> None:
    assert choice(10, 10, LAPTOP, EMOJI20).n_folds > 1


@pytest.mark.parametrize("n_folds", [1, 2, 7])
def test_settled_folds_stay(n_folds: int) -> None:
    assert choice(60, 10, LAPTOP, CONTEST108, n_folds).n_folds == n_folds


def test_a_settled_size_stays() -> None:
    assert choice(2, 10, LAPTOP, CONTEST108, size=224).settings["size"] == 224


def test_with_time_for_it_the_larger_network_is_taken() -> None:
    networks = [choice(minutes, 10, LAPTOP, CONTEST108).settings["backbone"] for minutes in (5, 12, 30, 150)]
    assert networks == [SMALL, LARGE, LARGE, LARGE]


def test_a_settled_network_stays_and_is_not_taken_for_slower_than_it_was_measured() -> None:
    settled = choice(30, 10, LAPTOP, CONTEST108, backbone=LARGE)
    assert settled.settings["backbone"] == LARGE
    assert settled.settings["epochs"] > choice(30, 10, LAPTOP, CONTEST108).settings["epochs"]
    assert choice(150, 10, LAPTOP, CONTEST108, backbone=SMALL).settings["backbone"] == SMALL


def test_it_says_what_and_why() -> None:
    assert choice(1, 30, LAPTOP, CONTEST108).why == (
        "With --minutes 1 this machine cannot fine-tune a network on all pictures; a head on its features is trained instead."
    )
    assert "160 px" in choice(30, 10, LAPTOP, CONTEST108).why
