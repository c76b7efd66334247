"""How bad findings are, and what is said of twins, classes and pictures."""

import numpy as np
import pytest

from competition.audit import Picture
from competition.auditing.findings import LEVELS, LOOK, OK, STOP, Finding, level, verdict, verdict_sentence
from competition.auditing.readiness import answered, balance, privacy, readable
from competition.auditing.twins import exact_findings, near_findings


def pictures(n_test: int = 200) -> list[Picture]:
    train = [Picture(f"a{n}", "train", ("cat", "dog")[n % 2], f"t{n}") for n in range(200)]
    return train + [Picture(f"b{n}", "test", "", f"u{n}") for n in range(n_test)]


def test_the_verdict_is_the_worst() -> None:
    assert verdict([]) == OK
    assert verdict([Finding("a", LOOK, ""), Finding("b", OK, "")]) == LOOK
    assert len({verdict_sentence(one) for one in LEVELS}) == 3
    assert level(0.0, 0.0) == OK


def test_one_twin_in_many_is_looked_at_and_many_stop() -> None:
    one, many = pictures(), pictures()
    one[200] = one[200]._replace(digest="t0")
    many[200:210] = [picture._replace(digest=f"t{n}") for n, picture in enumerate(many[200:210])]
    assert [finding.level for finding in exact_findings(one)] == [LOOK]
    assert [finding.level for finding in exact_findings(many)] == [STOP]
    assert exact_findings(pictures())[0].level == OK


def test_twins_on_one_side_are_ok_but_for_their_labels() -> None:
    several = pictures()
    several[2] = several[2]._replace(digest="t0")
    assert [finding.level for finding in exact_findings(several)] == [OK]
    several[1] = several[1]._replace(digest="t0")
    twins, labels = exact_findings(several)
    assert (twins.level, labels.level) == (OK, LOOK)
    assert twins.exhibits[0].pictures[1].name == "a1"


def test_near_twins_across_parts_come_first_and_exact_ones_are_passed_over() -> None:
    several = pictures()
    several[3] = several[3]._replace(digest="t1")
    pairs = np.array([[0, 2], [1, 3], [4, 300], [5, 301]])
    found, *labels = near_findings("near twins", several, pairs, np.array([0.99, 1.0, 0.91, 0.95]))
    assert [one.pictures[1].name for one in found.exhibits] == ["b101", "b100", "a2"]
    assert found.level == LOOK
    assert labels == []
    assert near_findings("near twins", several, pairs[1:2], np.ones(1))[0].level == OK


def test_classes_small_uneven_and_missing() -> None:
    assert [one.level for one in balance({"a": 50, "b": 60}, {"a": 20, "b": 30})] == [OK]
    assert ["a (3)" in one.sentence for one in balance({"a": 3, "b": 200}, None)] == [True, False]
    assert balance({"a": 50, "b": 50}, {"a": 40, "b": 0})[0].level == LOOK
    assert "× 0.4" in balance({"a": 50, "b": 50}, {"a": 40, "b": 10})[0].sentence
    # Few pictures differ by chance.
    assert balance({"a": 50, "b": 50}, {"a": 8, "b": 3})[0].level == OK


@pytest.mark.parametrize(
    ("test_ids", "known", "expected"),
    [((), None, LOOK), (("a",), None, LOOK), (("a", "b"), ("b", "a"), OK), (("a",), ("a", "b"), STOP)],
)
def test_every_test_picture_has_an_answer(
    test_ids: tuple[str, ...], known: tuple[str, ...] | None, expected: str
) -> None:
    assert answered(test_ids, known).level == expected


def test_pictures_that_cannot_be_read_or_say_too_much() -> None:
    assert readable((), ()).level == OK
    assert readable((), ("1 picture is left out",)).sentence == "1 picture is left out."
    assert readable(("a.png",), ()).level == STOP
    assert privacy([]).level == OK
    assert privacy([Picture("a", "train", "cat", "d")]).level == STOP
