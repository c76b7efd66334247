"""A running board with two teams, of which one has the worst name that anybody could think of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.online_boards import Hall

EVIL = "<script>alert('1')</script>"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with Hall(tmp_path, "犬チーム", EVIL, daily_limit=3).opened() as there:
        yield there
