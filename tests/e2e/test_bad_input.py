"""Whatever a client sends, it gets a problem+json that says what was wrong, and the product goes on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import Serve
from tests.product import Product

pytestmark = pytest.mark.e2e

GOOD = {
    "locationId": "tokyo-ekimae",
    "startDate": "2026-12-12T10:00:00",
    "endDate": "2026-12-12T18:00:00",
    "customerName": "山田太郎",
}
BAD: list[tuple[str, str, Any, int, str]] = [
    ("unknown location", "get_availability", {**GOOD, "locationId": "mars"}, 404, "unknown_location"),
    (
        "end before start",
        "create_reservation",
        {**GOOD, "endDate": "2026-12-12T09:00:00"},
        422,
        "ends_before_start",
    ),
    ("past date", "create_reservation", {**GOOD, "startDate": "2026-11-12T10:00:00"}, 422, "in_the_past"),
    (
        "ambiguous time",
        "create_reservation",
        {**GOOD, "startDate": "2026-12-12T10:00:00Z"},
        422,
        "ambiguous_time",
    ),
    ("malformed JSON", "create_reservation", b'{"locationId": ', 400, "malformed_json"),
    ("missing name", "create_reservation", {**GOOD, "customerName": " "}, 400, "invalid_arguments"),
    ("unknown tool", "launch_rocket", GOOD, 404, "unknown_tool"),
]


@pytest.fixture(scope="module")
def token(served: Serve) -> str:
    status, grant = served().post("/api/realtime/session", {"language": "ja", "toolMode": "browser"})
    assert status == 200
    session_token: str = grant["sessionToken"]
    return session_token


@pytest.mark.parametrize(
    ("tool", "body", "status", "code"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_bad_input_is_a_clear_problem(
    tool: str, body: Any, status: int, code: str, product: Product, token: str
) -> None:
    answered, problem = product.post(f"/api/functions/{tool}", body, X_Session_Token=token)
    assert (answered, problem["status"], problem["code"]) == (status, status, code)
    assert problem["title"]
    assert problem["detail"]
    assert problem["spoken"]


@pytest.mark.parametrize(
    ("headers", "code"), [({}, "missing_token"), ({"X_Session_Token": "x"}, "invalid_token")]
)
def test_a_tool_needs_a_session(headers: dict[str, str], code: str, product: Product) -> None:
    answered, problem = product.post("/api/functions/create_reservation", GOOD, **headers)
    assert (answered, problem["code"]) == (401, code)


def test_nothing_was_booked_by_any_of_it(product: Product, token: str) -> None:
    answered, result = product.post("/api/functions/get_availability", GOOD, X_Session_Token=token)
    assert (answered, result["success"]) == (200, True)
    assert not [row for row in product.booked_by_agent() if row["startDate"] < "2026-12-01"]
