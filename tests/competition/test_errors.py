"""Errors are one plain sentence, the first ten offenders and a count, and what to do."""

import inspect
import pickle
import re

import pytest

from competition import errors
from competition.errors import DataError, KitError, SubmissionError, listed


def test_the_tree_drawn_at_the_top_is_the_tree_there_is() -> None:
    drawn: dict[str, str] = {}
    above: list[str] = ["KitError"]
    for line in str(errors.__doc__).splitlines():
        found = re.match(r"^    ([│ ]*)[├└]── (\w+)", line)
        if found:
            depth = len(found[1]) // 4 + 1
            drawn[found[2]] = above[depth - 1]
            above[depth:] = [found[2]]
    there = {
        name: kind.__bases__[0].__name__
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, KitError) and kind is not KitError
    }
    assert drawn == there
    assert len(there) >= 8


def test_a_sentence_its_offenders_and_a_hint() -> None:
    error = DataError("These pictures have no label", ["a.png", "犬.png"], hint="Label them.")
    assert str(error) == "These pictures have no label: a.png, 犬.png\n→ Label them."
    assert str(DataError("No pictures")) == "No pictures"
    assert str(DataError("No pictures", hint="Take some.")) == "No pictures\n→ Take some."


@pytest.mark.parametrize(
    ("n", "end"), [(10, "9"), (11, "9 … and 1 more (11 in all)"), (2010, "9 … and 2,000 more (2,010 in all)")]
)
def test_ten_offenders_are_shown_and_all_are_kept(n: int, end: str) -> None:
    error = KitError("Lost", map(str, range(n)))  # type: ignore[arg-type]
    assert str(error) == "Lost: 0, 1, 2, 3, 4, 5, 6, 7, 8, " + end
    assert len(error.offenders) == n


def test_offenders_may_look_like_placeholders() -> None:
    assert str(KitError("Lost", ["{name}", "%s", "{0}"])) == "Lost: {name}, %s, {0}"
    assert listed([]) == ""


def test_a_submission_error_lists_all_its_problems() -> None:
    problems = [f"row {number}: no such picture" for number in range(30)]
    error = SubmissionError("チームA.csv", problems)
    assert error.problems == problems
    assert str(error).splitlines() == ["チームA.csv cannot be scored:", *(f"  - {problem}" for problem in problems)]


def test_every_kit_error_is_caught_as_one() -> None:
    with pytest.raises(KitError):
        raise SubmissionError("a.csv", ["empty"])


def test_an_error_can_come_from_another_process() -> None:
    """Worker processes hand errors over as pickles."""
    error = pickle.loads(pickle.dumps(DataError("Lost", ["a"], "Find it.")))
    assert (str(error), error.offenders) == ("Lost: a\n→ Find it.", ["a"])
