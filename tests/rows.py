"""The rows behind what the booking door answers, for tests that look into the tables."""

from __future__ import annotations

from typing import Any

from reservations import booking, times
from reservations.booking import Customer
from reservations.models import Location, Reservation
from reservations.values import Actor, Rental


def of(rental: Rental) -> Reservation:
    return Reservation.calendar.get(pk=rental.id)


def create(*given: Any, **named: Any) -> Reservation:
    return of(booking.create(*given, **named).rental)


def create_by_staff(shop: Location) -> Reservation:
    """山田太郎's compact on Saturday, 2026-12-12, ten to six: of no conversation."""
    return create(
        shop,
        pickup_at=times.read_instant("2026-12-12T10:00", shop.timezone),
        return_at=times.read_instant("2026-12-12T18:00", shop.timezone),
        customer=Customer("山田太郎", phone="+819012345678"),
        actor=Actor("staff"),
        vehicle_class="compact",
    )
