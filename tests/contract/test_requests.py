"""What a tool call asks of Cosmos: each request is a round trip of the caller's time, and is paid for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from reservations.values import Shop
from tests.contract.conftest import SATURDAY, Ask, Book
from tests.fakes.cosmos import CosmosServer

pytestmark = [
    pytest.mark.db,
    pytest.mark.cosmos,
    pytest.mark.django_db,
    pytest.mark.parametrize("store", ["cosmos"], indirect=True),
]
HERE = {"locationId": "ekimae", **SATURDAY}
REQUEST = {**HERE, "customerName": "山田太郎", "vehicleType": "compact"}
Requests = Callable[[], list[str]]


@pytest.fixture
def requests(cosmos_server: CosmosServer, shop: Shop, ask: Ask) -> Requests:
    """Their kinds, since it was last asked. A client that is new reads the containers first."""
    ask("get_availability", **HERE)
    ask("create_reservation", session="warm", **{**REQUEST, "vehicleType": "minivan"})
    cosmos_server.ledger.clear()

    def since() -> list[str]:
        kinds = [line.kind for line in cosmos_server.ledger]
        cosmos_server.ledger.clear()
        return kinds

    return since


def test_it_tells_what_is_free_by_two_requests(ask: Ask, requests: Requests) -> None:
    for given in ({}, {"vehicleType": "compact"}):
        assert ask("get_availability", **HERE, **given)["availableVehicles"]
        assert requests() == ["read", "query"]


def test_it_books_by_no_more_than_six_requests(ask: Ask, requests: Requests) -> None:
    assert ask("create_reservation", key="call-1", **REQUEST)["success"]
    assert requests() == ["read", "query", "create", "create", "batch"]
    assert ask("create_reservation", key="call-1", **REQUEST)["success"]
    assert requests() == [], "the same call again"


def test_it_looks_up_by_two_requests(ask: Ask, requests: Requests, book: Book) -> None:
    rental = book("12-12T10:00", "12-12T18:00", "compact", session="s1")
    requests()
    for given in ({"session": "s1"}, {"session": "s2", "customerName": "山田太郎"}):
        assert ask("find_reservation", number=rental.number, **given)["success"]
        assert requests() == ["read", "read"]


def test_prices_and_shops_need_none(ask: Ask, requests: Requests) -> None:
    for name, given in (
        ("list_locations", {}),
        ("location_details", {"locationId": "ekimae"}),
        ("quote_price", {**HERE, "vehicleType": "compact"}),
    ):
        ask(name, **given)
        assert requests() == []


def test_a_cancellation_is_one_batch(ask: Ask, requests: Requests, book: Book, settings: Settings) -> None:
    rental = book("12-12T10:00", "12-12T18:00", "compact", session="s1")
    requests()
    asked: dict[str, Any] = ask("cancel_reservation", number=rental.number)
    assert requests() == ["read", "read"]
    token = asked["confirmationToken"]
    assert ask("cancel_reservation", number=rental.number, confirmationToken=token)["status"] == "cancelled"
    assert requests() == ["read", "read", "read", "read", "batch"]
