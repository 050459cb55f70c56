"""What every store must do alike: the same tests on our tables, on a Cosmos server, and on a real account.

COSMOS_TEST_ENDPOINT and COSMOS_TEST_KEY name an account; a database of its own is made there and thrown away.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from azure.cosmos import PartitionKey
from pytest_django import Settings

from reservations import booking, repositories, shops, times, tools
from reservations.models import Location, Vehicle
from reservations.repositories.cosmos import client, retry
from reservations.repositories.cosmos.containers import ALL
from reservations.tools import Caller
from reservations.values import Actor, Car, Customer, Rental, Shop
from tests.fakes.cosmos import CosmosServer

pytest.register_assert_rewrite("tests.contract.concurrency")
STORES = [
    "orm",
    pytest.param("cosmos", marks=pytest.mark.cosmos),
    *(["account"] if "COSMOS_TEST_ENDPOINT" in os.environ else []),
]
CLERK = Actor("staff", who="hanako")
SATURDAY = {"startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T18:00:00"}
Ask = Callable[..., dict[str, Any]]
Book = Callable[..., Rental]


@pytest.fixture(autouse=True)
def tuesday_morning(settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"


@pytest.fixture(scope="session")
def cosmos_server() -> Iterator[CosmosServer]:
    with CosmosServer() as server:
        yield server


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, settings: Settings) -> Iterator[str]:
    """Each store in turn; empty."""
    settings.RESERVATION_STORE = "orm" if request.param == "orm" else "cosmos"
    if request.param == "orm":
        yield "orm"
        return
    if request.param == "cosmos":
        server: CosmosServer = request.getfixturevalue("cosmos_server")
        server.reset()
        settings.COSMOS_ENDPOINT, settings.COSMOS_KEY = server.url, server.key
    else:
        settings.COSMOS_ENDPOINT = os.environ["COSMOS_TEST_ENDPOINT"]
        settings.COSMOS_KEY = os.environ["COSMOS_TEST_KEY"]
    settings.COSMOS_DATABASE = f"contract-{uuid.uuid4().hex[:8]}"
    made = client.client().create_database(settings.COSMOS_DATABASE)
    for each in ALL:
        made.create_container(each.name, PartitionKey(each.partition_key), dict(each.indexing))
    yield "cosmos"
    client.client().delete_database(settings.COSMOS_DATABASE)
    client.close()


@pytest.fixture
def shop(db: None, store: str) -> Shop:
    """東京駅前店 with two compacts and a minivan."""
    row = Location.objects.create(
        id="ekimae", name="東京駅前店", name_en="Tokyo Station", region="東京", region_en="Tokyo"
    )
    for pk, kind in (("c1", "compact"), ("c2", "compact"), ("m1", "minivan")):
        Vehicle.objects.create(id=pk, location=row, vehicle_class=kind, registration=f"品川 500 わ {pk}")
    repositories.current().publish(["ekimae"])
    return shops.of(row)


@pytest.fixture(autouse=True)
def patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where many come at once, each is answered however slow the machine is: with Cosmos DB as with our
    tables (tests/threads.py)."""
    if request.node.get_closest_marker("race"):
        monkeypatch.setattr(retry, "SECONDS", 120.0)


def at(wall: str) -> datetime:
    """ "12-12T10:00": by the clock at the shop."""
    return times.read_instant(f"2026-{wall}", "Asia/Tokyo")


def car(pk: str) -> Car:
    row = Vehicle.objects.get(pk=pk)
    return Car(row.pk, row.location_id, row.vehicle_class)


@pytest.fixture
def book(shop: Shop) -> Book:
    """book("12-12T10:00", "12-12T18:00", "compact"); car="c1" for just that one; session, hold (minutes)."""

    def booked(start: str, end: str, kind: str | None = None, **other: Any) -> Rental:
        session = other.pop("session", "")
        hold = other.pop("hold", None)
        return booking.create(
            other.pop("shop", shop),
            pickup_at=at(start),
            return_at=at(end),
            customer=Customer(
                other.pop("name", "山田太郎"), phone=other.pop("phone", ""), email=other.pop("email", "")
            ),
            actor=Actor("agent", session_id=session) if session else CLERK,
            vehicle_class=kind,
            vehicle=car(other.pop("car")) if "car" in other else None,
            hold_for=timedelta(minutes=hold) if hold else None,
            **other,
        ).rental

    return booked


@pytest.fixture
def ask() -> Ask:
    """Run a tool as a Japanese caller's agent."""

    def asked(name: str, key: str | None = None, session: str = "s1", **given: Any) -> Any:
        return tools.run(name, given, caller=Caller("agent", session), key=key)

    return asked


def present(rental: Rental) -> Rental:
    """As the store has it now."""
    found = repositories.current().find_by_number(rental.number)
    assert found is not None
    return found


def clock_at(settings: Settings, wall: str) -> datetime:
    settings.CLOCK_PINNED_AT = f"2026-{wall}:00+09:00"
    return datetime.fromisoformat(settings.CLOCK_PINNED_AT).astimezone(UTC)
