"""Whatever is sent to the addresses the board describes, by whomever: never a failure of the server."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from tests.online_boards import Hall, answers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lasting_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with Hall(tmp_path_factory.mktemp("hall"), "犬チーム", daily_limit=0).opened() as there:
        there.ledger.accept("犬チーム", "a.csv", answers(1), there.clock())
        yield there


@pytest.fixture(scope="module")
def form_keys(lasting_hall: Hall) -> dict[str, str]:
    """What a form of each must carry; without it nearly every request would end at the same refusal."""
    pages = {"team": (lasting_hall.member("犬チーム"), "/team"), "organizer": (lasting_hall.organizer(), "/organizer")}
    return {who: person.form_key(page) for who, (person, page) in pages.items()}


def test_no_request_makes_the_server_fail(lasting_hall: Hall, form_keys: dict[str, str]) -> None:
    tokens = {"anybody": "", "team": lasting_hall.tokens["犬チーム"], "organizer": lasting_hall.organizer_token}
    described = schemathesis.openapi.from_url(f"{lasting_hall.address}/openapi.json")
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:

        @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def attempt(case: Any) -> None:
            for who, token in tokens.items():
                if isinstance(case.body, dict) and who in form_keys:
                    case.body["form_key"] = form_keys[who]
                answer = case.call(headers={"authorization": f"Bearer {token}"}, cookies={"board_token": token})
                assert answer.status_code < 500, (who, case.operation.label, case.body)

        attempt()
