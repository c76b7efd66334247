"""A run's losses as a picture: the mean goes as far as all folds went, and every kind of run can be drawn."""

import numpy as np
import pytest

from baselines.history_picture import history_picture
from competition.histories import mean_losses, turning_point

FOLD = [{"epoch": n + 1.0, "loss": 3.0 / (n + 1), "val_loss": 3.0 / (n + 1) + 0.1 * n} for n in range(30)]


def test_the_mean_ends_with_the_first_fold_that_stopped() -> None:
    assert mean_losses([FOLD, FOLD[:4]], "loss") == [row["loss"] for row in FOLD[:4]]
    assert mean_losses([[{"loss": 1.0}], [{"loss": 2.0}]], "loss") == [1.5]


def test_the_turning_point_is_where_learning_by_heart_begins() -> None:
    assert turning_point([FOLD]) == 1 + min(range(30), key=lambda n: FOLD[n]["val_loss"])
    assert turning_point([FOLD[:3]]) is None
    assert turning_point([[{"loss": 1.0}]]) is None


def test_a_refit_on_everything_has_no_validation_loss() -> None:
    assert mean_losses([[{"loss": 1.0}]], "val_loss") == []


@pytest.mark.parametrize(
    "histories",
    [[FOLD], [FOLD, FOLD[:7]], [FOLD[:1]], [[{"epoch": 1.0, "loss": 3.0}, {"epoch": 2.0, "loss": 2.0}]]],
    ids=["one fold", "stopped early", "one epoch", "refit"],
)
def test_every_kind_of_run_can_be_drawn(histories: list[list[dict[str, float]]]) -> None:
    pixels = np.asarray(history_picture(histories, "犬モデル $1"))
    assert pixels.min() < 128
    assert (pixels[:10] == 255).all()


def test_each_fold_stands_behind_the_mean() -> None:
    other = [{**row, "val_loss": row["val_loss"] + 0.5} for row in FOLD]

    def orange(histories: list[list[dict[str, float]]]) -> int:
        """Pixels of validation's colour, faint ones too."""
        red, _green, blue = np.asarray(history_picture(histories, "cnn")).astype(int).transpose(2, 0, 1)
        return int((red - blue > 40).sum())

    assert orange([FOLD, other]) > orange([FOLD]) + 300
