"""Hidden labels are read in the shapes organizers have them, and every flaw is named."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.contest import Contest
from competition.errors import SolutionError
from competition.solution import USAGES, Solution, read_solution, write_solution

PETS = Contest("pets", ("cat", "dog", "guinea pig"), label_ids=("0", "1", "2"))

READABLE = {
    "names": "id,label\na,cat\nb,guinea pig\n",
    "ids": "id,label\na,0\nb,2\n",
    "SIGNATE": "file_name\tlabel_id\na\t0\nb\t2\n",
    "no header": "a,0\nb,2\n",
    "semicolons and mark": "\ufeffid;label\na;cat\nb;guinea pig\n",
    "more columns": "id,width,label\na,7,cat\nb,9,guinea pig\n",
}


@pytest.mark.parametrize("name", READABLE)
def test_what_can_be_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / "solution.csv"
    path.write_text(READABLE[name], encoding="utf-8")
    found = read_solution(path, PETS)
    assert found.ids == ("a", "b")
    assert found.targets.tolist() == [0, 2]
    assert found.targets.dtype == np.int64
    assert found.usage is None


@pytest.mark.parametrize("head", ["id,label,Usage\n", "id,label,usage\n", ""])
def test_usages_in_any_case(head: str, tmp_path: Path) -> None:
    path = tmp_path / "solution.csv"
    path.write_text(head + "a,cat,public\nb,dog,PRIVATE\nc,dog,Ignored\n", encoding="utf-8")
    found = read_solution(path, PETS)
    assert found.usage == ("Public", "Private", "Ignored")
    assert {usage: found.labels(usage).ids for usage in found.places} == {"Public": ("a",), "Private": ("b",)}
    assert found.labels("Private").targets.tolist() == [1]


FAULTY = {
    "twins": ("id,label\na,cat\nb,dog\na,dog\n", "line 4: 'a' a second time"),
    "unknown": ("id,label\na,cat\nb,dgo\n", "line 3: 'dgo' is no class (did you mean 'dog'?)"),
    "usage": ("id,label,Usage\na,cat,Secret\n", "line 2: usage 'Secret'"),
    "ignored": ("id,label,Usage\na,cat,Ignored\n", "every picture is ignored"),
    "empty": ("", "is empty"),
    "header only": ("id,label\n", "no table of ids and labels"),
    "one column": ("a\nb\n", "no table of ids and labels"),
    "ragged": ("a,cat\nb\n", "line 2 (1)"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_what_cannot_be_used_is_named(name: str, tmp_path: Path) -> None:
    content, sentence = FAULTY[name]
    path = tmp_path / "solution.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SolutionError) as raised:
        read_solution(path, PETS)
    assert sentence in str(raised.value)


NAMES = st.text("ab09._- '\",;犬が", min_size=1, max_size=6)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Contest, Solution]:
    classes = tuple(draw(st.lists(NAMES, min_size=2, max_size=4, unique=True)))
    ids = tuple(draw(st.lists(NAMES, min_size=1, max_size=6, unique=True)))
    targets = draw(st.lists(st.integers(0, len(classes) - 1), min_size=len(ids), max_size=len(ids)))
    usage = draw(
        st.none()
        | st.lists(st.sampled_from(USAGES), min_size=len(ids), max_size=len(ids)).map(lambda u: ["Public", *u[1:]])
    )
    return Contest("c", classes), Solution(ids, np.array(targets), None if usage is None else tuple(usage))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_written_and_read_is_the_same(tmp_path_factory: pytest.TempPathFactory, case: tuple[Contest, Solution]) -> None:
    contest, solution = case
    path = tmp_path_factory.mktemp("organizer") / "solution.csv"
    write_solution(solution, contest, path)
    found = read_solution(path, contest)
    assert (found.ids, found.targets.tolist(), found.usage) == (
        solution.ids,
        solution.targets.tolist(),
        solution.usage,
    )


def test_a_class_called_label_is_no_header(tmp_path: Path) -> None:
    contest = Contest("c", ("label", "other"))
    write_solution(Solution(("a",), np.array([0])), contest, tmp_path / "solution.csv")
    assert read_solution(tmp_path / "solution.csv", contest).ids == ("a",)
