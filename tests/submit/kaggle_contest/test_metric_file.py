"""The metric that runs at Kaggle: our number to the last digit, and no place in a refusal."""

import doctest
import io
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from competition.contest import KINDS, Contest, SubmissionFormat
from competition.metrics import METRICS
from competition.predictions import Predictions
from competition.solution import PRIVATE, PUBLIC, Solution, write_solution
from competition.tables import write_table
from submit.check import check
from submit.kaggle_contest.metric_file import metric_file
from submit.kaggle_contest.tables import solution_table
from submit.score import scores_by_usage
from submit.submission import write_submission

CLASSES = ("cat", "dog", "guinea pig", "犬", "007", "fish", "bird", "ant", "bee", "true")


def contest_of(metric: str, kind: str) -> Contest:
    return Contest("pets", CLASSES, metric=metric, submission=SubmissionFormat(kind))


def module_of(contest: Contest) -> ModuleType:
    """The generated file as Kaggle has it: run, with nothing handed in."""
    module = ModuleType("metric")
    exec(compile(metric_file(contest), "metric.py", "exec"), vars(module))
    return module


MODULES = {(metric, kind): module_of(contest_of(metric, kind)) for metric in METRICS for kind in KINDS}

weights = st.floats(0, 1e9, allow_nan=False) | st.sampled_from([0.0, 1.0, 0.1, 1e-9, 1 / 3])


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, list[str], list[int]]:
    """Answers, true classes, usage and an order in which the file lists its rows."""
    n = draw(st.integers(2, 12))
    table = draw(arrays(np.float64, (n, len(CLASSES)), elements=weights))
    table[:, 0] += 1e-6
    targets = draw(arrays(np.int64, n, elements=st.integers(0, len(CLASSES) - 1)))
    usage = [PUBLIC, PRIVATE, *draw(st.lists(st.sampled_from([PUBLIC, PRIVATE]), min_size=n - 2, max_size=n - 2))]
    return table, targets, usage, draw(st.permutations(range(n)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("metric", METRICS)
@given(case=cases())
def test_it_gives_our_number_to_the_last_digit(
    metric: str,
    kind: str,
    case: tuple[np.ndarray, np.ndarray, list[str], list[int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    table, targets, usage, order = case
    contest, folder = contest_of(metric, kind), tmp_path_factory.mktemp("case")
    ids = tuple(f"{n:03}.png" for n in range(len(table)))
    solution = Solution(ids, targets, tuple(usage))
    listed = [ids[place] for place in order]
    write_submission(Predictions(ids, CLASSES, table), contest, listed, folder / "file.csv")
    write_table(solution_table(solution, contest), folder / "solution.csv")
    checked = check(folder / "file.csv", contest, ids)
    assert checked.predictions is not None
    ours = scores_by_usage(checked.predictions, solution, METRICS[metric])

    answers, hidden = pd.read_csv(folder / "file.csv"), pd.read_csv(folder / "solution.csv")
    for part in (PUBLIC, PRIVATE):
        # So Kaggle does it: the rows of one part, and the column of usage taken away.
        rows = hidden[hidden["Usage"] == part].drop(columns="Usage").reset_index(drop=True)
        given_rows = answers[answers["id"].isin(rows["id"])].reset_index(drop=True)
        theirs = MODULES[metric, kind].score(rows, given_rows, "id")
        assert theirs == ours[part].value
        assert np.isfinite(theirs)


@pytest.mark.parametrize(("metric", "kind"), MODULES)
def test_its_examples_hold(metric: str, kind: str) -> None:
    module = MODULES[metric, kind]
    failed = [
        test.name
        for test in doctest.DocTestFinder(exclude_empty=True).find(module, globs=vars(module), module=False)
        if doctest.DocTestRunner().run(test).failed
    ]
    assert module.score.__doc__ and failed == []


@pytest.mark.parametrize("kind", KINDS)
def test_it_runs_with_nothing_but_numpy_and_pandas(kind: str, tmp_path: Path) -> None:
    (tmp_path / "metric.py").write_text(metric_file(contest_of("macro_f1", kind)), encoding="utf-8")
    code = (
        "import sys; sys.path.insert(0, '.'); import doctest, inspect, metric\n"
        "assert doctest.testmod(metric).attempted > 2\n"
        "assert not {'competition', 'submit'} & set(sys.modules)\n"
        "parameters = inspect.signature(metric.score).parameters.values()\n"
        "print([(each.name, each.annotation.__name__) for each in parameters])\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout == "[('solution', 'DataFrame'), ('submission', 'DataFrame'), ('row_id_column_name', 'str')]\n"


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_tidy(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "metric.py"
    path.write_text(metric_file(contest_of("top_5", kind)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E4,E7,E9,F", path],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


GOOD = "id,cat,dog\nx-a,0.5,0.5\nx-b,0.25,0.75\nx-c,1,0\n"
BAD = {
    "missing column": ("id,cat\nx-a,1\nx-b,1\nx-c,1\n", "Columns are missing: dog"),
    "extra column": ("id,cat,dog,fish\nx-a,1,0,0\nx-b,1,0,0\nx-c,1,0,0\n", "does not have: fish"),
    "twice": (GOOD + "x-c,1,0\n", "more than one row"),
    "missing": (GOOD.replace("x-c,1,0\n", ""), "have no row"),
    "stranger": (GOOD + "x-z,1,0\n", "no picture of this competition"),
    "text": (GOOD.replace("0.25", "a lot"), "'cat': some cells hold no number"),
    "words": ("id,cat,dog\nx-a,True,0\nx-b,True,0\nx-c,True,0\n", "'cat': some cells hold no number"),
    "blank": (GOOD.replace("0.25", ""), "blank or NaN"),
    "infinite": (GOOD.replace("0.25", "inf"), "infinite"),
    "negative": (GOOD.replace("0.25", "-0.25"), "negative"),
    "zeros": (GOOD.replace("x-c,1,0", "x-c,0,0"), "no probability above 0"),
}
BAD_LABELS = {
    "blank": ("id,label\nx-a,cat\nx-b,\nx-c,dog\n", "no label"),
    "unknown": ("id,label\nx-a,cat\nx-b,cow\nx-c,dog\n", "classes are cat, dog"),
}
BAD_RANKINGS = {
    "too many": ("id,label\nx-a,cat dog cat\nx-b,cat\nx-c,dog\n", "more names than the 2"),
    "twice": ("id,label\nx-a,cat cat\nx-b,cat\nx-c,dog\n", "more than once"),
}


@pytest.mark.parametrize(
    ("form", "text", "words"),
    [(SubmissionFormat(), *bad) for bad in BAD.values()]
    + [(SubmissionFormat("label_name"), *bad) for bad in BAD_LABELS.values()]
    + [(SubmissionFormat("top_k", k=2), *bad) for bad in (BAD_LABELS | BAD_RANKINGS).values()],
)
def test_a_bad_file_is_refused_without_a_place(form: SubmissionFormat, text: str, words: str, tmp_path: Path) -> None:
    contest = Contest("pets", ("cat", "dog"), submission=form)
    module = module_of(contest)
    hidden = solution_table(Solution(("x-a", "x-b", "x-c"), np.array([0, 1, 0])), contest)
    (tmp_path / "file.csv").write_text(text, encoding="utf-8")
    # We refuse the same files, with every place.
    assert check(tmp_path / "file.csv", contest, ("x-a", "x-b", "x-c")).problems
    with pytest.raises(module.ParticipantVisibleError) as refused:
        module.score(hidden, pd.read_csv(io.StringIO(text)), "id")
    assert words in str(refused.value)
    # Which rows, or how many, would tell which of them are public.
    assert not re.search(r"x-|\brow \d|\bline\b", str(refused.value))


def test_ids_that_pandas_takes_for_numbers_are_found() -> None:
    contest = Contest("pets", ("cat", "dog"))
    hidden = solution_table(Solution(("007", "1e3"), np.array([0, 1])), contest)
    answers = pd.read_csv(io.StringIO("id,cat,dog\n1e3,0.5,0.5\n007,1,0\n"))
    assert answers["id"].tolist() == [1000.0, 7.0]
    module = module_of(contest)
    assert module.score(hidden, answers, "id") == pytest.approx(np.log(2) / 2)


def test_the_uniform_guess_has_its_golden_score(tmp_path: Path) -> None:
    classes = tuple(f"c{n}" for n in range(20))
    contest, ids = Contest("twenty", classes), tuple(f"{n}.png" for n in range(40))
    solution = Solution(ids, np.arange(40) % 20)
    write_solution(solution, contest, tmp_path / "ours.csv")
    write_submission(Predictions(ids, classes, np.full((40, 20), 0.05)), contest, ids, tmp_path / "file.csv")
    got = module_of(contest).score(solution_table(solution, contest), pd.read_csv(tmp_path / "file.csv"), "id")
    assert got == pytest.approx(2.995732, abs=1e-6)
