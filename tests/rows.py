"""The rows behind what the booking door answers, for tests that look into the tables."""

from __future__ import annotations

from typing import Any

from reservations import booking
from reservations.models import Reservation
from reservations.values import Rental


def of(rental: Rental) -> Reservation:
    return Reservation.calendar.get(pk=rental.id)


def create(*given: Any, **named: Any) -> Reservation:
    return of(booking.create(*given, **named).rental)
