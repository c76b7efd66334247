"""What histories say of a training; how they are drawn is tested with `baselines.history_picture`."""

from competition.histories import mean_losses, turning_point

FOLD = [{"loss": 2.0, "val_loss": loss} for loss in (2.0, 1.5, 1.4, 1.6, 2.0)]


def test_the_mean_goes_as_far_as_all_folds() -> None:
    assert mean_losses([FOLD, FOLD[:2]], "val_loss") == [2.0, 1.5]
    assert mean_losses([FOLD], "accuracy") == []


def test_where_learning_by_heart_begins() -> None:
    assert turning_point([FOLD]) == 3
    assert turning_point([FOLD[:3]]) is None
