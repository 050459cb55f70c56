"""The tables. They hold facts and say which rows; deciding is done beside them."""

from __future__ import annotations

from reservations.models.booking import Reservation, ReservationEvent
from reservations.models.fleet import Vehicle
from reservations.models.places import Location
from reservations.models.receipts import Receipt

__all__ = ["Location", "Receipt", "Reservation", "ReservationEvent", "Vehicle"]
