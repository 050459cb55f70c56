"""Statements from outside the product, beside callers: the database has the last word against both."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, connection

from reservations.models import Location, Reservation
from tests.race.concurrency import CARS, ROUNDS, ask, at, request_for, together
from tests.race.invariants import invariants_hold, overlaps

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def raw_insert(day: int, car: str) -> str:
    """What the database says to an INSERT that asked nobody."""
    pk = uuid.uuid4()
    row = Reservation(
        pk=pk,
        number=f"X-{pk.hex[:10]}",
        location_id="ekimae",
        vehicle_id=car,
        vehicle_class="compact",
        pickup_at=at(day, 10),
        return_at=at(day, 18),
        blocked_until=at(day, 18),
        source="import",
        customer_name="raw",
    )
    fields = Reservation._meta.concrete_fields
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    columns, places = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO reservations_reservation ({columns}) VALUES ({places})"  # noqa: S608  (our columns)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as refusal:
        return "no_double_booking" if "no_double_booking" in str(refusal) else str(refusal)
    return "inserted"


def test_raw_inserts_beside_callers(five_cars: Location) -> None:
    """Five cars go to five, whoever they are; callers hear only yes or no."""
    for day in range(5, 5 + ROUNDS // 2):

        def operation(number: int, day: int = day) -> str:
            if number < CARS:
                return raw_insert(day, f"c{number}")
            answer = ask("create_reservation", f"s{day}-{number}", f"day{day}", **request_for(day))
            return "booked" if answer["success"] else str(answer["code"])

        told = together(3 * CARS, operation)
        assert set(told[:CARS]) <= {"inserted", "no_double_booking"}
        assert set(told[CARS:]) <= {"booked", "no_vehicle_available"}
        assert told.count("inserted") + told.count("booked") == CARS
    assert overlaps() == 0
    Reservation.objects.filter(source="import").delete()
    assert invariants_hold()
