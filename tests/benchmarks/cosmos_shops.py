"""Shops for measuring the Cosmos store: ten cars each, whose calendars say so many bookings ahead."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from azure.cosmos import PartitionKey
from django.conf import settings

from reservations import repositories, shops, times
from reservations.imports import demo_tables
from reservations.models import DropOff, Location, Rate, Vehicle
from reservations.occupancy import Occupancy
from reservations.repositories.cosmos import client
from reservations.repositories.cosmos.calendar import Calendar
from reservations.repositories.cosmos.containers import ALL
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.retry import RequestBudget
from reservations.values import Shop
from tests.fakes.cosmos import CosmosServer

TODAY = date(2026, 12, 1)
MORNING = f"{TODAY}T09:00:00+09:00"
ONE_WAY = "kei"  # with nothing ahead: who returns it elsewhere takes it away for good
FLEET = ("compact",) * 5 + ("minivan",) * 2 + ("suv",) * 2 + (ONE_WAY,)
LATER = 200  # days: what is booked ahead begins then, out of the way of what is measured


def chosen(server: CosmosServer) -> None:
    """The store is there, and empty; it is a Tuesday morning."""
    settings.RESERVATION_STORE, settings.CLOCK_PINNED_AT = "cosmos", MORNING
    settings.COSMOS_ENDPOINT, settings.COSMOS_KEY = server.url, server.key
    made = client.client().create_database(settings.COSMOS_DATABASE)
    for each in ALL:
        made.create_container(each.name, PartitionKey(each.partition_key), dict(each.indexing))


def tariff() -> None:
    for kind, yen in demo_tables.USUAL.items():
        Rate.objects.create(vehicle_class=kind, **dict(zip(demo_tables.COLUMNS, yen, strict=True)))


def opened(name: str, ahead: int = 0, fleet: tuple[str, ...] = FLEET) -> Shop:
    """In a region of its own, with another shop where cars can be returned."""
    row, other = (
        Location.objects.create(id=key, name=key, region=f"地域{name}", horizon_days=3650, longest_days=365)
        for key in (name, f"{name}-other")
    )
    DropOff.objects.create(origin=row, destination=other, fee=3300)
    for number, kind in enumerate(fleet):
        plate = f"品川 500 わ {number}"
        Vehicle.objects.create(
            id=f"{name}-{number}", location=row, vehicle_class=kind, registration=plate, model="ヤリス"
        )
    repositories.current().publish([row.pk, other.pk])
    shop = shops.of(row)
    if ahead:
        fill(shop, ahead)
    return shop


def at(day: int, hour: int) -> datetime:
    return times.read_instant(f"{TODAY + timedelta(days=day)}T{hour:02}:00", "Asia/Tokyo")


def fill(shop: Shop, ahead: int) -> None:
    """One booking a day, in the calendars only: nobody asks for what they stand for."""
    record = Record(RequestBudget(60))
    for car in Vehicle.objects.filter(location_id=shop.id).exclude(vehicle_class=ONE_WAY):
        calendar = Calendar(shop.id, car.pk)
        for day in range(LATER, LATER + ahead):
            key = f"rsv-{car.pk}-{day}".ljust(36, "0")
            start, end = at(day, 10), at(day, 18)
            entry = Occupancy(
                key, "R-000-0000", start, end, end, "confirmed", car.vehicle_class, session_id=key
            )
            calendar = calendar.having(entry)
        document = calendar.to_document(at(0, 9))
        record.budget.write(lambda to, document=document: to.reservations.create_item(document))  # type: ignore[misc]
