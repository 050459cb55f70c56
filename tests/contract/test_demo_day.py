"""The demo company's day at the counter: made once a day by the operations of any day, on every store."""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from reservations import clock
from reservations.availability import LATE_CARS_WAIT
from reservations.models import Reservation, ReservationEvent
from tests.contract.conftest import clock_at

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def seed_day() -> str:
    out = io.StringIO()
    call_command("seed", "--demo-day", stdout=out)
    return out.getvalue()


def list_rows() -> list[tuple[Any, ...]]:
    rows = Reservation.calendar.order_by("pk")
    return list(rows.values_list("pk", "status", "vehicle_id", "pickup_at", "return_at"))


def count_doubled() -> int:
    """Of cars that two rentals have at a time."""
    kept = list(Reservation.calendar.blocking().order_by("vehicle_id", "pickup_at"))
    return sum(
        one.vehicle_id == after.vehicle_id and one.blocked_until > after.kept_from
        for one, after in pairwise(kept)
    )


def test_a_demo_day_is_busy_and_partly_late_and_made_once(store: str, settings: Settings) -> None:
    now = clock_at(settings, "12-09T13:20")
    assert "Demo day: 3 cars out of service, 29 bookings of the day, 38 bookings ahead" in seed_day()

    today = Reservation.objects.departing_on(clock.local(now, "Asia/Tokyo").date())
    assert {"out", "returned", "confirmed"} <= set(today.values_list("status", flat=True))
    late, waiting = Reservation.objects.overdue(now), Reservation.objects.at_risk(now)
    assert {row.vehicle_id for row in late} == {row.vehicle_id for row in waiting}
    assert {row.location_id for row in late} == {"tokyo-ekimae", "shin-osaka"}
    assert all(now < row.pickup_at < now + LATE_CARS_WAIT for row in waiting)
    held = Reservation.objects.filter(status="held")
    assert held.count() == 2
    assert all(row.hold_expires_at and row.hold_expires_at > now + timedelta(hours=2) for row in held)
    came_late = [row for row in today if row.returned_at and row.returned_at > row.return_at]
    assert len(came_late) == 3
    assert all(row.cancellation_fee for row in Reservation.objects.filter(status="cancelled"))
    assert Reservation.objects.filter(status="cancelled").count() == 2
    assert Reservation.objects.filter(status="no_show").count() == 2
    assert Reservation.calendar.filter(status="blocked").count() == 3
    assert {row.customer_phone == "" for row in today} == {True, False}

    made = Reservation.objects.filter(customer_email__startswith="demo-")
    assert all(row.price for row in made)
    assert all(row.customer_kana for row in made)
    assert set(made.values_list("language", flat=True)) == {"ja", "en"}
    names = " ".join(made.values_list("customer_name", flat=True))
    assert "佐藤花子" in names
    assert "Sarah Miller" in names
    assert count_doubled() == 0

    # Each step at its own time, as on any day: none before its booking, none that lies ahead.
    assert not ReservationEvent.objects.filter(at__gt=now).exists()
    for row in today.filter(status="returned", customer_email__startswith="demo-"):
        lines = list(row.events.all())
        assert [line.action for line in lines] == ["created", "out", "returned"]
        assert [line.at for line in lines] == sorted(line.at for line in lines)

    # What the clerk noted of the cars: no car has driven backwards.
    for row in today.filter(status__in=("out", "returned"), customer_email__startswith="demo-"):
        driven = [row.sheets[step]["mileageKm"] for step in ("out", "returned") if step in row.sheets]
        assert driven == sorted(set(driven))
        assert len(driven) == (2 if row.status == "returned" else 1)

    before = list_rows()
    assert seed_day().endswith("Demo day: it is there.\n")
    assert list_rows() == before
