"""What our store sends, sent to both servers: they answer alike, and so ours is not the only judge of itself.

The store's own code asks (Record), with real documents; only the client is the servers'.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from azure.core.exceptions import AzureError
from azure.cosmos import CosmosClient, PartitionKey

from reservations.imports.fields import SYSTEM
from reservations.repositories.cosmos import documents
from reservations.repositories.cosmos.calendar import Calendar, entry_of
from reservations.repositories.cosmos.client import Containers
from reservations.repositories.cosmos.containers import ALL
from reservations.repositories.cosmos.documents import CALENDAR
from reservations.repositories.cosmos.errors import Stale, translate_error
from reservations.repositories.cosmos.record import BY_NUMBER, BY_SESSION, CALENDARS, Record
from reservations.repositories.cosmos.retry import Ask, RequestBudget, T
from reservations.values import Car, Rental, Shop
from tests.cosmos import test_server
from tests.cosmos.conftest import client_of
from tests.cosmos.second import CANNOT, Second
from tests.fakes.cosmos import CosmosServer

pytestmark = pytest.mark.unit
NOON = datetime(2026, 12, 12, 3, tzinfo=UTC)
SHOPS = [Shop("ekimae", "東京駅前店"), Shop("airport", "羽田空港店")]


class Straight(RequestBudget):
    """To one server, whatever the settings say."""

    def __init__(self, at: Containers) -> None:
        super().__init__(tries=1)
        self.at = at

    def once(self, ask: Ask[T]) -> T:
        try:
            return ask(self.at)
        except AzureError as error:
            raise translate_error(error) from error


def opened(client: CosmosClient) -> Containers:
    database = client.create_database("rentacar-db")
    made = [
        database.create_container(each.name, PartitionKey(each.partition_key), dict(each.indexing))
        for each in ALL
    ]
    return Containers(client, database, *made)


@pytest.fixture
def records(ours: CosmosServer, vercel: Second) -> Iterator[list[Record]]:
    """Of ours, then of the second; both say the same."""
    ours.reset()
    found, clients = [], []
    for server in (ours, vercel):
        client = client_of(server)
        clients.append(client)
        found.append(Record(Straight(opened(client))))
        for document in everything():
            found[-1].budget.write(lambda at, document=document: at.reservations.create_item(document))  # type: ignore[misc]
        found[-1].keep_location({"id": "ekimae", "name": "東京駅前店", "inventory": INVENTORY})
    yield found
    for client in clients:
        client.delete_database("rentacar-db")
        client.close()


INVENTORY = [{"vehicleId": f"c{number}", "vehicleType": "コンパクト"} for number in range(3)]


def rental(number: int, shop: Shop) -> Rental:
    car = Car(f"c{number % 3}", shop.id, "compact", "品川 500 わ 1")
    start = NOON + timedelta(days=number)
    return Rental(
        id=UUID(int=number),
        number=f"R-100-000{number}",
        location=shop,
        vehicle=car,
        vehicle_class="compact",
        pickup_at=start,
        return_at=start + timedelta(hours=8),
        blocked_until=start + timedelta(hours=8),
        status="held" if number % 2 else "confirmed",
        source="agent",
        customer_name="山田太郎",
        session_id=f"s{number % 4}",
        hold_expires_at=start if number % 2 else None,
        created_at=NOON,
        updated_at=NOON,
    )


def everything() -> list[dict[str, Any]]:
    """Reservations of two shops with their calendars, and a document of another system's."""
    rentals = [rental(number, SHOPS[number % 2]) for number in range(1, 9)]
    calendars: dict[tuple[str, str], Calendar] = {}
    for each in rentals:
        key = (each.location_id, each.vehicle_id)
        calendars[key] = calendars.get(key, Calendar(*key)).having(entry_of(each))
    foreign = {"id": "R-001", "locationId": "ekimae", "customerName": "Aiko", "vehicleId": "c1", "_x": None}
    return [
        *(documents.make_document(each, {}) for each in rentals),
        *(calendar.to_document(NOON) for calendar in calendars.values()),
        foreign,
    ]


QUESTIONS = [
    (CALENDARS, {"@location": "ekimae", "@kind": CALENDAR}, "ekimae", 3),
    (CALENDARS, {"@location": "nowhere", "@kind": CALENDAR}, "nowhere", 0),
    (BY_NUMBER, {"@number": "R-100-0003"}, None, 1),
    (BY_NUMBER, {"@number": "R-001"}, None, 1),
    (BY_NUMBER, {"@number": "R-999-9999"}, None, 0),
    (BY_SESSION, {"@session": "s1"}, None, 2),
    (BY_SESSION, {"@session": ""}, None, 0),
    ("SELECT * FROM c", {}, None, 15),
]


@pytest.mark.parametrize(("sql", "given", "partition", "count"), QUESTIONS)
def test_both_answer_what_the_store_asks(
    sql: str, given: dict[str, str], partition: str | None, count: int, records: list[Record]
) -> None:
    parameters = [{"name": name, "value": value} for name, value in given.items()]
    ours, second = (plain(record.query(sql, parameters, partition)) for record in records)
    assert ours == second
    assert len(ours) == count


def plain(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without what each server adds."""
    rest = [{name: value for name, value in each.items() if name not in SYSTEM} for each in found]
    return sorted(rest, key=lambda document: (document["id"], document["locationId"]))


def test_both_tell_the_same_cars_and_what_keeps_them(records: list[Record]) -> None:
    ours, second = (record.fleet("ekimae") for record in records)
    assert ours.cars == second.cars
    assert [car.id for car in ours.cars] == ["c0", "c1", "c2"]
    kept = [sorted((entry.id, entry.start) for _, entry in fleet.entries()) for fleet in (ours, second)]
    assert kept[0] == kept[1]
    assert len(kept[0]) == 4


def test_of_two_who_change_a_shop_both_refuse_the_second(records: list[Record]) -> None:
    for record in records:
        seen = record.location("ekimae")
        assert seen
        record.keep_location({**seen, "name": "東京駅北口店"})
        with pytest.raises(Stale):
            record.keep_location({**seen, "name": "東京駅南口店"})
        after = record.location("ekimae")
        assert after
        assert (after["name"], after["inventory"]) == ("東京駅北口店", INVENTORY)


def test_a_number_is_claimed_once_on_both(records: list[Record]) -> None:
    for record in records:
        assert record.claim("R-123-4565", "ekimae", "rsv-1")
        assert not record.claim("R-123-4565", "ekimae", "rsv-2")
        assert record.claim("R-123-4565", "ekimae", "rsv-1"), "its own, whose answer was lost"


def test_what_the_second_server_cannot_do_is_a_test_of_ours() -> None:
    assert [name for name in CANNOT if not callable(getattr(test_server, name, None))] == []
