"""Many operations at the same moment, and what must be so afterwards, by the record itself."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

from django.conf import settings

from reservations import clock
from reservations.models import Reservation
from reservations.occupancy import KEEPING
from reservations.repositories.cosmos.calendar import REMEMBERED, Calendar
from reservations.repositories.cosmos.documents import CALENDAR
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.retry import RequestBudget
from reservations.values import Rental

Span = tuple[str, datetime, datetime, str]


def everything() -> list[dict[str, Any]]:
    """Every document of the record."""
    return Record(RequestBudget(60)).query("SELECT * FROM c", [])


def read_rentals(documents: list[dict[str, Any]]) -> dict[str, Rental]:
    """The rentals among `documents`, by the ids of those."""
    record = Record(RequestBudget(60))
    return {each["id"]: record.rental(each) for each in documents if each["docType"] != CALENDAR}


def kept() -> list[Span]:
    """What keeps a car, by the record: (car, from, until, number)."""
    if settings.RESERVATION_STORE == "orm":
        rows = Reservation.calendar.blocking()
        return [(row.vehicle_id, row.pickup_at, row.blocked_until, row.number) for row in rows]
    return [
        (rental.vehicle.id, rental.pickup_at, rental.blocked_until, rental.number)
        for rental in read_rentals(everything()).values()
        if rental.status in KEEPING
    ]


def overlaps() -> list[tuple[Span, Span]]:
    """Two renters for one car."""
    return [
        (one, other) for one, other in pairwise(sorted(kept())) if one[0] == other[0] and other[1] < one[2]
    ]


def orphaned_entries() -> list[str]:
    """Entries without their reservation, and reservations without their entry.

    A calendar forgets what is over and did not leave; its reservation stands until somebody ends it.
    """
    if settings.RESERVATION_STORE == "orm":
        return []
    found = everything()
    entries = {
        (calendar.vehicle_id, entry.id)
        for calendar in (Calendar.read(each) for each in found if each["docType"] == CALENDAR)
        for entry in calendar.entries
        if entry.status in KEEPING
    }
    rentals = read_rentals(found)
    living = {(each.vehicle.id, key) for key, each in rentals.items() if each.status in KEEPING}
    over = clock.now() - REMEMBERED
    forgotten = {
        (each.vehicle.id, key)
        for key, each in rentals.items()
        if each.blocked_until <= over and each.status != "out"
    }
    wrong = [f"entry without reservation: {each}" for each in entries - living]
    return wrong + [f"reservation without entry: {each}" for each in living - entries - forgotten]


def all_is_well() -> bool:
    """To be asserted, as pytest shows what was found instead."""
    found = (overlaps(), orphaned_entries())
    assert found == ([], [])
    return True


def mirrored() -> bool:
    """Do the rows say what the record says?"""
    told = {
        rental.id: (rental.status, rental.vehicle.id, rental.pickup_at, rental.customer_name)
        for rental in read_rentals(everything()).values()
    }
    rows = {
        row.pk: (row.status, row.vehicle_id, row.pickup_at, row.customer_name)
        for row in Reservation.calendar.all()
    }
    wrong = {
        key: (told.get(key), rows.get(key))
        for key in told.keys() | rows.keys()
        if told.get(key) != rows.get(key)
    }
    assert wrong == {}
    return True
