"""The same work side by side: results in order, errors where they belong, the environment as it was."""

import math
import os

import pytest

from competition.parallel import in_processes, in_threads


@pytest.mark.parametrize("side_by_side", [in_threads, in_processes])
def test_results_come_in_order_and_an_error_where_its_result_would(side_by_side: object) -> None:
    assert callable(side_by_side)
    assert list(side_by_side(math.sqrt, [float(n * n) for n in range(70)], chunk=3)) == list(range(70))
    assert list(side_by_side(math.sqrt, [])) == []
    coming = side_by_side(math.sqrt, [4.0, -1.0, 9.0], chunk=1)
    assert next(coming) == 2
    with pytest.raises(ValueError):
        next(coming)


def test_each_process_computes_in_one_thread_and_the_parent_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
    monkeypatch.setenv(names[0], "7")
    monkeypatch.delenv(names[1], raising=False)
    assert list(in_processes(os.getenv, names)) == ["1", "1"]
    assert [os.environ.get(name) for name in names] == ["7", None]
