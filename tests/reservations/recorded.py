"""A record of one's own on a Cosmos server, for tests of what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from azure.cosmos import PartitionKey
from pytest_django import Settings

from reservations import booking, repositories, times
from reservations.models import Location
from reservations.repositories.cosmos import client
from reservations.repositories.cosmos.client import Containers
from reservations.repositories.cosmos.containers import ALL
from reservations.values import Actor, Car, Customer, Document, Rental
from tests.fakes.cosmos import CosmosServer

CLERK = Actor("staff", "hanako")


@pytest.fixture
def cosmos(settings: Settings) -> Iterator[CosmosServer]:
    """RESERVATION_STORE is cosmos, and the containers are there and empty."""
    with CosmosServer() as server:
        settings.RESERVATION_STORE = "cosmos"
        settings.COSMOS_ENDPOINT, settings.COSMOS_KEY = server.url, server.key
        settings.COSMOS_DATABASE = "desk"
        made = client.client().create_database("desk")
        for each in ALL:
            made.create_container(each.name, PartitionKey(each.partition_key), dict(each.indexing))
        yield server
        client.close()


@pytest.fixture
def record(cosmos: CosmosServer, shop: Location) -> Containers:
    """With the shop's document in it."""
    repositories.current().publish([shop.pk])
    cosmos.ledger.clear()
    return client.containers()


@pytest.fixture(params=["orm", pytest.param("cosmos", marks=pytest.mark.cosmos)])
def store(request: pytest.FixtureRequest, shop: Location) -> str:
    """Each store in turn, with the shop in it."""
    chosen: str = request.param
    if chosen == "cosmos":
        request.getfixturevalue("record")
    return chosen


def put(record: Containers, document: Document) -> None:
    """By somebody's hand, in the portal."""
    record.reservations.upsert_item(document)


def delete(record: Containers, document_id: str, shop: str = "ekimae") -> None:
    record.reservations.delete_item(document_id, shop)


def there(record: Containers, document_id: str, shop: str = "ekimae") -> Document:
    return dict(record.reservations.read_item(document_id, shop))


def book(day: int = 12, car: str = "c1", back: Location | None = None) -> Rental:
    """A whole day in December, by a clerk."""
    return booking.create(
        Location.objects.get(pk="ekimae"),
        pickup_at=times.read_instant(f"2026-12-{day}T10:00", "Asia/Tokyo"),
        return_at=times.read_instant(f"2026-12-{day}T18:00", "Asia/Tokyo"),
        customer=Customer("山田太郎"),
        actor=CLERK,
        vehicle=Car(car, "ekimae", "compact"),
        return_location=back,
    ).rental
