"""A company whose data live in Cosmos DB: the caller books, the record has it, staff see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.cosmos import CosmosClient, PartitionKey

from reservations.repositories.cosmos.containers import ALL
from tests.e2e.conftest import NewPage
from tests.e2e.conversation import WITNESS, complaints
from tests.e2e.test_booking import TYPED, assert_as_scripted, assert_clerk_sees_the_conversation
from tests.e2e.test_page_tools import booked_and_hung_up
from tests.fakes.cosmos import CosmosServer
from tests.product import Product, running

pytestmark = pytest.mark.e2e
DATABASE = "rentacar-db"


@pytest.fixture
def cosmos() -> Iterator[CosmosServer]:
    with CosmosServer() as server:
        client = CosmosClient(server.url, server.key)
        database = client.create_database(DATABASE)
        for each in ALL:
            database.create_container(each.name, PartitionKey(each.partition_key), dict(each.indexing))
        yield server
        client.close()


@pytest.fixture
def at_cosmos(tmp_path: Path, cosmos: CosmosServer) -> Iterator[Product]:
    where = {"COSMOS_ENDPOINT": cosmos.url, "COSMOS_KEY": cosmos.key}
    with running(tmp_path / "product", RESERVATION_STORE="cosmos", **where) as product:
        yield product


def test_a_caller_books_into_cosmos(new_page: NewPage, at_cosmos: Product, cosmos: CosmosServer) -> None:
    page = new_page(WITNESS)
    page.goto(at_cosmos.url)
    number = booked_and_hung_up(page)
    (shown,) = at_cosmos.booked_by_agent()
    assert shown["number"] == number
    assert_as_scripted(shown, TYPED)
    (kept,) = in_the_record(cosmos, number)
    assert (kept["status"], kept["channel"], kept["vehicleId"]) == ("confirmed", "agent", shown["vehicleId"])
    assert [line["action"] for line in kept["events"]] == ["held", "confirmed"]
    assert "Found: nothing." in at_cosmos.manage("cosmos_resync", "--check")
    assert complaints(page) == []
    assert_clerk_sees_the_conversation(page, at_cosmos, number, TYPED)


def in_the_record(cosmos: CosmosServer, number: str) -> list[dict[str, Any]]:
    items = cosmos.account.databases[DATABASE]["reservations"].every()
    return [item for item in items if item.get("reservationNumber") == number]
