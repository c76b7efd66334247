"""The names of ImageNet's classes: all of them, in the one order."""

import pytest

from baselines.backbones.imagenet import class_names


def test_there_are_a_thousand() -> None:
    names = class_names()
    assert len(names) == 1000
    assert all(names)


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "tench"), (285, "Egyptian cat"), (657, "missile"), (967, "espresso"), (999, "toilet tissue")],
)
def test_they_stand_in_the_order_of_the_answers(number: int, name: str) -> None:
    assert class_names()[number] == name


def test_where_two_share_the_first_name_all_are_given() -> None:
    assert class_names()[639] == "maillot, tank suit"
    assert class_names()[134] == "crane"
